namespace UploadFunction.Images.Png;

/// <summary>
/// The ancillary chunks that say how the picture is shown (PNG, 11.3): the allow-list. One that breaks PNG's rules goes, as libpng
/// ignores it: each type at most once (sPLT apart), in its place (PNG, 5.6), with a length and values that PNG defines.
/// </summary>
internal struct PngAncillaryChunks
{
    private Kinds _seen;

    /// <summary>One for each type.</summary>
    [Flags]
    private enum Kinds
    {
        None = 0,
        Gama = 1,
        Chrm = 1 << 1,
        Srgb = 1 << 2,
        Iccp = 1 << 3,
        Cicp = 1 << 4,
        Mdcv = 1 << 5,
        Clli = 1 << 6,
        Sbit = 1 << 7,
        Trns = 1 << 8,
        Bkgd = 1 << 9,
        Hist = 1 << 10,
        Phys = 1 << 11,
        Splt = 1 << 12,

        BeforePalette = Gama | Chrm | Srgb | Iccp | Cicp | Mdcv | Clli | Sbit,
        AfterPalette = Trns | Bkgd | Hist,
        Colour = Gama | Chrm | Srgb | Iccp,
    }

    /// <summary>Whether it is too late for a PLTE chunk.</summary>
    public readonly bool SawAfterPalette => (_seen & Kinds.AfterPalette) != 0;

    /// <summary>Whether a type is on the list.</summary>
    public static bool Lists(uint type) => KindOf(type) != Kinds.None;

    /// <summary>
    /// Whether a type belongs before the palette, but Chromium goes by it even behind; libpng (Firefox, Safari) does not. The others of
    /// that place count for nobody.
    /// </summary>
    public static bool IsColour(uint type) => (KindOf(type) & Kinds.Colour) != 0;

    /// <summary>Decides on a chunk of the list that comes before the image data; later they all go.</summary>
    /// <param name="colours">Of the PLTE chunk, as it is stored; 0 without one.</param>
    public ImageRejection? Read(PngChunk chunk, PngHeader header, int colours, out bool isKept)
    {
        var kind = KindOf(chunk.Type);
        var isInPlace = (_seen & kind) == 0 && (colours == 0 || (kind & Kinds.BeforePalette) == 0);
        if (isInPlace && kind == Kinds.Trns && header.TransparencyLength(colours) is > 0 and var most && chunk.Data.Length > most)
        {
            isKept = false;
            // Chromium takes what it can use of it, libpng (Firefox, Safari) ignores the chunk.
            return chunk.Invalid("the tRNS chunk is too long, and browsers disagree about what is transparent; save the image anew");
        }
        isKept = isInPlace && IsWellFormed(chunk, header, colours);
        if (isKept && kind != Kinds.Splt)
            _seen |= kind;
        return null;
    }

    private static Kinds KindOf(uint type) => type switch
    {
        PngChunkType.Gama => Kinds.Gama,
        PngChunkType.Chrm => Kinds.Chrm,
        PngChunkType.Srgb => Kinds.Srgb,
        PngChunkType.Iccp => Kinds.Iccp,
        PngChunkType.Cicp => Kinds.Cicp,
        PngChunkType.Mdcv => Kinds.Mdcv,
        PngChunkType.Clli => Kinds.Clli,
        PngChunkType.Sbit => Kinds.Sbit,
        PngChunkType.Trns => Kinds.Trns,
        PngChunkType.Bkgd => Kinds.Bkgd,
        PngChunkType.Hist => Kinds.Hist,
        PngChunkType.Phys => Kinds.Phys,
        PngChunkType.Splt => Kinds.Splt,
        _ => Kinds.None,
    };

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
