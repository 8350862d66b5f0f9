namespace UploadFunction.Images.Heif;

/// <summary>
/// Reads AVIF and HEIC, which are one container (HEIF: ISO/IEC 23008-12) around different codecs. The codec of the primary picture
/// decides which of the two a file is; the brands decide whether its stills or its sequence are shown.
/// </summary>
/// <remarks>
/// Metadata are items of type Exif and mime, listed in the meta box's iinf and located by its iloc. Item numbers above 65535 are
/// rejected, since files of this size have no use for them.
/// </remarks>
internal static class HeifFile
{
    /// <summary>Whether the brands name this family; those of a video in the same kind of container do not.</summary>
    public static bool IsHeif(ReadOnlySpan<byte> file) => HeifBrands.Read(file).IsHeif;

    /// <summary>
    /// Whether the picture that the file shows is coded as AV1. Brands do not tell, so this reads all the boxes. No broken
    /// file counts.
    /// </summary>
    public static bool IsAvif(ReadOnlySpan<byte> file) =>
        IsHeif(file) && Read(file, out var picture) is null && picture.Codec == HeifCodec.Av01;

    public static ImageRejection? Walk(ReadOnlySpan<byte> file, ImageParts parts, out ImageInfo info)
    {
        parts.Keep(new(0, file.Length));
        var rejection = Read(file, out var picture);
        info = rejection is null ? picture.Info : default;
        return rejection;
    }

    private static ImageRejection? Read(ReadOnlySpan<byte> file, out HeifPicture picture)
    {
        picture = default;
        if (FindBoxes(file, out var meta, out var movie) is { } boxRejection)
            return boxRejection;
        if (!meta.IsPresent && !movie.IsPresent)
            return ImageRejection.Invalid("the file ends before its meta box", file.Length);
        if (meta.IsPresent && HeifStill.Read(meta, file, out picture) is { } stillRejection)
            return stillRejection;

        var brands = HeifBrands.Read(file);
        if (movie.IsPresent && (brands.ShowsSequence || !meta.IsPresent)
            && HeifSequence.Read(movie, file, out picture) is { } movieRejection)
            return movieRejection;
        return picture.Codec == HeifCodec.Av01 && !brands.NamesAvif
            ? ImageRejection.Unsupported("this is an AV1 image without an AVIF brand, which browsers do not show", 0)
            : null;
    }

    private static ImageRejection? FindBoxes(ReadOnlySpan<byte> file, out IsoBox meta, out IsoBox movie)
    {
        (meta, movie) = (default, default);
        var reader = new SpanReader(file, start: 0);
        while (reader.Remaining > 0)
        {
            if (IsoBox.Read(ref reader, out var box, isTopLevel: true) is { } rejection)
                return rejection;
            if ((box.Type == IsoBoxType.Meta && meta.IsPresent) || (box.Type == IsoBoxType.Moov && movie.IsPresent))
                return box.Invalid("a second meta or moov box");
            if (box.Type == IsoBoxType.Meta)
                meta = box;
            else if (box.Type == IsoBoxType.Moov)
                movie = box;
        }
        return null;
    }
}
