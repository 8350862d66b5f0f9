using System.Globalization;
using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>Decoding that says no instead of guessing.</summary>
internal static class StrictText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns><see langword="null"/> when the bytes are not UTF-8.</returns>
    public static string? FromUtf8(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Utf8.GetString(bytes) : null;

    /// <summary>
    /// Undoes percent-encoding (RFC 3986). <see cref="Uri.UnescapeDataString(string)"/> lets broken sequences stand; here they fail.
    /// </summary>
    /// <returns><see langword="null"/> when a sequence is broken or the bytes are not UTF-8.</returns>
    public static string? FromPercentEncoding(string text)
    {
        if (!text.Contains('%'))
            return text;
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '%')
                bytes[length++] = bytes[i];
            else if (i + 2 < bytes.Length && byte.TryParse(bytes.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length]))
                (length, i) = (length + 1, i + 2);
            else
                return null;
        }
        return FromUtf8(bytes.AsSpan(0, length));
    }
}
