using System.Globalization;
using System.Text;

namespace UploadFunction.Uploads;

/// <summary>
/// Normalization Form C (Unicode, UAX #15): macOS names files with <c>a</c> and a combining diaeresis, everybody else with <c>ä</c>.
/// <see cref="string.Normalize()"/> changes nothing here: it needs ICU, which this program does without (InvariantGlobalization).
/// What NFC never composes, such as the ångström sign, which it replaces by another character, stays as it is.
/// </summary>
internal static class Nfc
{
    private const int Syllables = 0xAC00;
    private const int Leads = 0x1100;
    private const int LeadCount = 19;
    private const int Vowels = 0x1161;
    private const int VowelCount = 21;
    private const int Trails = 0x11A7;
    private const int TrailCount = 28;

    private static readonly Dictionary<(int First, int Second), int> Composed = ReadPairs();
    private static readonly Dictionary<int, (int First, int Second)> Decomposed =
        Composed.ToDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly Dictionary<int, byte> Classes = ReadClasses();

    public static string Compose(string text) =>
        // Nothing below the first combining mark composes.
        text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF') ? ToString(Recompose(Ordered(text))) : text;

    /// <summary>All characters decomposed, and the marks of each in their canonical order.</summary>
    private static List<(int Class, int Character)> Ordered(string text)
    {
        var decomposed = new List<(int Class, int Character)>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, decomposed);
        var marks = 0;
        for (var i = 0; i <= decomposed.Count; i++)
        {
            if (i < decomposed.Count && decomposed[i].Class != 0)
                continue;
            if (i - marks > 1)
            {
                // Marks of one class keep their order.
                var sorted = decomposed[marks..i].OrderBy(mark => mark.Class).ToList();
                for (var j = marks; j < i; j++)
                    decomposed[j] = sorted[j - marks];
            }
            marks = i + 1;
        }
        return decomposed;
    }

    private static void Decompose(int character, List<(int Class, int Character)> into)
    {
        if (Decomposed.TryGetValue(character, out var pair))
        {
            Decompose(pair.First, into);
            Decompose(pair.Second, into);
        }
        else
        {
            into.Add((Classes.GetValueOrDefault(character), character));
        }
    }

    private static List<int> Recompose(List<(int Class, int Character)> ordered)
    {
        var composed = new List<int>(ordered.Count);
        // A mark of the same or a higher class, or any other character, in between keeps two from composing.
        var (starter, between) = (-1, -1);
        foreach (var (@class, character) in ordered)
        {
            if (starter >= 0 && between < @class && TryCompose(composed[starter], character, out var both))
            {
                composed[starter] = both;
                continue;
            }
            if (@class == 0)
                (starter, between) = (composed.Count, -1);
            else
                between = @class;
            composed.Add(character);
        }
        return composed;
    }

    private static bool TryCompose(int first, int second, out int composed)
    {
        if (IsIn(first, Leads, LeadCount) && IsIn(second, Vowels, VowelCount))
        {
            composed = Syllables + (((first - Leads) * VowelCount) + second - Vowels) * TrailCount;
            return true;
        }
        if (IsIn(first, Syllables, LeadCount * VowelCount * TrailCount) && (first - Syllables) % TrailCount == 0
            && IsIn(second, Trails + 1, TrailCount - 1))
        {
            composed = first + second - Trails;
            return true;
        }
        return Composed.TryGetValue((first, second), out composed);
    }

    private static bool IsIn(int character, int start, int count) => character >= start && character < start + count;

    private static string ToString(List<int> characters)
    {
        var text = new StringBuilder(characters.Count);
        foreach (var character in characters)
            text.Append(new Rune(character).ToString());
        return text.ToString();
    }

    private static Dictionary<(int First, int Second), int> ReadPairs()
    {
        var composed = new Dictionary<(int, int), int>();
        foreach (var (second, pairs) in NfcTables.Pairs)
        {
            var runes = string.Concat(pairs).EnumerateRunes().Select(rune => rune.Value).ToArray();
            for (var i = 0; i < runes.Length; i += 2)
                composed.Add((runes[i], char.ConvertToUtf32(second, 0)), runes[i + 1]);
        }
        return composed;
    }

    private static Dictionary<int, byte> ReadClasses()
    {
        var classes = new Dictionary<int, byte>();
        foreach (var (@class, codePoints) in NfcTables.Classes)
        {
            foreach (var range in codePoints.SelectMany(line => line.Split(' ')))
            {
                var ends = range.Split('-').Select(end => int.Parse(end, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                for (var character = ends.First(); character <= ends.Last(); character++)
                    classes.Add(character, @class);
            }
        }
        return classes;
    }
}
