namespace UploadFunction.Images.Heif;

/// <summary>The primary picture of a meta box: a coded item, or a grid of them.</summary>
internal static class HeifStill
{
    private const uint Grid = 'g' << 24 | 'r' << 16 | 'i' << 8 | 'd';

    private const uint Identity = 'i' << 24 | 'd' << 16 | 'e' << 8 | 'n';
    private const uint Overlay = 'i' << 24 | 'o' << 16 | 'v' << 8 | 'l';

    /// <param name="mayBeMissing">Whether a track is shown, so that a meta box without a primary picture does.</param>
    /// <param name="picture">Not set where that is so.</param>
    public static ImageRejection? Read(IsoBox meta, ReadOnlySpan<byte> file, bool mayBeMissing, out HeifPicture picture)
    {
        picture = default;
        if (HeifItems.Read(meta, file, mayBeMissing, out var items) is { } metaRejection)
            return metaRejection;
        if (!items.HasPrimary)
            return null;
        var primary = new HeifItemSet(stackalloc ulong[BitSet.Words], stackalloc ulong[BitSet.Words]);
        if (!primary.Add(items.Primary))
            return meta.Invalid("the primary item has a number above 65535");

        HeifProperties properties = default;
        FileRange place = default;
        var codedPixels = 0L;
        if ((items.FindType(ref primary, out var type)
            ?? RefuseUnshown(type)
            ?? HeifLocations.Find(items, ref primary, type, out place, out codedPixels)
            ?? HeifAssociations.Find(items, ref primary, ofTiles: false, out properties)) is { } rejection)
            return rejection;

        var coded = properties;
        if (type == Grid && HeifGrid.Read(items, place, properties, out type, out coded, out codedPixels) is { } gridRejection)
            return gridRejection;

        if (!HeifCodec.IsKnown(type))
            return ImageRejection.Unsupported("this is an HEIF image that is neither AVIF nor HEIC", 0);
        if (!(type == HeifCodec.Av01 ? coded.HasAv1 : coded.HasHevc))
            return items.Properties.Invalid("the picture lacks its codec's configuration");

        var (width, height) = properties.DisplaySize(type);
        var pixels = Math.Max(codedPixels, PixelCount.Area(properties.Width, properties.Height));
        picture = new(type, new(width, height, Frames: 1, pixels));
        return null;
    }

    /// <summary>Browsers show neither of these, nor do many other viewers (ISO/IEC 23008-12, 6.6.2).</summary>
    private static ImageRejection? RefuseUnshown(uint type) => type switch
    {
        Identity => ImageRejection.Unsupported("this picture is a turned or cropped copy of another (iden), which browsers do not show", 0),
        Overlay => ImageRejection.Unsupported("this picture is made of others laid over each other (iovl), which browsers do not show", 0),
        _ => null,
    };
}
