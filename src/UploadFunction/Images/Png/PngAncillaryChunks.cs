namespace UploadFunction.Images.Png;

/// <summary>
/// The ancillary chunks that say how the picture is shown (PNG, 11.3): the allow-list. One that breaks PNG's rules goes, as libpng
/// ignores it: each type at most once (sPLT apart), in its place (PNG, 5.6), with a length and values that PNG defines.
/// </summary>
internal struct PngAncillaryChunks
{
    /// <summary>One bit for each type, by its place in <see cref="Types"/>.</summary>
    private int _seen;

    private static ReadOnlySpan<uint> Types =>
    [
        PngChunkType.Gama, PngChunkType.Chrm, PngChunkType.Srgb, PngChunkType.Iccp, PngChunkType.Cicp, PngChunkType.Mdcv,
        PngChunkType.Clli, PngChunkType.Sbit, PngChunkType.Trns, PngChunkType.Bkgd, PngChunkType.Hist, PngChunkType.Phys,
        PngChunkType.Splt,
    ];

    /// <summary>Whether it is too late for a PLTE chunk.</summary>
    public bool SawAfterPalette { readonly get; private set; }

    /// <summary>Whether a type is on the list.</summary>
    public static bool Lists(uint type) => Types.Contains(type);

    /// <summary>
    /// Whether a type belongs before the palette, but Chromium goes by it even behind; libpng (Firefox, Safari) does not. The others of
    /// that place count for nobody.
    /// </summary>
    public static bool IsColour(uint type) =>
        type is PngChunkType.Gama or PngChunkType.Chrm or PngChunkType.Srgb or PngChunkType.Iccp;

    /// <summary>Decides on a chunk of the list that comes before the image data; later they all go.</summary>
    /// <param name="colours">Of the PLTE chunk, as it is stored; 0 without one.</param>
    public ImageRejection? Read(PngChunk chunk, PngHeader header, int colours, out bool isKept)
    {
        var bit = 1 << Types.IndexOf(chunk.Type);
        var isInPlace = (_seen & bit) == 0 && (colours == 0 || !IsBeforePalette(chunk.Type));
        if (isInPlace && chunk.Type == PngChunkType.Trns
            && header.TransparencyLength(colours) is > 0 and var most && chunk.Data.Length > most)
        {
            isKept = false;
            // Chromium takes what it can use of it, libpng (Firefox, Safari) ignores the chunk.
            return chunk.Invalid("the tRNS chunk is too long, and browsers disagree about what is transparent; save the image anew");
        }
        isKept = isInPlace && IsWellFormed(chunk, header, colours);
        if (isKept && chunk.Type != PngChunkType.Splt)
            _seen |= bit;
        SawAfterPalette |= isKept && chunk.Type is PngChunkType.Trns or PngChunkType.Bkgd or PngChunkType.Hist;
        return null;
    }

    private static bool IsBeforePalette(uint type) =>
        IsColour(type) || type is PngChunkType.Cicp or PngChunkType.Mdcv or PngChunkType.Clli or PngChunkType.Sbit;

    private static bool IsWellFormed(PngChunk chunk, PngHeader header, int colours)
    {
        var data = chunk.Data;
        return chunk.Type switch
        {
            PngChunkType.Gama => data.Length == 4,
            PngChunkType.Chrm => data.Length == 32,
            PngChunkType.Srgb => data is [<= 3], // rendering intent
            PngChunkType.Iccp => PngKeyword.Skip(data) is [0, _, ..], // deflate, the only method
            PngChunkType.Cicp => data is [_, _, 0, <= 1], // RGB; narrow or full range
            PngChunkType.Mdcv => data.Length == 24,
            PngChunkType.Clli => data.Length == 8,
            PngChunkType.Sbit => data.Length == header.SignificantBitsLength && AreDepths(data, header.SampleDepth),
            PngChunkType.Trns => data.Length > 0 && (colours > 0 || data.Length == header.TransparencyLength(colours)),
            PngChunkType.Bkgd => header.NeedsPalette ? data is [var index] && index < colours : data.Length == header.BackgroundLength,
            PngChunkType.Hist => colours > 0 && data.Length == 2 * colours,
            PngChunkType.Phys => data is { Length: 9 } and [.., <= 1], // no unit, or metres
            _ => IsSuggestedPalette(data),
        };
    }

    private static bool AreDepths(ReadOnlySpan<byte> data, int sampleDepth)
    {
        foreach (var bits in data)
        {
            if (bits == 0 || bits > sampleDepth)
                return false;
        }
        return true;
    }

    private static bool IsSuggestedPalette(ReadOnlySpan<byte> data) => PngKeyword.Skip(data) switch
    {
        [8, .. var entries] => entries.Length % 6 == 0,
        [16, .. var entries] => entries.Length % 10 == 0,
        _ => false,
    };
}
