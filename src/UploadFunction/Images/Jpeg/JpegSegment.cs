namespace UploadFunction.Images.Jpeg;

/// <summary>A marker, and what its segment holds if it has one (ITU-T T.81, B.1.1).</summary>
internal readonly ref struct JpegSegment(byte marker, int start, SpanReader content)
{
    private readonly SpanReader _content = content;

    public byte Marker { get; } = marker;

    /// <summary>Where the FF of the marker is, the first if there are several.</summary>
    public int Start { get; } = start;

    /// <summary>Bytes of content.</summary>
    public int Length => _content.Remaining;

    /// <summary>Reads the next marker of a file, and its segment.</summary>
    public static ImageRejection? Read(scoped ref SpanReader file, out JpegSegment segment)
    {
        segment = default;
        var start = file.Position;
        var prefix = file.ReadByte();
        if (!file.Overran && prefix != 0xFF)
            return ImageRejection.Invalid("a marker was expected here", start);
        byte marker;
        do
            marker = file.ReadByte(); // any number of FF may fill up the space before a marker (T.81 B.1.1.2)
        while (marker == 0xFF);
        if (file.Overran)
            return ImageRejection.Invalid("the file ends before its end-of-image marker", file.End);
        segment = new(marker, start, default);
        if (!HasContent(marker))
            return null;

        var length = file.ReadUInt16();
        if (!file.Overran && length < 2)
            return segment.Invalid("a segment gives a length below the 2 bytes of the length itself");
        var content = file.ReadPart(Math.Max(0, length - 2));
        if (file.Overran)
            return segment.Invalid("the file ends inside a segment");
        segment = new(marker, start, content);
        return null;
    }

    public SpanReader Open() => _content;

    public ImageRejection Invalid(string reason) => ImageRejection.Invalid(reason, Start);

    public ImageRejection Unsupported(string reason) => ImageRejection.Unsupported(reason, Start);

    private static bool HasContent(byte marker) =>
        marker is (>= JpegMarker.Sof0 and <= JpegMarker.Sof15) or (>= JpegMarker.Sos and <= JpegMarker.App15) or JpegMarker.Com;
}
