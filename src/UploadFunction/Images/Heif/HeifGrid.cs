namespace UploadFunction.Images.Heif;

/// <summary>A picture put together from tiles of one size, row by row (ISO/IEC 23008-12, 6.6.2.3).</summary>
internal static class HeifGrid
{
    /// <param name="place">The grid item's own bytes.</param>
    /// <param name="size">With the size of the grid's ispe.</param>
    /// <param name="tiles">The properties they have in common.</param>
    /// <param name="codedPixels">Of all tiles together.</param>
    public static ImageRejection? Read(
        HeifItems items, FileRange place, HeifProperties size,
        out uint tileType, out HeifProperties tiles, out long codedPixels)
    {
        (tileType, tiles, codedPixels) = (0, default, 0);
        var at = place.Start;
        var grid = new SpanReader(items.File, place);
        grid.ReadByte();
        var isWide = (grid.ReadByte() & 1) != 0;
        var (rows, columns) = (grid.ReadByte() + 1, grid.ReadByte() + 1);
        var width = isWide ? grid.ReadUInt32() : grid.ReadUInt16();
        var height = isWide ? grid.ReadUInt32() : grid.ReadUInt16();
        if (grid.Overran)
            return ImageRejection.Invalid("a grid's description is too short, or in pieces", at);
        if (width != size.Width || height != size.Height)
            return ImageRejection.Invalid("a grid is not of the size that its properties give", at);

        var set = new HeifItemSet(stackalloc ulong[BitSet.Words], stackalloc ulong[BitSet.Words]);
        if (items.FindTiles(ref set) is { } referenceRejection)
            return referenceRejection;
        if (set.Count != rows * columns)
            return ImageRejection.Invalid("a grid does not have as many tiles as rows times columns", at);
        if ((items.FindType(ref set, out tileType)
            ?? HeifLocations.Find(items, ref set, tileType, out _, out codedPixels)
            ?? HeifAssociations.Find(items, ref set, ofTiles: true, out tiles)) is { } rejection)
            return rejection;
        codedPixels = Math.Max(codedPixels, PixelCount.Multiply(PixelCount.Area(tiles.Width, tiles.Height), set.Count));
        return (long)tiles.Width * columns < width || (long)tiles.Height * rows < height
            ? ImageRejection.Invalid("a grid's tiles do not cover it", at)
            : null;
    }
}
