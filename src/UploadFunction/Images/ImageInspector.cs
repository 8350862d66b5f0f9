namespace UploadFunction.Images;

/// <summary>Tells an image's format and size from its bytes and checks that the file is whole, without decoding it.</summary>
/// <remarks>
/// Works on the caller's bytes alone: allocates nothing, throws nothing, and takes time linear in the length of the file, whatever
/// the file says of itself.
/// </remarks>
internal static class ImageInspector
{
    /// <summary>Checks the bytes of one file.</summary>
    /// <returns><see langword="true"/> with <paramref name="info"/>, or <see langword="false"/> with <paramref name="refusal"/>.</returns>
    public static bool TryInspect(ReadOnlySpan<byte> file, out ImageInfo info, out ImageRefusal refusal)
    {
        if (JpegFile.IsJpeg(file))
            return JpegFile.TryInspect(file, out info, out refusal);
        if (PngFile.IsPng(file))
            return PngFile.TryInspect(file, out info, out refusal);
        if (GifFile.IsGif(file))
            return GifFile.TryInspect(file, out info, out refusal);
        if (WebpFile.IsWebp(file))
            return WebpFile.TryInspect(file, out info, out refusal);
        if (HeifFile.IsHeif(file))
            return HeifFile.TryInspect(file, out info, out refusal);

        info = default;
        refusal = ForeignFormats.Describe(file);
        return false;
    }
}
