namespace UploadFunction.Images;

/// <summary>
/// Follows the animation of a PNG (APNG: PNG, 4.9 and 11.3.5): the acTL chunk promises a number of frames; each frame is an fcTL chunk
/// and the data after it, in fdAT chunks or, for the first frame, in the still's own IDAT chunks.
/// </summary>
internal struct PngAnimation
{
    private uint _nextSequence;
    private int _promised;
    private bool _frameLacksData;

    /// <summary>Without an acTL chunk the other two are unknown ancillary chunks, and the file is a still.</summary>
    public readonly bool IsPresent => _promised > 0;

    public int Frames { get; private set; }

    /// <summary>The still is no frame of the animation: it is there for viewers that know none.</summary>
    public bool HidesStill { get; private set; }

    /// <summary>Each method answers what is wrong, or <see langword="null"/>.</summary>
    public string? ReadControl(SpanReader data, bool beforeData)
    {
        if (IsPresent)
            return "a second acTL chunk";
        if (!beforeData)
            return "the acTL chunk comes after the image data";
        var frames = data.ReadUInt32();
        data.Skip(4);
        if (data.Overran || data.Remaining != 0)
            return "the acTL chunk is not 8 bytes long";
        if (frames is 0 or > int.MaxValue)
            return "the acTL chunk promises no possible number of frames";
        _promised = (int)frames;
        return null;
    }

    public string? ReadFrame(SpanReader data, PngHeader canvas, bool beforeData)
    {
        if (!IsPresent)
            return null;
        var sequence = data.ReadUInt32();
        var width = data.ReadUInt32();
        var height = data.ReadUInt32();
        var left = data.ReadUInt32();
        var top = data.ReadUInt32();
        data.Skip(4);
        var dispose = data.ReadByte();
        var blend = data.ReadByte();
        if (data.Overran || data.Remaining != 0)
            return "an fcTL chunk is not 26 bytes long";
        if (_frameLacksData)
            return "a frame of the animation has no data";
        if (sequence != _nextSequence++)
            return "the animation's chunks are out of sequence";
        if (width == 0 || height == 0 || (ulong)left + width > (ulong)canvas.Width || (ulong)top + height > (ulong)canvas.Height)
            return "a frame of the animation does not lie within the image";
        if (beforeData && (width != canvas.Width || height != canvas.Height))
            return "the animation's first frame is not the size of the image whose data it shares";
        if (dispose > 2 || blend > 1)
            return "a frame of the animation asks for an operation that PNG does not define";
        if (++Frames > _promised)
            return "the animation has more frames than its acTL chunk promises";
        _frameLacksData = true;
        return null;
    }

    public void SawStill()
    {
        HidesStill = IsPresent && Frames == 0;
        _frameLacksData = false;
    }

    public string? ReadFrameData(SpanReader data, bool afterData)
    {
        if (!IsPresent)
            return null;
        var sequence = data.ReadUInt32();
        if (data.Overran)
            return "an fdAT chunk is too short for its sequence number";
        if (sequence != _nextSequence++)
            return "the animation's chunks are out of sequence";
        if (!afterData || Frames == (HidesStill ? 0 : 1) && !_frameLacksData)
            return "an fdAT chunk belongs to no frame";
        _frameLacksData = false;
        return null;
    }

    public readonly string? CheckComplete()
        => _frameLacksData ? "a frame of the animation has no data"
        : Frames < _promised ? "the animation has fewer frames than its acTL chunk promises"
        : null;
}
