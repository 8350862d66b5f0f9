using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// Encoded words of RFC 2047, such as <c>=?UTF-8?B?8J+QiC5qcGc=?=</c>: HTTP has none, but libraries that were made for mail write them.
/// </summary>
internal static class EncodedWords
{
    private const int MaxCharset = 50;

    /// <summary>Decodes a text that may contain some. What is none is decoded as text.</summary>
    public static string Decode(ReadOnlySpan<byte> text, TextDecoding decoding, Charset? part)
    {
        if (text.IndexOf("=?"u8) < 0)
            return decoding.DecodeHeader(text, part);
        var decoded = new StringBuilder();
        // Adjacent words are one text, which some clients cut within a character.
        var (charset, bytes) = ("", new List<byte>());
        for (var (from, at) = (0, 0); ;)
        {
            var next = text[at..].IndexOf("=?"u8);
            if (next < 0)
            {
                Flush();
                return decoded.Append(decoding.DecodeHeader(text[from..], part)).ToString();
            }
            at += next;
            if (!TryRead(text[at..], out var length, out var label, out var content))
            {
                at += 2;
                continue;
            }
            var between = text[from..at];
            var isAdjacent = bytes.Count > 0 && between.Trim(" \t\r\n"u8).IsEmpty;
            if (!isAdjacent || !label.Equals(charset, StringComparison.OrdinalIgnoreCase))
                Flush();
            if (!isAdjacent)
                decoded.Append(decoding.DecodeHeader(between, part));
            charset = label;
            bytes.AddRange(content);
            from = at += length;
        }

        void Flush()
        {
            byte[] whole = [.. bytes];
            decoded.Append(Charset.Find(charset)?.Decode(whole) ?? TextDecoding.Default.Decode(whole));
            bytes.Clear();
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> text, out int length, out string charset, out byte[] content)
    {
        (length, charset, content) = (0, "", []);
        var rest = text[2..];
        var end = rest[..Math.Min(rest.Length, MaxCharset)].IndexOf((byte)'?');
        if (end <= 0 || rest.Length < end + 3 || rest[end + 2] != '?')
            return false;
        // A language may follow the charset (RFC 2231, section 5).
        var label = Encoding.Latin1.GetString(rest[..end]).Split('*')[0];
        var encoding = rest[end + 1] | 0x20;
        rest = rest[(end + 3)..];
        end = rest.IndexOfAny((byte)'?', (byte)' ');
        if (end < 0 || !rest[end..].StartsWith("?="u8) || encoding is not ('b' or 'q'))
            return false;
        if ((encoding == 'b' ? FromBase64(rest[..end]) : FromQuoted(rest[..end])) is not { } bytes)
            return false;
        (length, charset, content) = (text.Length - rest.Length + end + 2, label, bytes);
        return true;
    }

    private static byte[]? FromBase64(ReadOnlySpan<byte> text) =>
        Base64Text.Decode(text.ToArray()).Failed(out _, out var bytes) ? null : [.. bytes];

    private static byte[] FromQuoted(ReadOnlySpan<byte> text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length && PercentEncoding.TryParseHex(text.Slice(i + 1, 2), out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                bytes.Add(text[i] == '_' ? (byte)' ' : text[i]);
            }
        }
        return [.. bytes];
    }
}
