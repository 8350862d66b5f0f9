namespace UploadFunction.Images.Heif;

/// <summary>
/// Reads AVIF and HEIC, which are one container (HEIF: ISO/IEC 23008-12) around different codecs. The codec of the primary picture
/// decides which of the two a file is; the brands decide whether its stills or its sequence are shown.
/// </summary>
/// <remarks>
/// Item numbers above 65535 are rejected, since files of this size have no use for them.
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
        IsHeif(file) && Read(file, out _, out var picture) is null && picture.Codec == HeifCodec.Av01;

    public static ImageRejection? Walk(ReadOnlySpan<byte> file, ImageParts parts, out ImageInfo info)
    {
        var rejection = Read(file, out var boxes, out var picture)
            ?? (picture.Codec == HeifCodec.Av01 ? AvifRules.Check(boxes.Meta, file[..boxes.End]) : null)
            ?? (parts.KeepsMetadata ? HeifKeeper.Keep(boxes, file, parts) : HeifCleaner.Clean(boxes, file, parts));
        info = rejection is null ? picture.Info : default;
        return rejection;
    }

    private static ImageRejection? Read(ReadOnlySpan<byte> file, out HeifFileBoxes boxes, out HeifPicture picture)
    {
        picture = default;
        if (HeifFileBoxes.Find(file, out boxes) is { } boxRejection)
            return boxRejection;
        var brands = HeifBrands.Read(file);
        // An animation whose moov box came last, and is cut off, must not become the still that accompanies it.
        if (!boxes.Movie.IsPresent && (!boxes.Meta.IsPresent || (boxes.End < file.Length && brands.ShowsSequence)))
            return ImageRejection.CutOff(file.Length);

        file = file[..boxes.End];
        var showsMovie = boxes.Movie.IsPresent && (brands.ShowsSequence || !boxes.Meta.IsPresent);
        if (boxes.Meta.IsPresent && HeifStill.Read(boxes.Meta, file, mayBeMissing: showsMovie, out picture) is { } stillRejection)
            return stillRejection;
        if (boxes.Movie.IsPresent)
        {
            var movieRejection = HeifSequence.Read(boxes.Movie, file, data: null, out var sequence);
            if (showsMovie && movieRejection is not null)
                return movieRejection;
            if (showsMovie)
                picture = sequence;
            if (movieRejection is not null)
                boxes = boxes with { Movie = default, HasDamagedMovie = true };
        }
        return picture.Codec == HeifCodec.Av01 && !brands.NamesAvif
            ? ImageRejection.Unsupported("this is an AV1 image without an AVIF brand, which browsers do not show", 0)
            : null;
    }
}
