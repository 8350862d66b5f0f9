using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>Decoding that fails instead of guessing.</summary>
internal static class StrictText
{
    /// <returns><see langword="null"/> if the bytes are not UTF-8.</returns>
    public static string? FromUtf8(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>
    /// Decodes percent-encoding (RFC 3986). <see cref="Uri.UnescapeDataString(string)"/> keeps broken sequences; here they fail.
    /// </summary>
    /// <returns><see langword="null"/> if a sequence is broken or the bytes are not UTF-8.</returns>
    public static string? FromPercentEncoding(string text)
    {
        if (!text.Contains('%'))
            return text;
        return PercentEncoding.Decode(Encoding.UTF8.GetBytes(text)) is { } bytes ? FromUtf8(bytes) : null;
    }
}
