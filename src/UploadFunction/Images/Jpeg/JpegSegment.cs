namespace UploadFunction.Images.Jpeg;

/// <summary>A marker, and what its segment holds if it has one (ITU-T T.81, B.1.1).</summary>
internal readonly ref struct JpegSegment(byte marker, FileRange range, SpanReader content)
{
    private const int LengthBytes = 2;

    private readonly SpanReader _content = content;

    public byte Marker { get; } = marker;

    /// <summary>The whole segment, from the FF of its marker on, the first if there are several.</summary>
    public FileRange Range { get; } = range;

    public int Length => _content.Remaining;

    public ReadOnlySpan<byte> Data => Open().Read(Length);

    /// <summary>Whether it is metadata that gives a length below the 2 bytes of the length itself.</summary>
    public bool HasImpossibleLength { get; private init; }

    /// <summary>
    /// Whether the file ends in the FF of this marker. It can only have been the end-of-image marker, and counts as such.
    /// </summary>
    public bool LacksItsCode { get; private init; }

    /// <summary>
    /// Reads the next marker of a file, and its segment. Where no marker is, it goes on at the next one, as libjpeg does: Photoshop
    /// (CS5, CS6, CC) and cameras leave bytes between segments. So <see cref="Range"/> may start further on than the reader was.
    /// </summary>
    public static ImageRejection? Read(scoped ref SpanReader file, out JpegSegment segment)
    {
        segment = default;
        if (!SkipToMarker(ref file))
            return ImageRejection.CutOff(file.End);
        var start = file.Position;
        while (file.Peek(0) == 0xFF)
            file.Skip(1); // any number of FF may fill up the space before a marker (T.81 B.1.1.2)
        if (file.Remaining == 0)
        {
            segment = new(JpegMarker.Eoi, new(start, file.End), default) { LacksItsCode = true };
            return null;
        }
        var marker = file.ReadByte();
        segment = new(marker, new(start, file.Position), default);
        return JpegMarker.HasSegment(marker) ? ReadContent(ref file, marker, start, out segment) : null;
    }

    public SpanReader Open() => _content;

    public ImageRejection Invalid(string reason) => ImageRejection.Invalid(reason, Range.Start);

    public ImageRejection Unsupported(string reason) => ImageRejection.Unsupported(reason, Range.Start);

    /// <summary>Moves to the next FF that starts a marker: 00 behind it makes it a byte of coded data (T.81 B.1.1.5).</summary>
    private static bool SkipToMarker(scoped ref SpanReader file)
    {
        while (file.SkipTo(0xFF))
        {
            var next = 1;
            while (file.Peek(next) == 0xFF)
                next++;
            if (file.Peek(next) != 0x00)
                return true;
            file.Skip(next + 1);
        }
        return false;
    }

    private static ImageRejection? ReadContent(scoped ref SpanReader file, byte marker, int start, out JpegSegment segment)
    {
        segment = default;
        var length = file.ReadUInt16();
        if (length < LengthBytes && !file.Overran)
        {
            // libjpeg goes on behind the length of a segment that it does not read.
            if (!JpegMarker.IsMetadata(marker))
                return ImageRejection.Invalid("a segment gives a length below the 2 bytes of the length itself", start);
            segment = new(marker, new(start, file.Position), default) { HasImpossibleLength = true };
            return null;
        }
        var content = file.ReadPart(Math.Max(0, length - LengthBytes));
        if (file.Overran)
            return ImageRejection.CutOff(file.End);
        segment = new(marker, new(start, file.Position), content);
        return null;
    }
}
