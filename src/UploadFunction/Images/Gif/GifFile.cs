namespace UploadFunction.Images.Gif;

/// <summary>Walks the blocks of a GIF file (GIF89a specification) to its trailer.</summary>
/// <remarks>Metadata lies in the comment and application extensions that <see cref="ReadExtension"/> skips.</remarks>
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

    public static ImageRejection? Walk(ReadOnlySpan<byte> file, ImageParts parts, out ImageInfo info)
    {
        parts.Keep(new(0, file.Length));
        var gif = new GifFile(file);
        var rejection = gif.ReadScreen() ?? gif.ReadBlocks();
        info = rejection is null ? new(gif._width, gif._height, gif._frames, gif._pixels) : default;
        return rejection;
    }

    private ImageRejection? ReadScreen()
    {
        var start = _reader.Position;
        _width = _reader.ReadUInt16LittleEndian();
        _height = _reader.ReadUInt16LittleEndian();
        var flags = _reader.ReadByte();
        _reader.Skip(2);
        SkipColourTable(flags);
        return _reader.Overran ? ImageRejection.Invalid("the file ends inside its header", start) : null;
    }

    private ImageRejection? ReadBlocks()
    {
        while (true)
        {
            var start = _reader.Position;
            var introducer = _reader.ReadByte();
            if (_reader.Overran)
                return ImageRejection.Invalid("the file ends before its trailer", start);
            if (introducer == Trailer)
                return CheckComplete(start);
            var rejection = introducer switch
            {
                ImageSeparator => ReadImage(start),
                ExtensionIntroducer => ReadExtension(start),
                _ => ImageRejection.Invalid("a block of a kind that GIF does not define", start),
            };
            if (rejection is not null)
                return rejection;
        }
    }

    private readonly ImageRejection? CheckComplete(int trailer)
    {
        if (_frames == 0)
            return ImageRejection.Invalid("the image ends before any picture", trailer);
        return _reader.Remaining == 0 ? null : ImageRejection.Invalid("bytes follow the end of the image", _reader.Position);
    }

    private void SkipColourTable(byte flags)
    {
        if ((flags & 0x80) != 0)
            _reader.Skip(3 << ((flags & 7) + 1));
    }

    private ImageRejection? ReadImage(int start)
    {
        var left = _reader.ReadUInt16LittleEndian();
        var top = _reader.ReadUInt16LittleEndian();
        var width = _reader.ReadUInt16LittleEndian();
        var height = _reader.ReadUInt16LittleEndian();
        SkipColourTable(flags: _reader.ReadByte());
        var minimumCodeSize = _reader.ReadByte();
        var data = _reader.Position;
        SkipSubBlocks();
        if (_reader.Overran)
            return ImageRejection.Invalid("the file ends inside a picture", start);
        if (width == 0 || height == 0)
            return ImageRejection.Invalid("a picture without width or height", start);
        if (minimumCodeSize is < 1 or > 8)
            return ImageRejection.Invalid("a picture's LZW code size is not one that GIF allows", start);
        if (_reader.Position - data == 1)
            return ImageRejection.Invalid("a picture without data", start);

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

    private ImageRejection? ReadExtension(int start)
    {
        var label = _reader.ReadByte();
        var firstBlock = _reader.Peek(0);
        SkipSubBlocks();
        if (_reader.Overran)
            return ImageRejection.Invalid("the file ends inside an extension", start);
        return label == GraphicControlLabel && firstBlock != 4
            ? ImageRejection.Invalid("a graphic control extension of the wrong length", start)
            : null;
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
