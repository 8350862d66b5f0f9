using System.Text;
using System.Text.Unicode;

namespace UploadFunction.Images;

/// <summary>Names what people send in place of an image we take, from the first bytes alone.</summary>
internal static class ForeignFormats
{
    // The tickets of direct uploads need the same sentences for files that are only announced.
    public const string SvgRunsScripts = "SVG can run scripts and is never taken";
    public const string HtmlRunsScripts = "HTML can run scripts and is never taken";

    private const int TextProbe = 1024;

    public static ImageRejection Describe(ReadOnlySpan<byte> file) => ImageRejection.Unsupported(Name(file), 0);

    private static string Name(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
            return "this is an empty file";
        if (file.StartsWith("%PDF-"u8))
            return "this is a PDF document";
        if (file.Length >= 26 && file.StartsWith("BM"u8) && file[6..].StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 0]))
            return "this is a BMP image";
        if (file.Length >= 10 && file.StartsWith("II*\0"u8) && file[8..].StartsWith("CR"u8))
            return "this is a Canon raw photograph";
        if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) || file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8))
            return "this is a TIFF image or a raw photograph (DNG, NEF, ARW)";
        if (file.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]) || file.StartsWith((ReadOnlySpan<byte>)[0, 0, 2, 0]))
            return "this is a Windows icon or cursor";
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || file.StartsWith("\0\0\0\u000CJXL \r\n"u8))
            return "this is a JPEG XL image";
        if (file.StartsWith("\0\0\0\u000CjP  \r\n"u8) || file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]))
            return "this is a JPEG 2000 image";
        if (file.StartsWith("8BPS"u8))
            return "this is a Photoshop document";
        if (file.StartsWith("PK\u0003\u0004"u8) || file.StartsWith("PK\u0005\u0006"u8))
            return "this is a ZIP archive or an office document";
        if (file.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return "this is gzip-compressed data";
        if (file.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) || IsRiff(file, "AVI "u8)) // the first is Matroska, WebM
            return "this is a video";
        if (file.Length >= 8)
        {
            var box = file.Slice(4, 4);
            if (box.SequenceEqual("ftyp"u8))
                return NameBrand(file[8..]);
            if (box.SequenceEqual("moov"u8) || box.SequenceEqual("mdat"u8) || box.SequenceEqual("wide"u8))
                return "this is a video";
        }
        return NameText(file);
    }

    private static bool IsRiff(ReadOnlySpan<byte> file, ReadOnlySpan<byte> form) =>
        file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith(form);

    /// <summary>Files of the ISO base media format that are not images: mostly the videos that phones take.</summary>
    private static string NameBrand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("crx "u8) ? "this is a Canon raw photograph"
        : brand.StartsWith("mif"u8) ? "this is an HEIF image that is neither AVIF nor HEIC"
        : "this is a video";

    private static string NameText(ReadOnlySpan<byte> file)
    {
        var start = file[..Math.Min(file.Length, TextProbe)];
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return "this is text";
        if (start.StartsWith("\uFEFF"u8))
            start = start[3..];
        if (start.ContainsAnyInRange<byte>(0, 8) || !Utf8.IsValid(WithoutCutCharacter(start)))
            return "this is not a kind of image known here";
        start = start.TrimStart(" \t\r\n\f"u8);
        if (!start.StartsWith("<"u8))
            return "this is text";
        return NameMarkup(start);
    }

    /// <summary>An SVG may hold HTML, and a page may hold an SVG: what comes first is what it is.</summary>
    private static string NameMarkup(ReadOnlySpan<byte> text)
    {
        for (var rest = text; rest.IndexOf((byte)'<') is >= 0 and var at; rest = rest[(at + 1)..])
        {
            var tag = rest[at..];
            if (StartsWithTag(tag, "<svg"u8) || StartsWithTag(tag, "<!doctype svg"u8))
                return $"this is an SVG document. {SvgRunsScripts}";
            if (StartsWithTag(tag, "<!doctype html"u8) || StartsWithTag(tag, "<html"u8) || StartsWithTag(tag, "<head"u8)
                || StartsWithTag(tag, "<body"u8) || StartsWithTag(tag, "<script"u8))
                return $"this is an HTML document. {HtmlRunsScripts}";
        }
        return "this is an XML document";
    }

    /// <summary>The probe may end inside a character of up to four bytes.</summary>
    private static ReadOnlySpan<byte> WithoutCutCharacter(ReadOnlySpan<byte> start)
    {
        for (var i = 1; i <= 3 && i <= start.Length; i++)
        {
            if (start[^i] >= 0xC0)
                return start[..^i];
        }
        return start;
    }

    private static bool StartsWithTag(ReadOnlySpan<byte> text, ReadOnlySpan<byte> tag) =>
        text.Length >= tag.Length && Ascii.EqualsIgnoreCase(text[..tag.Length], tag);
}
