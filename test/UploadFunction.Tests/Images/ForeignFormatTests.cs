using System.Text;

namespace UploadFunction.Tests.Images;

public sealed class ForeignFormatTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { "<svg xmlns='http://www.w3.org/2000/svg'/>", "this is an SVG document. SVG can run scripts and is never taken" },
        {
            "\uFEFF \r\n<?xml version='1.0'?><!-- <drawn> --><!DOCTYPE svg><SVG/>",
            "this is an SVG document. SVG can run scripts and is never taken"
        },
        { "<svg><foreignObject><body>x</body></foreignObject></svg>", "this is an SVG document. SVG can run scripts and is never taken" },
        { "<!DOCTYPE html><title>x</title><svg/>", "this is an HTML document. HTML can run scripts and is never taken" },
        { "\n<script>alert(1)</script>", "this is an HTML document. HTML can run scripts and is never taken" },
        { "<?xml version='1.0'?><rss/>", "this is an XML document" },
        { "%PDF-1.7\n", "this is a PDF document" },
        { "Grüße", "this is text" },
        { new string('x', 1023) + "ü", "this is text" },
        { "", "this is an empty file" },
    };

    public static TheoryData<string, string> Signatures => new()
    {
        { "424D460000000000000036000000280000000100000001000000", "this is a BMP image" },
        { "49492A0008000000", "this is a TIFF image or a raw photograph (DNG, NEF, ARW)" },
        { "4D4D002A00000008", "this is a TIFF image or a raw photograph (DNG, NEF, ARW)" },
        { "49492A00100000004352", "this is a Canon raw photograph" },
        { "00000018667479706372782000000001", "this is a Canon raw photograph" },
        { "0000010001001010", "this is a Windows icon or cursor" },
        { "FF0A", "this is a JPEG XL image" },
        { "0000000C4A584C200D0A870A", "this is a JPEG XL image" },
        { "0000000C6A5020200D0A870A", "this is a JPEG 2000 image" },
        { "FF4FFF51", "this is a JPEG 2000 image" },
        { "384250530001", "this is a Photoshop document" },
        { "0000001866747970" + "71742020", "this is a video" },
        { "0000001866747970" + "69736F6D", "this is a video" },
        { "1A45DFA3", "this is a video" },
        { "504B0304", "this is a ZIP archive or an office document" },
        { "1F8B08", "this is gzip-compressed data" },
        { "FFFE3C00", "this is text" },
        { "0102030405", "this is not a kind of image known here" },
        { "FFD8", "this is not a kind of image known here" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Names_Documents(string text, string reason) =>
        Encoding.UTF8.GetBytes(text).AssertUnsupported(reason, 0);

    [Theory]
    [MemberData(nameof(Signatures))]
    public void Names_Other_Formats(string hex, string reason) =>
        Convert.FromHexString(hex).AssertUnsupported(reason, 0);
}
