namespace UploadFunction.Images;

/// <summary>Walks the blocks of a GIF file (GIF89a specification) to its trailer.</summary>
/// <remarks>Metadata lies in the comment and application extensions that <see cref="ReadExtension"/> passes by.</remarks>
internal ref struct GifFile
{
    private const byte ImageSeparator = 0x2C, ExtensionIntroducer = 0x21, Trailer = 0x3B, GraphicControlLabel = 0xF9;

    private SpanReader _reader;
    private int _width;
    private int _height;
    private int _frames;
    private long _pixels;

    private GifFile(ReadOnlySpan<byte> file) => _reader = new(file, start: "GIF89a".Length);

    public static bool IsGif(ReadOnlySpan<byte> file) => file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8);

    public static bool TryInspect(ReadOnlySpan<byte> file, out ImageInfo info, out ImageRefusal refusal)
    {
        var gif = new GifFile(file);
        var whole = gif.ReadBlocks(out refusal);
        info = whole ? new(ImageFormat.Gif, gif._width, gif._height, gif._frames, gif._pixels) : default;
        return whole;
    }

    private bool ReadBlocks(out ImageRefusal refusal)
    {
        var at = _reader.Position;
        var fault = ReadScreen();
        for (var ended = false; fault is null && !ended;)
        {
            at = _reader.Position;
            var introducer = _reader.ReadByte();
            if (_reader.Overran)
                fault = "the file ends before its trailer";
            else if (introducer == ImageSeparator)
                fault = ReadImage();
            else if (introducer == ExtensionIntroducer)
                fault = ReadExtension();
            else if (introducer != Trailer)
                fault = "a block of a kind that GIF does not define";
            else if (_frames == 0)
                fault = "the image ends before any picture";
            else
                ended = true;
        }
        if (fault is null && _reader.Remaining > 0)
            (fault, at) = ("bytes follow the end of the image", _reader.Position);
        refusal = fault is null ? default : ImageRefusal.Invalid(fault, at);
        return fault is null;
    }

    private string? ReadScreen()
    {
        _width = _reader.ReadUInt16LittleEndian();
        _height = _reader.ReadUInt16LittleEndian();
        var flags = _reader.ReadByte();
        _reader.Skip(2);
        SkipColourTable(flags);
        return _reader.Overran ? "the file ends inside its header" : null;
    }

    private void SkipColourTable(byte flags)
    {
        if ((flags & 0x80) != 0)
            _reader.Skip(3 << ((flags & 7) + 1));
    }

    private string? ReadImage()
    {
        var left = _reader.ReadUInt16LittleEndian();
        var top = _reader.ReadUInt16LittleEndian();
        var width = _reader.ReadUInt16LittleEndian();
        var height = _reader.ReadUInt16LittleEndian();
        SkipColourTable(flags: _reader.ReadByte());
        var minimumCodeSize = _reader.ReadByte();
        var start = _reader.Position;
        SkipSubBlocks();
        if (_reader.Overran)
            return "the file ends inside a picture";
        if (width == 0 || height == 0)
            return "a picture without width or height";
        if (minimumCodeSize is < 1 or > 8)
            return "a picture's LZW code size is not one that GIF allows";
        if (_reader.Position - start == 1)
            return "a picture without data";

        // Many GIFs have a first picture larger than the screen they give, or no screen size at all. Browsers enlarge the screen
        // to the first picture, and cut the later ones off.
        if (++_frames == 1)
        {
            _width = Math.Max(_width, left + width);
            _height = Math.Max(_height, top + height);
        }
        _pixels = PixelCount.Add(_pixels, Math.Max(PixelCount.Area(_width, _height), PixelCount.Area(width, height)));
        return null;
    }

    private string? ReadExtension()
    {
        var label = _reader.ReadByte();
        var firstBlock = _reader.Peek(0);
        SkipSubBlocks();
        if (_reader.Overran)
            return "the file ends inside an extension";
        return label == GraphicControlLabel && firstBlock != 4 ? "a graphic control extension of the wrong length" : null;
    }

    private void SkipSubBlocks()
    {
        byte length;
        do
        {
            length = _reader.ReadByte();
            _reader.Skip(length);
        }
        while (length != 0);
    }
}
