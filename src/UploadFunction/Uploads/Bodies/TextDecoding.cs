using System.Globalization;
using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// Decodes the names and texts of a request, whose encoding is often told nowhere. It never fails: a character that looks odd is better
/// than an upload that is lost.
/// </summary>
/// <param name="form">Of the whole form, as its field <c>_charset_</c> says.</param>
internal sealed class TextDecoding(Charset? form)
{
    public static TextDecoding Default { get; } = new(null);

    /// <summary>By what the form says, else by what the part says, else as UTF-8, else as windows-1252: whichever the bytes are.</summary>
    /// <param name="part">Of the part.</param>
    public string Decode(ReadOnlySpan<byte> bytes, Charset? part = null)
    {
        if (form is { IsAsciiCompatible: true } && form.Decode(bytes) is { } text)
            return form.IsUnicode ? text : WithoutReferences(text);
        return part?.Decode(bytes) ?? Charset.Utf8.Decode(bytes) ?? Charset.Windows1252.Decode(bytes)!;
    }

    /// <summary>Decodes what stands in a header, which can be in no encoding without ASCII.</summary>
    public string DecodeHeader(ReadOnlySpan<byte> bytes, Charset? part = null) =>
        Decode(bytes, part is { IsAsciiCompatible: true } ? part : null);

    /// <summary>
    /// A browser writes a character that the form's encoding does not have as <c>&amp;#128008;</c> (HTML, "multipart/form-data encoding
    /// algorithm").
    /// </summary>
    private static string WithoutReferences(string text)
    {
        var decoded = new StringBuilder();
        var rest = text.AsSpan();
        while (rest.IndexOf("&#", StringComparison.Ordinal) is >= 0 and var at)
        {
            decoded.Append(rest[..at]);
            rest = rest[at..];
            // Only what no other encoding has: a reference to an ASCII character is what somebody wrote.
            var digits = rest[2..].IndexOfAnyExceptInRange('0', '9');
            if (digits is > 0 and < 8 && rest[2 + digits] == ';'
                && Rune.TryCreate(int.Parse(rest.Slice(2, digits), CultureInfo.InvariantCulture), out var rune) && !rune.IsAscii)
            {
                decoded.Append(rune.ToString());
                rest = rest[(digits + 3)..];
            }
            else
            {
                decoded.Append("&#");
                rest = rest[2..];
            }
        }
        return decoded.Append(rest).ToString();
    }
}
