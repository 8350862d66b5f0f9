using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// base64 as clients send it: standard or URL-safe (RFC 4648 §4 and §5), padded or not, with line breaks, bare or as a data URL
/// (RFC 2397), which may also be percent-encoded.
/// </summary>
internal static class Base64Text
{
    private static readonly SearchValues<byte> Symbols =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_= \t\r\n"u8);

    /// <summary>Decodes in place and returns the front part of <paramref name="text"/>, which then holds the bytes.</summary>
    public static Outcome<ArraySegment<byte>> Decode(ArraySegment<byte> text)
    {
        var (start, symbols) = (0, text);
        if (IsUrl(text, "http:"u8) || IsUrl(text, "https:"u8))
            return UploadProblems.NoRemoteFiles();
        if (IsUrl(text, "data:"u8))
        {
            start = text.AsSpan().IndexOf((byte)',') + 1;
            if (start == 0)
                return UploadProblems.MalformedBase64("a data URL needs a comma before its data");
            symbols = PercentEncoding.DecodeInPlace(WithoutLineBreaks(text[start..]));
            if (!SaysBase64(text.AsSpan(0, start - 1)))
                return symbols;
        }

        symbols.AsSpan().Replace((byte)'+', (byte)'-');
        symbols.AsSpan().Replace((byte)'/', (byte)'_');
        if (!Base64Url.IsValid(symbols))
        {
            var wrong = symbols.AsSpan().IndexOfAnyExcept(Symbols);
            return UploadProblems.MalformedBase64(wrong < 0
                ? "its length or padding is wrong, as if its end were missing"
                : $"character {start + wrong + 1:N0} is not a base64 character");
        }
        return symbols[..Base64Url.DecodeFromUtf8InPlace(symbols)];
    }

    private static bool IsUrl(ReadOnlySpan<byte> text, ReadOnlySpan<byte> scheme)
    {
        text = text.TrimStart(" \t\r\n"u8);
        return text.Length >= scheme.Length && Ascii.EqualsIgnoreCase(text[..scheme.Length], scheme);
    }

    /// <summary>Whether the part of a data URL before its comma ends so. Other parameters may precede it.</summary>
    private static bool SaysBase64(ReadOnlySpan<byte> type)
    {
        type = type.TrimEnd((byte)' ');
        return type.Length >= 6 && Ascii.EqualsIgnoreCase(type[^6..], "base64"u8) && type[..^6].TrimEnd((byte)' ').EndsWith(";"u8);
    }

    /// <summary>In a URL they count for nothing, in the bytes of an image they would.</summary>
    private static ArraySegment<byte> WithoutLineBreaks(ArraySegment<byte> text)
    {
        var length = 0;
        foreach (var symbol in text)
        {
            if (symbol is not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
                text[length++] = symbol;
        }
        return text[..length];
    }
}
