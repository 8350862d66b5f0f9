namespace UploadFunction.Images;

/// <summary>
/// Walks the markers of a JPEG file (ITU-T T.81) to its end-of-image marker. What follows that marker is left alone: phones append
/// further pictures (MPO), depth maps and videos.
/// </summary>
/// <remarks>
/// Taken is what browsers show: 8 bits, Huffman-coded, sequential or progressive, with 1, 3 or 4 components. Metadata lies in the
/// APPn and COM segments that <see cref="ReadSegment"/> passes by.
/// </remarks>
internal ref struct JpegFile
{
    private const byte Sof0 = 0xC0, Sof2 = 0xC2, Sof3 = 0xC3, Dht = 0xC4, Jpg = 0xC8, Dac = 0xCC, Sof15 = 0xCF;
    private const byte Rst0 = 0xD0, Rst7 = 0xD7, Eoi = 0xD9, Sos = 0xDA, Dqt = 0xDB, Dri = 0xDD, App1 = 0xE1, App15 = 0xEF;
    private const byte JpegLs = 0xF7, Com = 0xFE, Tem = 0x01;

    // Each scan of a progressive file makes a decoder go over the whole picture again, for a few bytes of file. Encoders write about
    // ten; libjpeg-turbo's fuzzers draw their line here.
    private const int MaxScans = 500;

    private SpanReader _reader;
    private ImageRefusal _refusal;
    private JpegFrame _frame;
    private int? _orientation;
    private int _scans;
    private int _quantizationTables;
    private int _componentsSeen;

    private JpegFile(ReadOnlySpan<byte> file) => _reader = new(file, start: 2);

    /// <summary>Start of image, and the first byte of the marker behind it.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> file) => file is [0xFF, 0xD8, 0xFF, ..];

    public static bool TryInspect(ReadOnlySpan<byte> file, out ImageInfo info, out ImageRefusal refusal)
    {
        var jpeg = new JpegFile(file);
        var whole = jpeg.ReadMarkers();
        info = whole ? jpeg.Info : default;
        refusal = jpeg._refusal;
        return whole;
    }

    private readonly ImageInfo Info
    {
        get
        {
            var (width, height) = (_frame.Width, _frame.Height);
            if (ExifOrientation.SwapsSides(_orientation ?? ExifOrientation.Upright))
                (width, height) = (height, width);
            return new(ImageFormat.Jpeg, width, height, Frames: 1, PixelCount.Area(width, height));
        }
    }

    private bool ReadMarkers()
    {
        while (true)
        {
            var at = _reader.Position;
            var prefix = _reader.ReadByte();
            if (!_reader.Overran && prefix != 0xFF)
                return Refuse("a marker was expected here", at);
            byte marker;
            do
                marker = _reader.ReadByte(); // any number of FF may fill up the space before a marker (T.81 B.1.1.2)
            while (marker == 0xFF);
            if (_reader.Overran)
                return Refuse("the file ends before its end-of-image marker", _reader.End);

            switch (marker)
            {
                case Eoi:
                    return CheckComplete(at);
                case Tem or (>= Rst0 and <= Rst7):
                    break; // without a length; decoders pass over stray ones
                case (>= Sof0 and <= Sof15) or (>= Sos and <= App15) or Com:
                    if (!ReadSegment(marker, at))
                        return false;
                    break;
                case JpegLs:
                    return RefuseProcess("this is a JPEG-LS image, which browsers do not show", at);
                default:
                    return Refuse("a marker that JPEG does not define", at);
            }
        }
    }

    private bool CheckComplete(int at)
    {
        if (_scans == 0)
            return Refuse("the image ends before any picture data", at);
        return _componentsSeen == _frame.AllComponents || Refuse("the image ends before all its colour components came", at);
    }

    private bool ReadSegment(byte marker, int at)
    {
        var length = _reader.ReadUInt16();
        if (!_reader.Overran && length < 2)
            return Refuse("a segment gives a length below the 2 bytes of the length itself", at);
        var segment = _reader.ReadPart(Math.Max(0, length - 2));
        if (_reader.Overran)
            return Refuse("the file ends inside a segment", at);

        return marker switch
        {
            Dqt => ReadQuantizationTables(segment, at),
            Dht => CheckHuffmanTables(segment, at),
            Dri => segment.Remaining == 2 || Refuse("a restart interval segment of the wrong length", at),
            Sos => ReadScan(segment, at),
            App1 => ReadApp1(segment),
            Jpg => Refuse("a marker that JPEG does not define", at),
            Dac => true,
            <= Sof15 => ReadFrame(marker, segment, at),
            _ => true,
        };
    }

    /// <summary>The first Exif counts, and only before the first scan: browsers settle the size with the header.</summary>
    private bool ReadApp1(SpanReader segment)
    {
        var payload = segment.Read(segment.Remaining);
        if (_orientation is null && _scans == 0 && payload.Length > 6 && payload.StartsWith("Exif\0"u8))
            _orientation = ExifOrientation.Read(payload[6..]);
        return true;
    }

    private bool ReadFrame(byte marker, SpanReader segment, int at)
    {
        if (_frame.IsPresent)
            return Refuse("a second frame header", at);
        return marker switch
        {
            > Jpg => RefuseProcess("this is a JPEG with arithmetic coding, which browsers do not show", at),
            > Sof3 => RefuseProcess("this is a hierarchical JPEG, which browsers do not show", at),
            Sof3 => RefuseProcess("this is a lossless JPEG, which browsers do not show", at),
            _ => JpegFrame.TryRead(segment, at, out _frame, out _refusal),
        };
    }

    /// <summary>A table is 64 numbers of 1 or 2 bytes behind a byte that says which (T.81 B.2.4.1).</summary>
    private bool ReadQuantizationTables(SpanReader segment, int at)
    {
        while (segment.Remaining > 0)
        {
            var head = segment.ReadByte();
            var (precision, table) = (head >> 4, head & 15);
            if (precision > 1 || table > 3)
                return Refuse("a quantization table that JPEG does not allow", at);
            segment.Skip(64 << precision);
            if (segment.Overran)
                return Refuse("a quantization table is longer than its segment", at);
            _quantizationTables |= 1 << table;
        }
        return true;
    }

    /// <summary>A table is 16 counts, and as many values as they add up to, behind a byte that says which (T.81 B.2.4.2).</summary>
    private bool CheckHuffmanTables(SpanReader segment, int at)
    {
        while (segment.Remaining > 0)
        {
            var head = segment.ReadByte();
            var values = 0;
            foreach (var count in segment.Read(16))
                values += count;
            segment.Skip(values);
            if (segment.Overran)
                return Refuse("a Huffman table is longer than its segment", at);
            if (head >> 4 > 1 || (head & 15) > 3 || values > 256)
                return Refuse("a Huffman table that JPEG does not allow", at);
        }
        return true;
    }

    private bool ReadScan(SpanReader segment, int at)
    {
        if (!_frame.IsPresent)
            return Refuse("a scan comes before the frame header", at);
        if (++_scans > MaxScans)
            return Refuse("more than 500 scans", at);

        var count = segment.ReadByte();
        var components = segment.Read(2 * count);
        segment.Skip(3);
        if (segment.Overran || segment.Remaining != 0 || count is < 1 or > 4)
            return Refuse("a scan header of the wrong length", at);
        for (var i = 0; i < components.Length; i += 2)
        {
            var found = _frame.Find(components[i], out var tables);
            if (found == 0)
                return Refuse("a scan names a colour component that the frame header does not have", at);
            if ((tables & ~_quantizationTables) != 0)
                return Refuse("a scan comes before the quantization table it needs", at);
            _componentsSeen |= found;
        }
        return SkipEntropyCodedData();
    }

    /// <summary>In the data FF is followed by 00, or it starts a marker; restart markers belong to the data (T.81 B.1.1.5).</summary>
    private bool SkipEntropyCodedData()
    {
        while (true)
        {
            if (!_reader.SkipTo(0xFF))
                return Refuse("the file ends inside the picture data, before its end-of-image marker", _reader.End);
            var next = 1;
            while (_reader.Peek(next) == 0xFF)
                next++;
            if (_reader.Peek(next) is not (0x00 or (>= Rst0 and <= Rst7)))
                return true;
            _reader.Skip(next + 1);
        }
    }

    private bool Refuse(string reason, int at)
    {
        _refusal = ImageRefusal.Invalid(reason, at);
        return false;
    }

    private bool RefuseProcess(string reason, int at)
    {
        _refusal = ImageRefusal.Unsupported(reason, at);
        return false;
    }
}
