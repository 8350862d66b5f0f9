using UploadFunction.Uploads;

namespace UploadFunction.Tests.Uploads;

/// <summary>Composing characters without ICU. The expectations are those of Python's unicodedata.</summary>
public sealed class NfcTests
{
    [Theory]
    [InlineData("a\u0308", "ä")]
    [InlineData("Stra\u00DFe", "Straße")]
    [InlineData("e\u0302\u0323", "\u1EC7")] // in either order
    [InlineData("e\u0323\u0302", "\u1EC7")]
    [InlineData("\u00EA\u0323", "\u1EC7")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("a\u0301\u0308", "\u00E1\u0308")] // of one class: the order stays
    [InlineData("a\u0315\u0300", "\u00E0\u0315")]
    [InlineData("\u0308a", "\u0308a")] // nothing before it
    [InlineData("a\u200D\u0308", "a\u200D\u0308")] // something in between
    [InlineData("\u03B1\u0313\u0301\u0345", "\u1F84")]
    [InlineData("\u0438\u0306", "й")]
    [InlineData("か\u3099ハ\u309A", "がパ")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF", "한글")]
    [InlineData("\uD55C\u11A8", "\uD55C\u11A8")] // it has a final consonant already
    [InlineData("\u0627\u0653", "آ")]
    [InlineData("\u05E9\u05C1\u05BC", "\u05E9\u05BC\u05C1")] // no composed form, but an order
    [InlineData("\u0915\u093C", "\u0915\u093C")] // composed in Unicode, and excluded from NFC
    [InlineData("\U00011099\U000110BA", "\U0001109A")]
    [InlineData("👨‍👩‍👧 ❤️ 家族", "👨‍👩‍👧 ❤️ 家族")]
    public void Composes_What_Belongs_Together(string decomposed, string composed)
    {
        Assert.Equal(composed, Nfc.Compose(decomposed));
        Assert.Equal(composed, Nfc.Compose(composed));
    }

    [Fact]
    public void A_Million_Marks_On_One_Letter_Are_Sorted_Once()
    {
        var marks = string.Concat(Enumerable.Repeat("\u0308\u0323\u0315", 333_333));

        var composed = Nfc.Compose("a" + marks);

        Assert.StartsWith("\u1EA1\u0323", composed, StringComparison.Ordinal);
        Assert.EndsWith("\u0308\u0315", composed.Remove(composed.IndexOf('\u0315') + 1), StringComparison.Ordinal);
        Assert.Equal(marks.Length, composed.Length);
    }
}
