using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// A header such as <c>form-data; name="file"; filename="a.jpg"</c>, read as clients write it rather than as RFC 9110 and RFC 2045 allow
/// it. It is read anew for each parameter, in linear time, so that a hostile one fills no memory.
/// </summary>
internal readonly ref struct HeaderParameters(ReadOnlySpan<byte> header)
{
    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    private readonly ReadOnlySpan<byte> _header = header;

    /// <summary>What precedes the parameters, in lower case.</summary>
    public string Value => Encoding.Latin1.GetString(_header[..EndOf(_header)].Trim(Blanks)).ToLowerInvariant();

    /// <summary>The first parameter of this name, in upper or lower case, without its quotes; its bytes are not decoded.</summary>
    public byte[]? Find(ReadOnlySpan<byte> name)
    {
        for (var rest = _header[EndOf(_header)..]; !rest.IsEmpty;)
        {
            rest = rest[1..]; // the semicolon
            var end = rest.IndexOfAny((byte)'=', (byte)';');
            if (end < 0)
                return null;
            var isWanted = Ascii.EqualsIgnoreCase(rest[..end].Trim(Blanks), name);
            if (rest[end] == ';')
            {
                rest = rest[end..];
                continue;
            }

            rest = rest[(end + 1)..].TrimStart(Blanks);
            var isQuoted = rest.StartsWith("\""u8);
            rest = isQuoted ? rest[1..] : rest;
            var length = isQuoted ? LengthOfQuoted(rest) : EndOf(rest);
            if (isWanted)
                return isQuoted ? WithoutEscapes(rest[..length]) : rest[..length].TrimEnd(Blanks).ToArray();
            rest = rest[length..];
            rest = rest[EndOf(rest)..];
        }
        return null;
    }

    private static int EndOf(ReadOnlySpan<byte> text) => text.IndexOf((byte)';') is >= 0 and var end ? end : text.Length;

    /// <summary>
    /// The length of a text up to its closing quote, which is the one with nothing or another parameter after it: some clients escape no
    /// quote, and most escape no backslash, even as the last character.
    /// </summary>
    private static int LengthOfQuoted(ReadOnlySpan<byte> text)
    {
        for (var at = 0; text[at..].IndexOf((byte)'"') is >= 0 and var next; at++)
        {
            at += next;
            var backslashes = text[..at].Length - text[..at].TrimEnd((byte)'\\').Length;
            var after = text[(at + 1)..].TrimStart(Blanks);
            if (after.IsEmpty || (after[0] == ';' && (backslashes % 2 == 0 || IsKnownParameter(after[1..]))))
                return at;
        }
        return text.Length;
    }

    /// <summary>Whether an escaped quote was none, but a name's last backslash before its closing quote.</summary>
    private static bool IsKnownParameter(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(Blanks);
        // No more of the text than this, or many such quotes would take quadratic time.
        var name = text[..Math.Min(text.Length, "filename*=".Length)];
        name = name[..Math.Max(0, name.IndexOf((byte)'='))].TrimEnd(Blanks);
        return Ascii.EqualsIgnoreCase(name, "name"u8)
            || Ascii.EqualsIgnoreCase(name, "filename"u8)
            || Ascii.EqualsIgnoreCase(name, "filename*"u8);
    }

    /// <summary>
    /// curl and Python escape a quote by a backslash. Any other backslash is one: a browser's path, or half a character of Shift_JIS.
    /// </summary>
    private static byte[] WithoutEscapes(ReadOnlySpan<byte> text)
    {
        var length = 0;
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length || text[i + 1] != '"')
                bytes[length++] = text[i];
        }
        return bytes[..length];
    }
}
