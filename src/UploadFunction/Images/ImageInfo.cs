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
/// <param name="Width">Pixels, as a browser displays the image (orientation applied where browsers do).</param>
/// <param name="Height">Pixels, as a browser displays the image.</param>
/// <param name="Frames">At least 1.</param>
/// <param name="Pixels">Over all frames: what a decoder would have to fill.</param>
internal readonly record struct ImageInfo(ImageFormat Format, int Width, int Height, int Frames, long Pixels);

/// <summary>Why bytes were refused.</summary>
internal enum ImageRefusalKind
{
    /// <summary>Not one of our formats; <see cref="ImageRefusal.Reason"/> names what it looks like where that is known.</summary>
    Unsupported,

    /// <summary>One of our formats, but truncated, damaged or contradicting itself.</summary>
    Invalid,
}

/// <param name="Reason">One plain clause for a person, without a full stop: "the file ends inside the IDAT chunk".</param>
/// <param name="Offset">The byte, counted from 0, at which it was noticed.</param>
internal readonly record struct ImageRefusal(ImageRefusalKind Kind, string Reason, long Offset);
