namespace UploadFunction.Images.Png;

/// <summary>The IHDR chunk (PNG, 11.2.1).</summary>
internal readonly record struct PngHeader(int Width, int Height, byte BitDepth, byte ColourType)
{
    private const byte Greyscale = 0, Truecolour = 2, Indexed = 3, GreyscaleAlpha = 4, TruecolourAlpha = 6;

    public bool NeedsPalette => ColourType == Indexed;

    /// <summary>How many colours a PLTE chunk may hold; 0 where the colour type allows no such chunk.</summary>
    public int MaxPaletteEntries => ColourType switch
    {
        Indexed => 1 << BitDepth,
        Truecolour or TruecolourAlpha => 256,
        _ => 0,
    };

    /// <summary>Bits of a sample of the picture that is shown: the colours of a palette have 8 (PNG, 11.2.1).</summary>
    public int SampleDepth => ColourType == Indexed ? 8 : BitDepth;

    /// <summary>Bytes of an sBIT chunk.</summary>
    public int SignificantBitsLength => ColourType switch
    {
        Greyscale => 1,
        GreyscaleAlpha => 2,
        TruecolourAlpha => 4,
        _ => 3,
    };

    /// <summary>Bytes of a bKGD chunk, if the image needs no palette.</summary>
    public int BackgroundLength => ColourType is Greyscale or GreyscaleAlpha ? 2 : 6;

    /// <summary>The most bytes that a tRNS chunk can have; 0 where there can be none.</summary>
    public int TransparencyLength(int colours) => ColourType switch
    {
        Greyscale => 2,
        Truecolour => 6,
        Indexed => colours,
        _ => 0,
    };

    public static ImageRejection? Read(PngChunk chunk, out PngHeader header)
    {
        header = default;
        var data = chunk.Open();
        var (width, height) = (data.ReadUInt32(), data.ReadUInt32());
        var (bitDepth, colourType) = (data.ReadByte(), data.ReadByte());
        var (compression, filter, interlace) = (data.ReadByte(), data.ReadByte(), data.ReadByte());
        var depthIsAllowed = colourType switch
        {
            Greyscale => bitDepth is 1 or 2 or 4 or 8 or 16,
            Indexed => bitDepth is 1 or 2 or 4 or 8,
            Truecolour or GreyscaleAlpha or TruecolourAlpha => bitDepth is 8 or 16,
            _ => false,
        };

        if (data.Overran || data.Remaining != 0)
            return chunk.Invalid("the IHDR chunk is not 13 bytes long");
        if (width is 0 or > int.MaxValue)
            return chunk.Invalid("the width is not between 1 and 2147483647");
        if (height is 0 or > int.MaxValue)
            return chunk.Invalid("the height is not between 1 and 2147483647");
        if (!depthIsAllowed)
            return chunk.Invalid("a colour type and bit depth that PNG does not allow");
        if (compression != 0 || filter != 0 || interlace > 1)
            return chunk.Invalid("a compression, filter or interlace method that PNG does not define");
        header = new((int)width, (int)height, bitDepth, colourType);
        return null;
    }
}
