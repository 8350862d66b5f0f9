namespace UploadFunction.Images;

/// <summary>
/// Tells an image's format and size from its bytes, checks that the file is whole, and finds what of it is stored, without decoding it.
/// </summary>
/// <remarks>
/// Works on the caller's bytes alone: copies none of them, throws nothing, and takes time linear in the length of the file, whatever
/// the file says about itself.
/// </remarks>
internal static class ImageInspector
{
    /// <param name="parts">Gets what is stored. Of no use if the file is rejected.</param>
    /// <param name="format">What the file is. Not set if it is rejected.</param>
    /// <param name="info">Size and frames. Not set if the file is rejected.</param>
    /// <returns>What is wrong with the file, or <see langword="null"/>.</returns>
    public static ImageRejection? Inspect(ReadOnlySpan<byte> file, ImageParts parts, out ImageFormat format, out ImageInfo info)
    {
        info = default;
        var detected = ImageFormat.Detect(file);
        var rejection = detected is null ? ForeignFormats.Describe(file) : detected.Walk(file, parts, out info);
        if (rejection is null && parts.IsFull)
        {
            info = default;
            rejection = ImageRejection.Invalid(
                $"what must be removed lies in more than {ImageParts.MaxCount} places; save the picture anew", offset: 0);
        }
        // Callers read it only where null is returned; there is no attribute that tells the compiler so.
        format = rejection is null ? detected! : null!;
        return rejection;
    }
}
