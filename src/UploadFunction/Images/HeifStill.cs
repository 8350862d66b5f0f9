namespace UploadFunction.Images;

/// <summary>The primary picture of a meta box: a coded item, or a grid of them.</summary>
internal static class HeifStill
{
    public static ImageRefusal? Read(IsoBox meta, ReadOnlySpan<byte> file, out ImageInfo info)
    {
        info = default;
        if (HeifItems.Read(meta, file, out var items) is { } metaRefusal)
            return metaRefusal;
        var primary = new HeifItemSet(stackalloc ulong[BitSet.Words], stackalloc ulong[BitSet.Words]);
        if (!primary.Add(items.Primary))
            return ImageRefusal.Invalid("the primary item has a number above 65535", meta.Start);

        HeifProperties properties = default;
        FileRange place = default;
        var codedPixels = 0L;
        if ((items.FindType(ref primary, out var type)
            ?? HeifLocations.Find(items, ref primary, type, out place, out codedPixels)
            ?? HeifAssociations.Find(items, ref primary, ofTiles: false, out properties)) is { } refusal)
            return refusal;

        var coded = properties;
        if (type == FourCc.grid && HeifGrid.Read(items, place, properties, out type, out coded, out codedPixels) is { } gridRefusal)
            return gridRefusal;

        var format = type == FourCc.av01 ? ImageFormat.Avif : ImageFormat.Heic;
        if (type is not (FourCc.av01 or FourCc.hvc1 or FourCc.hev1))
            return ImageRefusal.Unsupported("this is an HEIF image that is neither AVIF nor HEIC", 0, ForeignFormats.Heif);
        if (!(format == ImageFormat.Avif ? coded.HasAv1 : coded.HasHevc))
            return ImageRefusal.Invalid("the picture lacks its codec's configuration", items.Properties.Start);

        var (width, height) = properties.DisplaySize(format);
        info = new(format, width, height, Frames: 1, Math.Max(codedPixels, PixelCount.Area(properties.Width, properties.Height)));
        return null;
    }
}
