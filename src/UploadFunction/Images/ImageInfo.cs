namespace UploadFunction.Images;

/// <summary>The formats that are told apart by content. SVG is never one: it is a document that can run scripts.</summary>
internal enum ImageFormat
{
    Jpeg,
    Png,
    Gif,
    Webp,
    Avif,
    Heic,
}

/// <summary>What a whole, well-formed image says of itself.</summary>
/// <param name="Width">
/// Pixels, as a browser displays the image (orientation applied where browsers do). One thing that browsers do is left out: a JPEG
/// whose Exif asks for a density (resolution and pixel dimensions that agree on one) has a smaller naturalWidth than it has pixels.
/// </param>
/// <param name="Height">Pixels, as a browser displays the image.</param>
/// <param name="Frames">At least 1.</param>
/// <param name="Pixels">
/// What a decoder that keeps every frame would have to fill: the whole canvas once for each frame, however little of it the
/// frame covers, because that is what a viewer composes. More where the coded picture is larger than what is shown of it: a GIF
/// picture beyond its screen, an AVIF or HEIC that is cropped or made of tiles, an AVIF whose AV1 data gives a larger size than its
/// container, and a PNG with a still besides its animation. <see cref="long.MaxValue"/> stands for any larger number.
/// </param>
internal readonly record struct ImageInfo(ImageFormat Format, int Width, int Height, int Frames, long Pixels);

/// <summary>Why bytes were refused.</summary>
internal enum ImageRefusalKind
{
    /// <summary>Not one of our formats, or a kind of one that browsers do not show (an arithmetic-coded JPEG).</summary>
    Unsupported,

    /// <summary>One of our formats, but truncated, damaged or contradicting itself.</summary>
    Invalid,
}

/// <param name="Reason">One plain clause for a person, without a full stop: "the file ends inside the IDAT chunk".</param>
/// <param name="Offset">Where the part at fault starts, in bytes from 0; the file's length when a part is missing at its end.</param>
/// <param name="LooksLike">What unsupported bytes are, where that is known: one of the names in <see cref="ForeignFormats"/>.</param>
internal readonly record struct ImageRefusal(ImageRefusalKind Kind, string Reason, long Offset, string? LooksLike = null)
{
    public static ImageRefusal Invalid(string reason, long offset) => new(ImageRefusalKind.Invalid, reason, offset);

    public static ImageRefusal Unsupported(string reason, long offset, string? looksLike = null)
        => new(ImageRefusalKind.Unsupported, reason, offset, looksLike);
}
