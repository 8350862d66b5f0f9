using System.Diagnostics.CodeAnalysis;
using UploadFunction.Images.Gif;
using UploadFunction.Images.Heif;
using UploadFunction.Images.Jpeg;
using UploadFunction.Images.Png;
using UploadFunction.Images.Webp;

namespace UploadFunction.Images;

/// <summary>The table of formats, one row each. SVG will never be one: it is a document that can run scripts.</summary>
internal sealed class ImageFormat
{
    // Each row adds itself, so this must come before them.
    private static readonly List<ImageFormat> Rows = [];

    // First: when a page asks for these types, an iPhone turns HEIC photos into the first of them.
    public static ImageFormat Jpeg { get; } = new(
        "JPEG", "image/jpeg", ["jpg", "jpeg", "jpe", "jfif"], JpegFile.IsJpeg, JpegFile.Walk, aliases: ["image/jpg", "image/pjpeg"]);

    public static ImageFormat Png { get; } = new(
        "PNG", "image/png", ["png", "apng"], PngFile.IsPng, PngFile.Walk, aliases: ["image/x-png", "image/apng"]);

    public static ImageFormat Gif { get; } = new("GIF", "image/gif", ["gif"], GifFile.IsGif, GifFile.Walk);

    public static ImageFormat Webp { get; } = new("WebP", "image/webp", ["webp"], WebpFile.IsWebp, WebpFile.Walk);

    // Two rows, one reader. The second takes every file of the family that the first does not, broken ones included.
    public static ImageFormat Avif { get; } = new("AVIF", "image/avif", ["avif", "avifs"], HeifFile.IsAvif, HeifFile.Walk);

    public static ImageFormat Heic { get; } = new(
        "HEIC", "image/heic", ["heic", "heif", "hif"], HeifFile.IsHeif, HeifFile.Walk, isOnByDefault: false);

    private readonly Recognizer _isSignedBy;
    private readonly Walker _walk;

    private ImageFormat(
        string name,
        string mimeType,
        string[] endings,
        Recognizer isSignedBy,
        Walker walk,
        bool isOnByDefault = true,
        params string[] aliases)
    {
        (Name, MimeType, Aliases, Endings, IsOnByDefault) = (name, mimeType, aliases, endings, isOnByDefault);
        (_isSignedBy, _walk) = (isSignedBy, walk);
        Rows.Add(this);
    }

    private delegate bool Recognizer(ReadOnlySpan<byte> file);

    private delegate ImageRejection? Walker(ReadOnlySpan<byte> file, ImageParts parts, out ImageInfo info);

    /// <summary>Every format, in the order in which they are offered and tried.</summary>
    public static IReadOnlyList<ImageFormat> All => Rows;

    public string Name { get; }

    /// <summary>The registered media type, such as <c>image/jpeg</c>.</summary>
    public string MimeType { get; }

    /// <summary>Other names of the media type, which some systems still use.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>What names of such files end in, lower case and without the dot, such as <c>jpg</c>. The first is the most usual.</summary>
    public IReadOnlyList<string> Endings { get; }

    /// <summary>The usual file name extension without its dot, such as <c>jpg</c>.</summary>
    public string Extension => Endings[0];

    /// <summary>Whether images of this format are taken unless the operator says otherwise: browsers show it.</summary>
    public bool IsOnByDefault { get; }

    /// <summary>Finds the format of a media type or an alias of one, in any case and without parameters.</summary>
    public static bool TryParseMimeType(string mimeType, [NotNullWhen(true)] out ImageFormat? format)
    {
        format = Rows.Find(candidate => candidate.Aliases.Prepend(candidate.MimeType).Contains(mimeType, StringComparer.OrdinalIgnoreCase));
        return format is not null;
    }

    /// <summary>Recognises the format of a file; <see langword="null"/> when it is none of them.</summary>
    public static ImageFormat? Detect(ReadOnlySpan<byte> file)
    {
        foreach (var candidate in Rows)
        {
            if (candidate._isSignedBy(file))
                return candidate;
        }
        return null;
    }

    /// <summary>Checks that a file of this format is whole, and tells what of it is stored.</summary>
    public ImageRejection? Walk(ReadOnlySpan<byte> file, ImageParts parts, out ImageInfo info) => _walk(file, parts, out info);

    public override string ToString() => Name;
}
