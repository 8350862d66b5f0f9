using System.Text;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Tests.Uploads;

public sealed class CharsetTests
{
    [Theory]
    [InlineData("latin1", "80 E4", "€ä")]
    [InlineData("us-ascii", "80", "€")]
    [InlineData("cp1252", "81", "\u0081")]
    [InlineData("latin5", "FD", "ı")]
    [InlineData("iso-8859-11", "80 E1", "€แ")]
    [InlineData("iso-8859-2", "B3", "ł")]
    [InlineData("iso-8859-8-i", "E0", "א")]
    [InlineData("l6", "BD", "―")]
    [InlineData("iso-8859-14", "DE", "Ŷ")]
    [InlineData("iso-8859-16", "A4", "€")]
    [InlineData("x-mac-cyrillic", "80", "А")]
    [InlineData("macintosh", "8A", "ä")]
    [InlineData("koi8-u", "A4", "є")]
    [InlineData("ibm866", "A0", "а")]
    [InlineData("gb2312", "80", "€")]
    [InlineData("korean", "B0 ED", "고")]
    [InlineData("windows-31j", "87 40", "①")]
    [InlineData("gb18030", "94 39 DA 33", "💩")]
    [InlineData("utf-16", "E4 00", "ä")]
    [InlineData("utf-16be", "00 E4", "ä")]
    [InlineData(" UTF8\r\n", "C3 A4", "ä")]
    [InlineData("utf-8", "EF BB BF C3 A4", "ä")]
    public void A_Label_Means_What_Browsers_Mean_By_It(string label, string bytes, string text) =>
        Assert.Equal(text, Charset.Find(label)!.Decode(Convert.FromHexString(bytes.Replace(" ", ""))));

    [Theory]
    [InlineData("utf-8", "E4")]
    [InlineData("shift_jis", "83")]
    [InlineData("utf-16", "00 D8")]
    public void Bytes_Of_Another_Encoding_Are_Noticed(string label, string bytes) =>
        Assert.Null(Charset.Find(label)!.Decode(Convert.FromHexString(bytes.Replace(" ", ""))));

    [Theory]
    [InlineData("")]
    [InlineData("klingon")]
    [InlineData("utf-7")] // scripts were smuggled in it
    [InlineData("iso-2022-kr")]
    public void An_Unknown_Label_Is_None(string label) => Assert.Null(Charset.Find(label));

    [Fact]
    public void Every_Label_Has_Its_Encoding()
    {
        Assert.All(CharsetLabels.All, label => Assert.Equal("photo 1", Charset.Find(label)!.IsAsciiCompatible
            ? Charset.Find(label)!.Decode("photo 1"u8)
            : "photo 1"));
        Assert.InRange(CharsetLabels.All.Count, 200, 230);
    }

    [Fact]
    public void Whatever_The_Bytes_There_Is_A_Text()
    {
        var random = new Random(1);
        Charset?[] charsets = [null, .. CharsetLabels.All.Select(Charset.Find)];
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(20)];
            random.NextBytes(bytes);
            var decoding = new TextDecoding(charsets[random.Next(charsets.Length)]);

            var text = decoding.Decode(bytes, charsets[random.Next(charsets.Length)]);

            Assert.DoesNotContain('\uFFFD', text);
            Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Theory]
    [InlineData("&#128008;", "🐈")]
    [InlineData("a &#1082;&#1086;&#1090; b", "a кот b")]
    [InlineData("&#60;script&#62;", "&#60;script&#62;")] // no browser escapes these
    [InlineData("&#55357;", "&#55357;")]
    [InlineData("&#99999999;", "&#99999999;")]
    [InlineData("&#&#228;&#228", "&#ä&#228")]
    public void References_Are_Characters_In_A_Form_That_Lacks_Them(string written, string read)
    {
        Assert.Equal(read, new TextDecoding(Charset.Windows1252).Decode(Encoding.ASCII.GetBytes(written)));
        Assert.Equal(written, TextDecoding.Default.Decode(Encoding.ASCII.GetBytes(written)));
        Assert.Equal(written, new TextDecoding(Charset.Utf8).Decode(Encoding.ASCII.GetBytes(written)));
    }

    [Theory]
    [InlineData("Café \uFFFD 🐈")]
    [InlineData("\uFFFD")]
    public void In_Utf8_The_Replacement_Character_Is_A_Character(string text) =>
        Assert.Equal(text, TextDecoding.Default.Decode(Encoding.UTF8.GetBytes(text)));
}
