using System.Text;
using UploadFunction.Images;

namespace UploadFunction.Tests.Images;

public sealed class ForeignFormatTests
{
    public static TheoryData<string, string, string?> Texts => new()
    {
        { "<svg xmlns='http://www.w3.org/2000/svg'/>", "this is an SVG document", "SVG" },
        { "\uFEFF \r\n<?xml version='1.0'?><!-- <drawn> --><!DOCTYPE svg><SVG/>", "this is an SVG document", "SVG" },
        { "<svg><foreignObject><body>x</body></foreignObject></svg>", "this is an SVG document", "SVG" },
        { "<!DOCTYPE html><title>x</title><svg/>", "this is an HTML document", "HTML" },
        { "\n<script>alert(1)</script>", "this is an HTML document", "HTML" },
        { "<?xml version='1.0'?><rss/>", "this is an XML document", "XML" },
        { "%PDF-1.7\n", "this is a PDF document", "PDF" },
        { "Grüße", "this is text", "text" },
        { new string('x', 1023) + "ü", "this is text", "text" },
        { "", "this is an empty file", "empty" },
    };

    public static TheoryData<string, string, string?> Signatures => new()
    {
        { "424D460000000000000036000000280000000100000001000000", "this is a BMP image", "BMP" },
        { "49492A0008000000", "this is a TIFF image or a raw photograph (DNG, NEF, ARW)", "TIFF" },
        { "4D4D002A00000008", "this is a TIFF image or a raw photograph (DNG, NEF, ARW)", "TIFF" },
        { "49492A00100000004352", "this is a Canon raw photograph", "camera raw" },
        { "00000018667479706372782000000001", "this is a Canon raw photograph", "camera raw" },
        { "0000010001001010", "this is a Windows icon or cursor", "ICO" },
        { "FF0A", "this is a JPEG XL image", "JPEG XL" },
        { "0000000C4A584C200D0A870A", "this is a JPEG XL image", "JPEG XL" },
        { "0000000C6A5020200D0A870A", "this is a JPEG 2000 image", "JPEG 2000" },
        { "FF4FFF51", "this is a JPEG 2000 image", "JPEG 2000" },
        { "384250530001", "this is a Photoshop document", "Photoshop" },
        { "0000001866747970" + "71742020", "this is a video", "video" },
        { "0000001866747970" + "69736F6D", "this is a video", "video" },
        { "1A45DFA3", "this is a video", "video" },
        { "504B0304", "this is a ZIP archive or an office document", "ZIP" },
        { "1F8B08", "this is gzip-compressed data", "gzip" },
        { "FFFE3C00", "this is text", "text" },
        { "0102030405", "this is not a kind of image known here", null },
        { "FFD8", "this is not a kind of image known here", null },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Names_Documents(string text, string reason, string? looksLike)
        => AssertUnsupported(Encoding.UTF8.GetBytes(text), reason, looksLike);

    [Theory]
    [MemberData(nameof(Signatures))]
    public void Names_Other_Formats(string hex, string reason, string? looksLike)
        => AssertUnsupported(Convert.FromHexString(hex), reason, looksLike);

    private static void AssertUnsupported(byte[] file, string reason, string? looksLike)
    {
        Assert.False(ImageInspector.TryInspect(file, out _, out var refusal));
        Assert.Equal(new ImageRefusal(ImageRefusalKind.Unsupported, reason, 0, looksLike), refusal);
    }
}
