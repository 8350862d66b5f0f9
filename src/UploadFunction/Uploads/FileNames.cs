using System.Globalization;
using System.Text;
using UploadFunction.Images;

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
    private const int MaxLength = 4096;
    private const int MaxEnding = 5;
    private const char ZeroWidthNonJoiner = '\u200C';
    private const char ZeroWidthJoiner = '\u200D';

    /// <summary>The name without its folders and without anything misleading; <c>image.{extension}</c> if nothing is left.</summary>
    public static string Clean(string? claimed, string extension)
    {
        // A path ends in no slash, but a name may: of a client that escapes its backslashes, or of Windows.
        var name = claimed.AsSpan().TrimEnd("/\\");
        name = name[(name.LastIndexOfAny('/', '\\') + 1)..];
        // Of a name of megabytes only so much is looked at; it is shortened anyway, and keeps its ending.
        if (name.Length > MaxLength)
            name = string.Concat(name[..MaxLength], name[^(MaxEnding + 1)..]);
        var safe = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (IsSafe(rune))
                safe.Append(rune.ToString());
        }
        var trimmed = Nfc.Compose(safe.ToString()).Trim(' ', '.', ZeroWidthNonJoiner, ZeroWidthJoiner);
        var clean = Shorten(trimmed, HasRoom);
        return string.IsNullOrWhiteSpace(clean) ? $"image.{extension}" : clean;
    }

    /// <summary>
    /// The name with an ending of its format, so that no system takes the file for anything else: the one it has, else the usual one in
    /// place of another.
    /// </summary>
    public static string WithEndingOf(ImageFormat format, string clean)
    {
        var (stem, ending) = Split(clean);
        if (Contains(format, ending))
            return clean;
        // photo.jpg.exe holds a second one.
        var (inner, second) = Split(stem);
        if (Contains(format, second))
            return stem;
        if (ImageFormat.All.Any(other => Contains(other, second)))
            stem = inner;
        return Shorten($"{stem}.{format.Extension}", HasRoom);
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

    // Format characters (Cf) include the bidi controls and zero-width marks. The joiners stay: families of emoji need one, and Persian
    // words the other.
    private static bool IsSafe(Rune rune) => rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && rune != Rune.ReplacementChar;

    private static bool HasRoom(string name) => Encoding.UTF8.GetByteCount(name) <= MaxBytes;

    private static bool Contains(ImageFormat format, string ending) => format.Endings.Contains(ending, StringComparer.OrdinalIgnoreCase);

    /// <summary>An ending has up to five letters and digits, and a letter among them: <c>v1.2</c> has none.</summary>
    private static (string Stem, string Ending) Split(string name)
    {
        var dot = name.LastIndexOf('.');
        var ending = name[(dot + 1)..];
        var isEnding = dot > 0 && ending.Length is > 0 and <= MaxEnding && ending.All(char.IsAsciiLetterOrDigit)
            && ending.Any(char.IsAsciiLetter);
        return isEnding && name[..dot].TrimEnd(' ', '.') is { Length: > 0 } stem ? (stem, ending) : (name, "");
    }

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
