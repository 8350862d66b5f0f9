namespace UploadFunction.Images.Webp;

/// <summary>
/// One picture of a WebP file: an optional ALPH chunk and a VP8 or VP8L bitstream, which has the true size in its header.
/// </summary>
internal struct WebpPicture
{
    private bool _hasAlphaChunk;

    public readonly bool IsPresent => Width > 0;

    /// <summary>Whether there was an ALPH chunk so far, but no bitstream.</summary>
    public readonly bool NeedsMore => _hasAlphaChunk && !IsPresent;

    /// <summary>Whether an ALPH chunk or the bitstream says that pixels may be transparent.</summary>
    public bool HasAlpha { readonly get; private set; }

    public int Width { get; private set; }

    public int Height { get; private set; }

    public static bool IsPart(uint type) => type is WebpChunkType.Vp8 or WebpChunkType.Vp8L or WebpChunkType.Alph;

    /// <summary>Takes the next chunk of the picture.</summary>
    public ImageRejection? Read(WebpChunk chunk)
    {
        if (IsPresent)
            return chunk.Invalid("a second picture where there may be one");
        return chunk.Type switch
        {
            WebpChunkType.Alph => ReadAlpha(chunk),
            WebpChunkType.Vp8 => ReadVp8(chunk),
            _ => ReadVp8L(chunk),
        };
    }

    private ImageRejection? ReadAlpha(WebpChunk chunk)
    {
        if (_hasAlphaChunk)
            return chunk.Invalid("a second ALPH chunk");
        (_hasAlphaChunk, HasAlpha) = (true, true);
        return chunk.Length == 0 ? chunk.Invalid("an ALPH chunk is empty") : null;
    }

    /// <summary>The frame header of VP8 (RFC 6386, 9.1).</summary>
    private ImageRejection? ReadVp8(WebpChunk chunk)
    {
        var data = chunk.Open();
        var tag = data.ReadUInt24LittleEndian();
        var startCode = data.ReadUInt24LittleEndian();
        var width = data.ReadUInt16LittleEndian() & 0x3FFF; // the upper two bits ask for scaling, which WebP ignores
        var height = data.ReadUInt16LittleEndian() & 0x3FFF;
        if (data.Overran)
            return chunk.Invalid("a VP8 chunk is too short for its header");
        var (isInterFrame, version, isShown, firstPartition) = ((tag & 1) != 0, tag >> 1 & 7, (tag & 0x10) != 0, tag >> 5);
        if (isInterFrame || version > 3 || !isShown || startCode != 0x2A019D)
            return chunk.Invalid("a VP8 chunk does not start with a key frame");
        if (firstPartition >= data.Remaining)
            return chunk.Invalid("a VP8 chunk is too short for its first partition");
        if (width == 0 || height == 0)
            return chunk.Invalid("a picture without width or height");
        (Width, Height) = (width, height);
        return null;
    }

    /// <summary>The header of VP8L (RFC 9649, 3.4).</summary>
    private ImageRejection? ReadVp8L(WebpChunk chunk)
    {
        if (_hasAlphaChunk)
            return chunk.Invalid("an ALPH chunk before a VP8L chunk");
        var data = chunk.Open();
        var signature = data.ReadByte();
        var bits = data.ReadUInt32LittleEndian();
        if (data.Overran)
            return chunk.Invalid("a VP8L chunk is too short for its header");
        if (signature != 0x2F || bits >> 29 != 0)
            return chunk.Invalid("a VP8L chunk does not start with its signature and version 0");
        (Width, Height) = ((int)(bits & 0x3FFF) + 1, (int)(bits >> 14 & 0x3FFF) + 1);
        HasAlpha = (bits >> 28 & 1) != 0;
        return null;
    }
}
