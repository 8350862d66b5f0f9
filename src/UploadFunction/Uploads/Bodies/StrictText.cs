using System.Globalization;
using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>Decoding that fails instead of guessing.</summary>
internal static class StrictText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns><see langword="null"/> if the bytes are not UTF-8.</returns>
    public static string? FromUtf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? Utf8.GetString(bytes) : null;

    /// <summary>
    /// Decodes percent-encoding (RFC 3986). <see cref="Uri.UnescapeDataString(string)"/> keeps broken sequences; here they fail.
    /// </summary>
    /// <returns><see langword="null"/> if a sequence is broken or the bytes are not UTF-8.</returns>
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
            else if (i + 2 < bytes.Length && TryParseHex(bytes.AsSpan(i + 1, 2), out bytes[length]))
                (length, i) = (length + 1, i + 2);
            else
                return null;
        }
        return FromUtf8(bytes.AsSpan(0, length));
    }

    private static bool TryParseHex(ReadOnlySpan<byte> digits, out byte value) =>
        byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
