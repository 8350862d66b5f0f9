using System.Text.Unicode;

namespace UploadFunction.Images;

/// <summary>Recognises a binary file that something on its way treated as text.</summary>
internal static class TextDamage
{
    // Every format has more bytes than this in its first hundred that are not valid UTF-8.
    private const int FewestReplacements = 3;

    /// <summary>
    /// Whether every byte that is not valid UTF-8 was replaced by U+FFFD (EF BF BD), as an API gateway does when it does not know
    /// that the body is binary. An image that is not damaged so is told from its first bytes.
    /// </summary>
    /// <remarks>
    /// Honest text may hold U+FFFD, even often (another program's mistake, quoted). But text holds no NUL, and every image does,
    /// in the lengths near its start: NUL is valid UTF-8 and comes through such damage unchanged.
    /// </remarks>
    public static bool IsLikely(ReadOnlySpan<byte> file) =>
        Utf8.IsValid(file) && file.Contains((byte)0) && file.Count("\uFFFD"u8) >= FewestReplacements;
}
