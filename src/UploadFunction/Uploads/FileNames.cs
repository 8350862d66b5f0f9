using System.Globalization;
using System.Text;

namespace UploadFunction.Uploads;

/// <summary>
/// File names come from strangers and end up in headers, logs, pages and on readers' disks. A cleaned name has no path, no control,
/// line-break or text-direction characters, and no broken surrogates.
/// </summary>
internal static class FileNames
{
    /// <summary>The least room, percent-encoded, in which <see cref="Fit"/> can still name a file.</summary>
    public const int MinEncodedLength = 12;

    private const int MaxBytes = 255;

    /// <summary>The name without its folders and without anything misleading; <c>image.{extension}</c> if nothing is left.</summary>
    public static string Clean(string? claimed, string extension)
    {
        var name = claimed.AsSpan();
        name = name[(name.LastIndexOfAny('/', '\\') + 1)..];
        var safe = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (IsSafe(rune))
                safe.Append(rune.ToString());
        }
        var clean = Shorten(safe.ToString().Trim(' ', '.'), text => Encoding.UTF8.GetByteCount(text) <= MaxBytes);
        return string.IsNullOrWhiteSpace(clean) ? $"image.{extension}" : clean;
    }

    /// <summary>The name shortened so that its percent-encoded form has at most <paramref name="encodedLength"/> bytes.</summary>
    /// <returns><see langword="null"/> if there is not even room for <c>image.{extension}</c>.</returns>
    public static string? Fit(string clean, string extension, int encodedLength)
    {
        if (encodedLength < MinEncodedLength)
            return null;
        var fitting = Shorten(clean, text => Uri.EscapeDataString(text).Length <= encodedLength);
        return fitting.Length > 0 ? fitting : $"image.{extension}";
    }

    /// <summary>Content-Disposition by RFC 6266 and RFC 8187: one parameter, ASCII only.</summary>
    /// <param name="encoded">Percent-encoded, as in the metadata.</param>
    public static string ToContentDisposition(string encoded) => $"inline; filename*=UTF-8''{encoded}";

    // Format characters (Cf) include the bidi controls and zero-width marks; the joiner U+200D stays, families of emoji need it.
    private static bool IsSafe(Rune rune) => rune.Value == 0x200D || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && rune != Rune.ReplacementChar;

    /// <summary>Cuts whole characters off the stem's end, keeping a short extension.</summary>
    private static string Shorten(string name, Func<string, bool> fits)
    {
        if (fits(name))
            return name;
        var dot = name.LastIndexOf('.');
        var (stem, extension) = dot > 0 && name.Length - dot <= 6 && fits(name[dot..]) ? (name[..dot], name[dot..]) : (name, "");

        // The first cut is before the first character; the longest prefix that fits is found by halving.
        var cuts = StringInfo.ParseCombiningCharacters(stem);
        var (low, high) = (0, cuts.Length);
        while (low + 1 < high)
        {
            var middle = (low + high) / 2;
            if (fits(stem[..cuts[middle]] + extension))
                low = middle;
            else
                high = middle;
        }
        return low == 0 ? "" : stem[..cuts[low]] + extension;
    }
}
