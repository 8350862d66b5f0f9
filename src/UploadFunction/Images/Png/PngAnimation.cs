namespace UploadFunction.Images.Png;

/// <summary>
/// Follows the animation of a PNG (APNG: PNG, 4.9 and 11.3.5): the acTL chunk promises a number of frames; each frame is an fcTL chunk
/// and the data after it, in fdAT chunks or, for the first frame, in the still's own IDAT chunks.
/// </summary>
internal struct PngAnimation
{
    private uint _nextSequence;
    private int _promised;
    private bool _frameLacksData;

    /// <summary>Without an acTL chunk, fcTL and fdAT are unknown ancillary chunks, and the file is a still.</summary>
    public readonly bool IsPresent => _promised > 0;

    public int Frames { get; private set; }

    /// <summary>The still is not a frame of the animation: it is there for viewers that do not know APNG.</summary>
    public bool HidesStill { get; private set; }

    public ImageRejection? ReadControl(PngChunk chunk, bool beforeData)
    {
        if (IsPresent)
            return chunk.Invalid("a second acTL chunk");
        if (!beforeData)
            return chunk.Invalid("the acTL chunk comes after the image data");
        var data = chunk.Open();
        var frames = data.ReadUInt32();
        data.Skip(4);
        if (data.Overran || data.Remaining != 0)
            return chunk.Invalid("the acTL chunk is not 8 bytes long");
        if (frames is 0 or > int.MaxValue)
            return chunk.Invalid("the acTL chunk promises no possible number of frames");
        _promised = (int)frames;
        return null;
    }

    public ImageRejection? ReadFrame(PngChunk chunk, PngHeader canvas, bool beforeData)
    {
        if (!IsPresent)
            return null;
        var data = chunk.Open();
        var sequence = data.ReadUInt32();
        var width = data.ReadUInt32();
        var height = data.ReadUInt32();
        var left = data.ReadUInt32();
        var top = data.ReadUInt32();
        data.Skip(4);
        var dispose = data.ReadByte();
        var blend = data.ReadByte();
        if (data.Overran || data.Remaining != 0)
            return chunk.Invalid("an fcTL chunk is not 26 bytes long");
        if (_frameLacksData)
            return chunk.Invalid("a frame of the animation has no data");
        if (sequence != _nextSequence++)
            return chunk.Invalid("the animation's chunks are out of sequence");
        if (width == 0 || height == 0 || (ulong)left + width > (ulong)canvas.Width || (ulong)top + height > (ulong)canvas.Height)
            return chunk.Invalid("a frame of the animation does not lie within the image");
        if (beforeData && (width != canvas.Width || height != canvas.Height))
            return chunk.Invalid("the animation's first frame is not the size of the image whose data it shares");
        if (dispose > 2 || blend > 1)
            return chunk.Invalid("a frame of the animation asks for an operation that PNG does not define");
        if (++Frames > _promised)
            return chunk.Invalid("the animation has more frames than its acTL chunk promises");
        _frameLacksData = true;
        return null;
    }

    public void SawStill()
    {
        HidesStill = IsPresent && Frames == 0;
        _frameLacksData = false;
    }

    public ImageRejection? ReadFrameData(PngChunk chunk, bool afterData)
    {
        if (!IsPresent)
            return null;
        var data = chunk.Open();
        var sequence = data.ReadUInt32();
        if (data.Overran)
            return chunk.Invalid("an fdAT chunk is too short for its sequence number");
        if (sequence != _nextSequence++)
            return chunk.Invalid("the animation's chunks are out of sequence");
        if (!afterData || Frames == (HidesStill ? 0 : 1) && !_frameLacksData)
            return chunk.Invalid("an fdAT chunk belongs to no frame");
        _frameLacksData = false;
        return null;
    }

    /// <param name="end">The last chunk of the file.</param>
    public readonly ImageRejection? CheckComplete(PngChunk end)
    {
        if (_frameLacksData)
            return end.Invalid("a frame of the animation has no data");
        return Frames < _promised ? end.Invalid("the animation has fewer frames than its acTL chunk promises") : null;
    }
}
