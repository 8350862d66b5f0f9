namespace UploadFunction.Images.Jpeg;

/// <summary>
/// Walks the markers of a JPEG file (ITU-T T.81) to its end-of-image marker. What follows that marker is left alone: phones append
/// further pictures (MPO), depth maps and videos.
/// </summary>
/// <remarks>
/// Taken is what browsers show: 8 bits, Huffman-coded, sequential or progressive, with 1, 3 or 4 components. Metadata lies in the
/// APPn and COM segments that <see cref="ReadSegment"/> skips.
/// </remarks>
internal ref struct JpegFile
{
    // Each scan of a progressive file makes a decoder go over the whole picture again, for a few bytes of file. Encoders write about
    // ten; libjpeg-turbo's fuzzers have the same limit.
    private const int MaxScans = 500;

    private SpanReader _reader;
    private JpegFrame _frame;
    private int? _orientation;
    private int _scans;
    private int _quantizationTables;
    private int _componentsSeen;

    private JpegFile(ReadOnlySpan<byte> file) => _reader = new(file, start: 2);

    /// <summary>The start-of-image marker, and the first byte of the next one.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> file) => file is [0xFF, 0xD8, 0xFF, ..];

    public static ImageRejection? Walk(ReadOnlySpan<byte> file, ImageParts parts, out ImageInfo info)
    {
        parts.Keep(new(0, file.Length));
        var jpeg = new JpegFile(file);
        var rejection = jpeg.ReadSegments();
        info = rejection is null ? jpeg.Info : default;
        return rejection;
    }

    private readonly ImageInfo Info
    {
        get
        {
            var (width, height) = ExifOrientation.Apply(_orientation ?? ExifOrientation.Upright, _frame.Width, _frame.Height);
            return new(width, height, Frames: 1, PixelCount.Area(width, height));
        }
    }

    private ImageRejection? ReadSegments()
    {
        while (true)
        {
            if ((JpegSegment.Read(ref _reader, out var segment) ?? ReadSegment(segment)) is { } rejection)
                return rejection;
            if (segment.Marker == JpegMarker.Eoi)
                return null;
        }
    }

    private ImageRejection? ReadSegment(JpegSegment segment) => segment.Marker switch
    {
        JpegMarker.Dqt => ReadQuantizationTables(segment),
        JpegMarker.Dht => CheckHuffmanTables(segment),
        JpegMarker.Dri => segment.Length == 2 ? null : segment.Invalid("a restart interval segment of the wrong length"),
        JpegMarker.Sos => ReadScan(segment),
        JpegMarker.Eoi => CheckComplete(segment),
        JpegMarker.App1 => ReadApp1(segment),
        JpegMarker.Jpg => segment.Invalid("a marker that JPEG does not define"),
        JpegMarker.Dac => null,
        >= JpegMarker.Sof0 and <= JpegMarker.Sof15 => ReadFrame(segment),
        JpegMarker.Sof55 => segment.Unsupported("this is a JPEG-LS image, which browsers do not show"),
        >= JpegMarker.Sos and <= JpegMarker.App15 or JpegMarker.Com => null,
        >= JpegMarker.Rst0 and <= JpegMarker.Rst7 or JpegMarker.Tem => null, // decoders skip stray ones
        _ => segment.Invalid("a marker that JPEG does not define"),
    };

    private readonly ImageRejection? CheckComplete(JpegSegment end)
    {
        if (_scans == 0)
            return end.Invalid("the image ends before any picture data");
        return _componentsSeen == _frame.AllComponents ? null : end.Invalid("the image ends before all its colour components came");
    }

    /// <summary>The first Exif counts, and only before the first scan: browsers settle the size with the header.</summary>
    private ImageRejection? ReadApp1(JpegSegment segment)
    {
        var payload = segment.Open().Read(segment.Length);
        if (_orientation is null && _scans == 0 && payload.Length > 6 && payload.StartsWith("Exif\0"u8))
            _orientation = ExifOrientation.Read(payload[6..]);
        return null;
    }

    private ImageRejection? ReadFrame(JpegSegment segment) =>
        _frame.IsPresent ? segment.Invalid("a second frame header") : JpegFrame.Read(segment, out _frame);

    /// <summary>A table is 64 numbers of 1 or 2 bytes behind a byte that says which (T.81 B.2.4.1).</summary>
    private ImageRejection? ReadQuantizationTables(JpegSegment segment)
    {
        var content = segment.Open();
        while (content.Remaining > 0)
        {
            var head = content.ReadByte();
            var (precision, table) = (head >> 4, head & 15);
            if (precision > 1 || table > 3)
                return segment.Invalid("a quantization table that JPEG does not allow");
            content.Skip(64 << precision);
            if (content.Overran)
                return segment.Invalid("a quantization table is longer than its segment");
            _quantizationTables |= 1 << table;
        }
        return null;
    }

    /// <summary>A table is 16 counts, and as many values as they add up to, behind a byte that says which (T.81 B.2.4.2).</summary>
    private static ImageRejection? CheckHuffmanTables(JpegSegment segment)
    {
        var content = segment.Open();
        while (content.Remaining > 0)
        {
            var head = content.ReadByte();
            var values = 0;
            foreach (var count in content.Read(16))
                values += count;
            content.Skip(values);
            if (content.Overran)
                return segment.Invalid("a Huffman table is longer than its segment");
            if (head >> 4 > 1 || (head & 15) > 3 || values > 256)
                return segment.Invalid("a Huffman table that JPEG does not allow");
        }
        return null;
    }

    private ImageRejection? ReadScan(JpegSegment segment)
    {
        if (!_frame.IsPresent)
            return segment.Invalid("a scan comes before the frame header");
        if (++_scans > MaxScans)
            return segment.Invalid("more than 500 scans");

        var content = segment.Open();
        var count = content.ReadByte();
        var components = content.Read(2 * count);
        content.Skip(3);
        if (content.Overran || content.Remaining != 0 || count is < 1 or > 4)
            return segment.Invalid("a scan header of the wrong length");
        for (var i = 0; i < components.Length; i += 2)
        {
            var found = _frame.Find(components[i], out var tables);
            if (found == 0)
                return segment.Invalid("a scan names a colour component that the frame header does not have");
            if ((tables & ~_quantizationTables) != 0)
                return segment.Invalid("a scan comes before the quantization table it needs");
            _componentsSeen |= found;
        }
        return SkipEntropyCodedData();
    }

    /// <summary>In the data FF is followed by 00, or it starts a marker; restart markers belong to the data (T.81 B.1.1.5).</summary>
    private ImageRejection? SkipEntropyCodedData()
    {
        while (true)
        {
            if (!_reader.SkipTo(0xFF))
                return ImageRejection.Invalid("the file ends inside the picture data, before its end-of-image marker", _reader.End);
            var next = 1;
            while (_reader.Peek(next) == 0xFF)
                next++;
            if (_reader.Peek(next) is not (0x00 or (>= JpegMarker.Rst0 and <= JpegMarker.Rst7)))
                return null;
            _reader.Skip(next + 1);
        }
    }
}
