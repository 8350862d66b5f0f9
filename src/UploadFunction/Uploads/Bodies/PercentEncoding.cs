using System.Globalization;

namespace UploadFunction.Uploads.Bodies;

/// <summary>Percent-encoding (RFC 3986) of bytes, which are not text yet.</summary>
internal static class PercentEncoding
{
    /// <returns><see langword="null"/> if a sequence is broken.</returns>
    public static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var bytes = text.ToArray();
        return TryDecode(bytes, isStrict: true, out var length) ? bytes[..length] : null;
    }

    /// <summary>Decodes in place, and leaves broken sequences as they are, as a browser does in a URL.</summary>
    /// <returns>The front part of <paramref name="text"/>, which then holds the bytes.</returns>
    public static ArraySegment<byte> DecodeInPlace(ArraySegment<byte> text)
    {
        TryDecode(text, isStrict: false, out var length);
        return text[..length];
    }

    private static bool TryDecode(Span<byte> text, bool isStrict, out int length)
    {
        length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && TryParseHex(text.Slice(i + 1, 2), out var value))
                (text[length++], i) = (value, i + 2);
            else if (text[i] != '%' || !isStrict)
                text[length++] = text[i];
            else
                return false;
        }
        return true;
    }

    /// <summary>Reads two hexadecimal digits.</summary>
    public static bool TryParseHex(ReadOnlySpan<byte> digits, out byte value) =>
        byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
