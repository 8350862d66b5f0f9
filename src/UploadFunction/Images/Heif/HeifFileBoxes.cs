namespace UploadFunction.Images.Heif;

/// <summary>The two boxes of a file that say where everything is.</summary>
/// <param name="Movie">Not present where it is damaged and nothing of it is shown.</param>
/// <param name="End">Where the boxes of this file end. What follows is no box, or another file.</param>
/// <param name="HasDamagedMovie">Whether that is so.</param>
internal readonly record struct HeifFileBoxes(IsoBox Meta, IsoBox Movie, int End, bool HasDamagedMovie = false)
{
    public static ImageRejection? Find(ReadOnlySpan<byte> file, out HeifFileBoxes boxes)
    {
        boxes = default;
        var (meta, movie) = (default(IsoBox), default(IsoBox));
        var reader = new SpanReader(file, start: 0);
        var end = 0;
        for (; reader.Remaining > 0; end = reader.Position)
        {
            if (IsoBox.Read(ref reader, out var box, isTopLevel: true) is { } rejection)
            {
                if (!MayBeIgnored(file[end..], !meta.IsPresent && !movie.IsPresent))
                    return rejection;
                break;
            }
            // Phones before the mpvd box appended the film of a motion photo as the file that it is.
            if (box.Type == IsoBoxType.Ftyp && box.Start > 0)
                break;
            if (box.Type == IsoBoxType.Mini)
                return ImageRejection.Unsupported("this is an image in the short form of HEIF (mini), which browsers do not show", 0);
            if ((box.Type == IsoBoxType.Meta && IsoBox.Keep(ref meta, box)) || (box.Type == IsoBoxType.Moov && IsoBox.Keep(ref movie, box)))
                return box.Invalid("a second meta or moov box");
        }
        boxes = new(meta, movie, end);
        return null;
    }

    /// <summary>Collects what the data of items and samples is for.</summary>
    /// <param name="file">Good, as far as what is shown of it.</param>
    /// <param name="items">Those of the meta box, if there is one.</param>
    public ImageRejection? Collect(ReadOnlySpan<byte> file, HeifData data, out HeifItems items)
    {
        items = default;
        if (Movie.IsPresent && HeifSequence.Read(Movie, file, data, out _) is { } movieRejection)
            return movieRejection;
        if (Meta.IsPresent
            && (HeifItems.Read(Meta, file, mayLackPrimary: true, out items) ?? Collect(items, data)) is { } metaRejection)
            return metaRejection;
        return data.Sort();
    }

    private static ImageRejection? Collect(HeifItems items, HeifData data)
    {
        var kinds = new HeifItemKinds(stackalloc ulong[HeifItemKinds.Words]);
        return kinds.Read(items) ?? HeifLocations.Collect(items, kinds, data);
    }

    /// <summary>
    /// Whether what is no box is of no concern. Browsers read no further than they have to, so that bytes behind the end do not matter
    /// to them. That data which is needed lies before, other checks make sure.
    /// </summary>
    private static bool MayBeIgnored(ReadOnlySpan<byte> tail, bool isMetaMissing)
    {
        var header = new SpanReader(tail, start: 4);
        return !isMetaMissing && header.ReadUInt32() is not (IsoBoxType.Meta or IsoBoxType.Moov);
    }
}
