using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>The header lines of one part of a form.</summary>
internal readonly ref struct PartHeaders(ReadOnlySpan<byte> lines)
{
    private readonly ReadOnlySpan<byte> _lines = lines;

    /// <summary>The first header of this name, in upper or lower case; empty if there is none.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> name)
    {
        for (var rest = _lines; !rest.IsEmpty;)
        {
            var length = LengthOfHeader(rest);
            var colon = rest[..length].IndexOf((byte)':');
            if (colon >= 0 && Ascii.EqualsIgnoreCase(rest[..colon].Trim(" \t"u8), name))
                return rest[(colon + 1)..length].Trim(" \t\r\n"u8);
            rest = rest[length..];
        }
        return [];
    }

    /// <summary>A line that begins with a blank continues the one before (RFC 5322, section 2.2.3).</summary>
    private static int LengthOfHeader(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (text[length..].IndexOf((byte)'\n') is >= 0 and var end)
        {
            length += end + 1;
            if (length == text.Length || text[length] is not ((byte)' ' or (byte)'\t'))
                return length;
        }
        return text.Length;
    }
}
