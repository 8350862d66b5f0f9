namespace UploadFunction.Images;

/// <summary>
/// One picture of a WebP file: an optional ALPH chunk and a VP8 or VP8L bitstream, which has the true size in its header.
/// </summary>
internal struct WebpPicture
{
    private bool _hasAlpha;

    public readonly bool IsPresent => Width > 0;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public static bool IsPart(uint type) => type is FourCc.VP8 or FourCc.VP8L or FourCc.ALPH;

    /// <summary>Takes the next chunk of the picture; answers what is wrong, or <see langword="null"/>.</summary>
    public string? Read(uint type, SpanReader data)
    {
        if (IsPresent)
            return "a second picture where there may be one";
        if (type == FourCc.ALPH)
        {
            var isSecond = _hasAlpha;
            _hasAlpha = true;
            return isSecond ? "a second ALPH chunk" : data.Remaining == 0 ? "an ALPH chunk is empty" : null;
        }
        if (type == FourCc.VP8)
            return ReadVp8(data);
        return _hasAlpha ? "an ALPH chunk before a VP8L chunk" : ReadVp8L(data);
    }

    /// <summary>The frame header of VP8 (RFC 6386, 9.1).</summary>
    private string? ReadVp8(SpanReader data)
    {
        var tag = data.ReadUInt24LittleEndian();
        var startCode = data.ReadUInt24LittleEndian();
        var width = data.ReadUInt16LittleEndian() & 0x3FFF; // the upper two bits ask for scaling, which WebP ignores
        var height = data.ReadUInt16LittleEndian() & 0x3FFF;
        if (data.Overran)
            return "a VP8 chunk is too short for its header";
        var (isInterFrame, version, isShown, firstPartition) = ((tag & 1) != 0, tag >> 1 & 7, (tag & 0x10) != 0, tag >> 5);
        if (isInterFrame || version > 3 || !isShown || startCode != 0x2A019D)
            return "a VP8 chunk does not start with a key frame";
        if (firstPartition >= data.Remaining)
            return "a VP8 chunk is too short for its first partition";
        return SetSize(width, height);
    }

    /// <summary>The header of VP8L (RFC 9649, 3.4).</summary>
    private string? ReadVp8L(SpanReader data)
    {
        var signature = data.ReadByte();
        var bits = data.ReadUInt32LittleEndian();
        if (data.Overran)
            return "a VP8L chunk is too short for its header";
        if (signature != 0x2F || bits >> 29 != 0)
            return "a VP8L chunk does not start with its signature and version 0";
        return SetSize((int)(bits & 0x3FFF) + 1, (int)(bits >> 14 & 0x3FFF) + 1);
    }

    private string? SetSize(int width, int height)
    {
        (Width, Height) = (width, height);
        return width == 0 || height == 0 ? "a picture without width or height" : null;
    }
}
