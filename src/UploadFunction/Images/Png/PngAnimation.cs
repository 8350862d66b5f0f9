namespace UploadFunction.Images.Png;

/// <summary>
/// Follows the animation of a PNG (APNG: PNG, 4.9 and 11.3.5): the acTL chunk promises a number of frames; each frame is an fcTL chunk
/// and the data after it, in fdAT chunks or, for the first frame, in the still's own IDAT chunks.
/// </summary>
/// <remarks>
/// As Chromium does, it plays as many frames as are both promised and present, and plays nothing if the promise breaks PNG's rules.
/// </remarks>
internal struct PngAnimation
{
    private uint _nextSequence;
    private int _framesBegun;
    private bool _isPromised;
    private bool _isOver;
    private bool _frameLacksData;

    /// <summary>How many frames play; 0 if the file is a still.</summary>
    public int Frames { get; private set; }

    /// <summary>The still is not a frame of the animation: it is there for viewers that do not know APNG.</summary>
    public bool HidesStill { get; private set; }

    /// <summary>Reads an acTL chunk, and finds out how many frames play.</summary>
    /// <param name="rest">The file from the chunk's end on.</param>
    /// <returns>Whether this is the chunk that counts: the first of them that keeps PNG's rules.</returns>
    public bool TryBegin(PngChunk chunk, SpanReader rest, out int promised)
    {
        var data = chunk.Open();
        var (frames, plays) = (data.ReadUInt32(), data.ReadUInt32());
        promised = (int)frames;
        if (_isPromised || data.Overran || data.Remaining != 0 || frames is 0 or > int.MaxValue || plays > int.MaxValue)
            return false;
        _isPromised = true;
        var present = CountFrames(rest, out var beginsWithStill);
        // One frame of several that are there, and it is the still: Chromium shows nothing else.
        var isStill = promised == 1 && present > 1 && beginsWithStill;
        Frames = isStill ? 0 : Math.Min(promised, present);
        return true;
    }

    /// <summary>Whether a chunk of type fcTL or fdAT belongs to a frame that plays.</summary>
    public bool Plays(PngChunk chunk)
    {
        if (Frames == 0)
            return false;
        _isOver |= chunk.Type == PngChunkType.Fctl && _framesBegun == Frames;
        return !_isOver;
    }

    public ImageRejection? ReadFrame(PngChunk chunk, PngHeader canvas, bool beforeData)
    {
        var data = chunk.Open();
        var sequence = data.ReadUInt32();
        var (width, height) = (data.ReadUInt32(), data.ReadUInt32());
        var (left, top) = (data.ReadUInt32(), data.ReadUInt32());
        data.Skip(4);
        var (dispose, blend) = (data.ReadByte(), data.ReadByte());
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
        _framesBegun++;
        _frameLacksData = true;
        return null;
    }

    public void SawStill()
    {
        HidesStill = Frames > 0 && _framesBegun == 0;
        _frameLacksData = false;
    }

    public ImageRejection? ReadFrameData(PngChunk chunk, bool afterData)
    {
        var data = chunk.Open();
        var sequence = data.ReadUInt32();
        if (data.Overran)
            return chunk.Invalid("an fdAT chunk is too short for its sequence number");
        if (sequence != _nextSequence++)
            return chunk.Invalid("the animation's chunks are out of sequence");
        if (!afterData || _framesBegun == (HidesStill ? 0 : 1) && !_frameLacksData)
            return chunk.Invalid("an fdAT chunk belongs to no frame");
        _frameLacksData = false;
        return null;
    }

    /// <param name="end">Where the IEND chunk starts.</param>
    public readonly ImageRejection? CheckComplete(int end) =>
        _frameLacksData ? ImageRejection.Invalid("a frame of the animation has no data", end) : null;

    /// <summary>Goes from chunk to chunk without their checksums, which the walk looks at when it comes there.</summary>
    private static int CountFrames(SpanReader rest, out bool beginsWithStill)
    {
        var (frames, sawStill) = (0, false);
        beginsWithStill = false;
        while (PngChunk.Read(ref rest, out var chunk) is null && chunk.Type != PngChunkType.Iend)
        {
            sawStill |= chunk.Type == PngChunkType.Idat;
            if (chunk.Type != PngChunkType.Fctl)
                continue;
            frames++;
            beginsWithStill |= !sawStill;
        }
        return frames;
    }
}
