using System.Text;

namespace UploadFunction.Images;

/// <summary>Names what people send in place of an image we take, from the first bytes alone.</summary>
internal static class ForeignFormats
{
    public const string Svg = "SVG", Html = "HTML", Xml = "XML", Text = "text", Pdf = "PDF", Bmp = "BMP", Tiff = "TIFF";
    public const string CanonRaw = "Canon raw", Icon = "ICO", JpegXl = "JPEG XL", Jpeg2000 = "JPEG 2000", Photoshop = "Photoshop";
    public const string Video = "video", Zip = "ZIP", Gzip = "gzip", Empty = "empty", Heif = "HEIF", Jpeg = "JPEG", AppleCgBI = "CgBI";

    private const int TextProbe = 1024;

    public static ImageRefusal Describe(ReadOnlySpan<byte> file)
    {
        var (looksLike, reason) = Name(file);
        return ImageRefusal.Unsupported(reason, 0, looksLike);
    }

    private static (string? LooksLike, string Reason) Name(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
            return (Empty, "this is an empty file");
        if (file.StartsWith("%PDF-"u8))
            return (Pdf, "this is a PDF document");
        if (file.Length >= 26 && file.StartsWith("BM"u8) && file[6..].StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 0]))
            return (Bmp, "this is a BMP image");
        if (file.Length >= 10 && file.StartsWith("II*\0"u8) && file[8..].StartsWith("CR"u8))
            return (CanonRaw, "this is a Canon raw photograph");
        if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) || file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8))
            return (Tiff, "this is a TIFF image or a raw photograph (DNG, NEF, ARW)");
        if (file.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]) || file.StartsWith((ReadOnlySpan<byte>)[0, 0, 2, 0]))
            return (Icon, "this is a Windows icon or cursor");
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || file.StartsWith("\0\0\0\u000CJXL \r\n"u8))
            return (JpegXl, "this is a JPEG XL image");
        if (file.StartsWith("\0\0\0\u000CjP  \r\n"u8) || file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]))
            return (Jpeg2000, "this is a JPEG 2000 image");
        if (file.StartsWith("8BPS"u8))
            return (Photoshop, "this is a Photoshop document");
        if (file.StartsWith("PK\u0003\u0004"u8) || file.StartsWith("PK\u0005\u0006"u8))
            return (Zip, "this is a ZIP archive or an office document");
        if (file.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return (Gzip, "this is gzip-compressed data");
        if (IsVideo(file))
            return (Video, "this is a video");
        return NameText(file);
    }

    private static bool IsVideo(ReadOnlySpan<byte> file)
        => file.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3])  // Matroska, WebM
        || (file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("AVI "u8))
        || (file.Length >= 8 && file[4..] is var box
            && (box.StartsWith("ftyp"u8) || box.StartsWith("moov"u8) || box.StartsWith("mdat"u8) || box.StartsWith("wide"u8)));

    private static (string? LooksLike, string Reason) NameText(ReadOnlySpan<byte> file)
    {
        var start = file[..Math.Min(file.Length, TextProbe)];
        if (start.StartsWith("\uFEFF"u8))
            start = start[3..];
        var isUtf16 = start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);
        if (isUtf16)
            return (Text, "this is text");
        if (start.ContainsAnyInRange((byte)0, (byte)8))
            return (null, "this is not a kind of image known here");

        start = start.TrimStart(" \t\r\n\f"u8);
        if (start.StartsWith("<"u8))
        {
            if (ContainsIgnoringCase(start, "<svg"u8))
                return (Svg, "this is an SVG document");
            if (ContainsIgnoringCase(start, "<!doctype html"u8) || ContainsIgnoringCase(start, "<html"u8)
                || ContainsIgnoringCase(start, "<head"u8) || ContainsIgnoringCase(start, "<body"u8) || ContainsIgnoringCase(start, "<script"u8))
                return (Html, "this is an HTML document");
            return (Xml, "this is an XML document");
        }
        return System.Text.Unicode.Utf8.IsValid(start) ? (Text, "this is text") : (null, "this is not a kind of image known here");
    }

    private static bool ContainsIgnoringCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase)
    {
        for (; text.IndexOf(lowerCase[0]) is >= 0 and var at; text = text[(at + 1)..])
        {
            if (text.Length - at >= lowerCase.Length && Ascii.EqualsIgnoreCase(text.Slice(at, lowerCase.Length), lowerCase))
                return true;
        }
        return false;
    }
}
