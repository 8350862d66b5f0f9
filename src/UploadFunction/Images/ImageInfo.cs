namespace UploadFunction.Images;

/// <summary>What a whole, well-formed image says about itself.</summary>
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
internal readonly record struct ImageInfo(int Width, int Height, int Frames, long Pixels);
