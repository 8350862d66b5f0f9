namespace UploadFunction.Images.Jpeg;

/// <summary>
/// Walks the markers of a JPEG file (ITU-T T.81) to its end-of-image marker, and tells what of it is stored. What follows that marker
/// is not: phones append further pictures (MPO), depth maps and videos.
/// </summary>
/// <remarks>
/// Taken is what browsers show: 8 bits, Huffman-coded, sequential or progressive, with 1, 3 or 4 components. Where a file breaks the
/// standard, the walk goes on as libjpeg does, which browsers decode with.
/// </remarks>
internal ref struct JpegFile(ReadOnlySpan<byte> file, ImageParts parts, ImageChanges elsewhere)
{
    // Each scan of a progressive file makes a decoder go over the whole picture again, for a few bytes of file. Encoders write about
    // ten; libjpeg-turbo's fuzzers have the same limit.
    private const int MaxScans = 500;

    private SpanReader _reader = new(file, start: 0);
    private JpegMetadata _metadata = new(parts, elsewhere);
    private JpegTables _tables;
    private JpegFrame _frame;
    private int _scans;
    private int _componentsSeen;

    /// <summary>The start-of-image marker, and the first byte of the next one.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> file) => file is [0xFF, 0xD8, 0xFF, ..];

    public static ImageRejection? Walk(ReadOnlySpan<byte> file, ImageParts parts, out ImageInfo info)
    {
        if (!parts.KeepsMetadata)
            return Walk(file, parts, ImageChanges.None, out info);
        // Some metadata can stay only if the rest of the file does. What becomes of the rest is known at its end: so try first.
        var trial = new ImageParts(keepsMetadata: true);
        return Walk(file, trial, ImageChanges.None, out info) ?? Walk(file, parts, trial.Changes, out info);
    }

    private static ImageRejection? Walk(ReadOnlySpan<byte> file, ImageParts parts, ImageChanges elsewhere, out ImageInfo info)
    {
        var jpeg = new JpegFile(file, parts, elsewhere);
        var rejection = jpeg.ReadSegments();
        info = rejection is null ? jpeg.Info : default;
        return rejection;
    }

    private readonly ImageInfo Info
    {
        get
        {
            var (width, height) = ExifOrientation.Apply(_metadata.Orientation, _frame.Width, _frame.Height);
            return new(width, height, Frames: 1, PixelCount.Area(width, height));
        }
    }

    private ImageRejection? ReadSegments()
    {
        parts.Keep(_reader.ReadRange(2)); // start of image
        while (true)
        {
            var behindLast = _reader.Position;
            if (JpegSegment.Read(ref _reader, out var segment) is { } unreadable)
                return unreadable;
            parts.Omit(new(behindLast, segment.Range.Start), ImageChanges.Repaired);
            if (ReadSegment(segment) is { } rejection)
                return rejection;
            if (segment.Marker == JpegMarker.Eoi)
                return null;
        }
    }

    private ImageRejection? ReadSegment(JpegSegment segment)
    {
        switch (segment.Marker)
        {
            case JpegMarker.Eoi:
                return ReadEnd(segment);
            case JpegMarker.Sos:
                return ReadScan(segment);
            case >= JpegMarker.App0 and <= JpegMarker.App15 or JpegMarker.Com:
                _metadata.Read(segment, isBeforeScans: _scans == 0);
                return null;
            case JpegMarker.Dnl when segment.Length != 2 || _scans != 1: // misplaced (T.81 B.2.5); decoders skip it
            case JpegMarker.Dac: // for arithmetic coding, which is not taken
            case JpegMarker.Tem or (>= JpegMarker.Rst0 and <= JpegMarker.Rst7): // decoders skip stray ones
                parts.Omit(segment.Range, ImageChanges.Repaired);
                return null;
            default:
                parts.Keep(segment.Range);
                return CheckCoding(segment);
        }
    }

    /// <summary>What decoders need besides the scans: kept as it is, so it must be right.</summary>
    private ImageRejection? CheckCoding(JpegSegment segment) => segment.Marker switch
    {
        JpegMarker.Dnl => null,
        JpegMarker.Dqt => _tables.ReadQuantization(segment),
        JpegMarker.Dht => JpegTables.CheckHuffman(segment),
        JpegMarker.Dri => segment.Length == 2 ? null : segment.Invalid("a restart interval segment of the wrong length"),
        JpegMarker.Jpg => segment.Invalid("a marker that JPEG does not define"),
        >= JpegMarker.Sof0 and <= JpegMarker.Sof15 => ReadFrame(segment),
        JpegMarker.Dhp or JpegMarker.Exp => segment.Unsupported("this is a hierarchical JPEG, which browsers do not show"),
        JpegMarker.Sof55 => segment.Unsupported("this is a JPEG-LS image, which browsers do not show"),
        _ => segment.Invalid("a marker that JPEG does not define"),
    };

    private readonly ImageRejection? ReadEnd(JpegSegment segment)
    {
        if (CheckComplete(segment) is { } rejection)
            return segment.LacksItsCode ? ImageRejection.CutOff(_reader.End) : rejection;
        parts.Keep(segment.Range);
        if (segment.LacksItsCode)
            parts.Insert([JpegMarker.Eoi], ImageChanges.Repaired);
        parts.Omit(new(segment.Range.End, _reader.End), ImageChanges.TrailingData);
        return null;
    }

    private readonly ImageRejection? CheckComplete(JpegSegment end)
    {
        if (_scans == 0)
            return end.Invalid("the image ends before any picture data");
        return _componentsSeen == _frame.AllComponents ? null : end.Invalid("the image ends before all its colour components came");
    }

    private ImageRejection? ReadFrame(JpegSegment segment) =>
        _frame.IsPresent ? segment.Invalid("a second frame header") : JpegFrame.Read(segment, out _frame);

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
        if (ReadComponents(segment, components) is { } rejection)
            return rejection;
        if (!JpegScanData.Read(ref _reader, out var data))
            return ImageRejection.CutOff(_reader.End);
        parts.Keep(segment.Range);
        parts.Keep(data);
        parts.Omit(new(data.End, _reader.Position), ImageChanges.Repaired);
        return null;
    }

    /// <summary>Components come in the order of the frame header (T.81 B.2.3), and libjpeg insists on it with three of them.</summary>
    private ImageRejection? ReadComponents(JpegSegment segment, ReadOnlySpan<byte> components)
    {
        var next = 0;
        for (var i = 0; i < components.Length; i += 2)
        {
            var index = _frame.IndexOf(components[i], next);
            if (index < 0)
            {
                return segment.Invalid(
                    _frame.IndexOf(components[i], 0) < 0
                        ? "a scan names a colour component that the frame header does not have"
                        : "a scan names its colour components in another order than the frame header");
            }
            if (!_tables.HasQuantization(_frame.QuantizationTable(index)))
                return segment.Invalid("a scan comes before the quantization table it needs");
            _componentsSeen |= 1 << index;
            next = index + 1;
        }
        return null;
    }
}
