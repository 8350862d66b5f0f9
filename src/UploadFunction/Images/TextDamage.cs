using System.Text.Unicode;

namespace UploadFunction.Images;

/// <summary>Recognises a binary file that something on its way took for text.</summary>
internal static class TextDamage
{
    // Every format taken here has more bytes that are no UTF-8 than this in its first hundred.
    private const int FewestReplacements = 3;

    /// <summary>
    /// Whether each byte that is no UTF-8 was replaced by U+FFFD (EF BF BD), as an API gateway does that was not told the body is
    /// binary. Ask it of a rejected file only: it looks at all the bytes.
    /// </summary>
    /// <remarks>
    /// Honest text may hold U+FFFD, even often (another program's mistake, quoted). But text holds no NUL, and every image does,
    /// in the lengths near its start: NUL is valid UTF-8 and comes through such damage unchanged.
    /// </remarks>
    public static bool IsLikely(ReadOnlySpan<byte> file) =>
        file.Contains((byte)0) && file.Count("\uFFFD"u8) >= FewestReplacements && Utf8.IsValid(file);
}
