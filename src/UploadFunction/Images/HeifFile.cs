namespace UploadFunction.Images;

/// <summary>
/// Reads AVIF and HEIC, which are one container (HEIF: ISO/IEC 23008-12) around different codecs. The codec of the primary picture
/// decides which of the two a file is; the brands decide whether its stills or its sequence are shown.
/// </summary>
/// <remarks>
/// Metadata are items of type Exif and mime, listed in the meta box's iinf and located by its iloc. Item numbers above 65535,
/// which files of this size have no use for, are refused.
/// </remarks>
internal static class HeifFile
{
    /// <summary>Whether the file says that it is of this family; a video in the same kind of container does not.</summary>
    public static bool IsHeif(ReadOnlySpan<byte> file) => HeifBrands.Read(file).IsHeif;

    public static bool TryInspect(ReadOnlySpan<byte> file, out ImageInfo info, out ImageRefusal refusal)
    {
        var found = Read(file, out info);
        refusal = found ?? default;
        if (found is not null)
            info = default;
        return found is null;
    }

    private static ImageRefusal? Read(ReadOnlySpan<byte> file, out ImageInfo info)
    {
        info = default;
        if (FindBoxes(file, out var meta, out var movie) is { } boxRefusal)
            return boxRefusal;
        if (!meta.IsPresent && !movie.IsPresent)
            return ImageRefusal.Invalid("the file ends before its meta box", file.Length);
        if (meta.IsPresent && HeifStill.Read(meta, file, out info) is { } stillRefusal)
            return stillRefusal;

        var brands = HeifBrands.Read(file);
        if (movie.IsPresent && (brands.ShowsSequence || !meta.IsPresent) && HeifSequence.Read(movie, file, out info) is { } movieRefusal)
            return movieRefusal;
        return info.Format == ImageFormat.Avif && !brands.NamesAvif
            ? ImageRefusal.Unsupported("this is an AV1 image without an AVIF brand, which browsers do not show", 0, ForeignFormats.Heif)
            : null;
    }

    private static ImageRefusal? FindBoxes(ReadOnlySpan<byte> file, out IsoBox meta, out IsoBox movie)
    {
        (meta, movie) = (default, default);
        var reader = new SpanReader(file, start: 0);
        while (reader.Remaining > 0)
        {
            if (IsoBox.Read(ref reader, out var box, isTopLevel: true) is { } refusal)
                return refusal;
            if ((box.Type == FourCc.meta && meta.IsPresent) || (box.Type == FourCc.moov && movie.IsPresent))
                return ImageRefusal.Invalid("a second meta or moov box", box.Start);
            if (box.Type == FourCc.meta)
                meta = box;
            else if (box.Type == FourCc.moov)
                movie = box;
        }
        return null;
    }
}
