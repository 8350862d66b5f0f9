using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// base64 as clients send it: standard or URL-safe (RFC 4648 §4 and §5), padded or not, with line breaks, bare or as a data URL
/// (RFC 2397).
/// </summary>
internal static class Base64Text
{
    private static readonly SearchValues<byte> Symbols =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_= \t\r\n"u8);

    /// <summary>Decodes in place and returns the front part of <paramref name="text"/>, which then holds the bytes.</summary>
    public static Outcome<ArraySegment<byte>> Decode(ArraySegment<byte> text)
    {
        var start = 0;
        if (text.AsSpan().TrimStart(" \t\r\n"u8) is [_, _, _, _, (byte)':', ..] head && Ascii.EqualsIgnoreCase(head[..5], "data:"u8))
        {
            start = text.AsSpan().IndexOf((byte)',') + 1;
            if (start == 0)
                return UploadProblems.MalformedBase64("a data URL needs a comma before its data");
            if (text.AsSpan(0, start - 1).TrimEnd((byte)' ') is not { Length: > 7 } type
                || !Ascii.EqualsIgnoreCase(type[^7..], ";base64"u8))
            {
                return UploadProblems.MalformedBase64("the data URL does not say ;base64");
            }
        }

        var symbols = text[start..];
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
}
