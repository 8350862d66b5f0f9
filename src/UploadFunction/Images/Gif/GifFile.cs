namespace UploadFunction.Images.Gif;

/// <summary>Walks the blocks of a GIF file (GIF89a specification) to its end, and yields those that are stored.</summary>
/// <remarks>
/// Metadata lies in comments and application extensions. Many programs write no trailer, another byte in its place, or more bytes behind
/// it (gif.js and whirlgif always do). Browsers show the pictures up to there.
/// </remarks>
internal ref struct GifFile(ReadOnlySpan<byte> file, ImageParts parts)
{
    private const int ControlLength = 8, ControlDataLength = 4;

    private readonly ReadOnlySpan<byte> _file = file;
    private SpanReader _reader = new(file, start: "GIF89a".Length);
    private int _width;
    private int _height;
    private int _frames;
    private long _pixels;

    public static bool IsGif(ReadOnlySpan<byte> file) => file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8);

    public static ImageRejection? Walk(ReadOnlySpan<byte> file, ImageParts parts, out ImageInfo info)
    {
        var gif = new GifFile(file, parts);
        var rejection = gif.ReadScreen() ?? gif.ReadBlocks();
        info = rejection is null ? new(gif._width, gif._height, gif._frames, gif._pixels) : default;
        return rejection;
    }

    private ImageRejection? ReadScreen()
    {
        var start = _reader.Position;
        (_width, _height) = (_reader.ReadUInt16LittleEndian(), _reader.ReadUInt16LittleEndian());
        var flags = _reader.ReadByte();
        _reader.Skip(2);
        GifPicture.SkipColourTable(ref _reader, flags);
        if (_reader.Overran)
            return ImageRejection.CutOff(start);
        parts.Keep(new(0, _reader.Position));
        return null;
    }

    private ImageRejection? ReadBlocks()
    {
        while (true)
        {
            var block = GifBlock.Read(ref _reader);
            if (block.Kind != GifBlockKind.Picture && IsEnd(block))
                return ReadEnd(block);
            if (ReadBlock(block) is { } rejection)
                return rejection;
        }
    }

    /// <summary>
    /// Whether the pictures end here. NUL bytes between blocks are passed over behind a picture only: before the first, browsers show
    /// nothing.
    /// </summary>
    private readonly bool IsEnd(GifBlock block) => !block.IsWhole || block.Kind switch
    {
        GifBlockKind.Trailer or GifBlockKind.Missing or GifBlockKind.Undefined => true,
        GifBlockKind.Nuls => _frames == 0,
        _ => false,
    };

    private ImageRejection? ReadBlock(GifBlock block)
    {
        switch (block.Kind)
        {
            case GifBlockKind.Picture:
                return ReadPicture(block);
            case GifBlockKind.Control:
                return ReadControl(block);
            case GifBlockKind.Application:
                ReadApplication(block.Range);
                return null;
            case GifBlockKind.OtherExtension when parts.KeepsMetadata:
                parts.Keep(block.Range);
                return null;
            case GifBlockKind.OtherExtension:
                parts.Omit(block.Range, ImageChanges.Metadata);
                return null;
            default: // NUL bytes, and a text that the viewer should draw: no browser does, and few other programs
                parts.Omit(block.Range, ImageChanges.Repaired);
                return null;
        }
    }

    private ImageRejection? ReadPicture(GifBlock block)
    {
        var start = block.Range.Start;
        if (!block.IsWhole)
            return ImageRejection.CutOff(start);
        var picture = ReadPicture(start);
        if (_frames > 0 && !IsVisible(picture))
        {
            parts.Omit(block.Range, ImageChanges.Repaired);
            return null;
        }
        if (!picture.HasArea)
            return ImageRejection.Invalid("a picture without width or height", start);
        if (picture.CodeSize is < 1 or > 8)
            return ImageRejection.Invalid("a picture's LZW code size is not one that GIF allows", start);
        if (!picture.HasData)
            return ImageRejection.Invalid("a picture without data", start);
        parts.Keep(block.Range);
        Count(picture);
        return null;
    }

    private void Count(GifPicture picture)
    {
        // Many GIFs have a first picture larger than the screen they give, or no screen size at all. Browsers enlarge the screen
        // to the first picture, and cut the later ones off.
        if (++_frames == 1)
        {
            _width = Math.Max(_width, picture.Right);
            _height = Math.Max(_height, picture.Bottom);
        }
        var area = PixelCount.Area(picture.Width, picture.Height);
        _pixels = PixelCount.Add(_pixels, Math.Max(PixelCount.Area(_width, _height), area));
    }

    /// <summary>
    /// A control extension holds for the next picture, whatever lies between. It goes where that picture goes, or none follows, or
    /// another one is nearer to it: browsers follow the last. One before a text that is drawn by no browser counts for the picture
    /// behind the text, if that has none of its own.
    /// </summary>
    private readonly ImageRejection? ReadControl(GifBlock block)
    {
        var start = block.Range.Start;
        if (block.Range.Length != ControlLength || _file[start + 2] != ControlDataLength)
            return ImageRejection.Invalid("a graphic control extension of the wrong length", start);
        if (IsPictureNext())
            parts.Keep(block.Range);
        else
            parts.Omit(block.Range, ImageChanges.Repaired);
        return null;
    }

    /// <summary>Looks no further than the next picture or control extension: no block is looked at from two of them.</summary>
    private readonly bool IsPictureNext()
    {
        var ahead = _reader;
        while (ahead.Peek(0) != GifBlock.ImageSeparator)
        {
            var block = GifBlock.Read(ref ahead);
            if (block.Kind == GifBlockKind.Control || IsEnd(block))
                return false;
        }
        return _frames == 0 || IsVisible(ReadPicture(ahead.Position));
    }

    private readonly GifPicture ReadPicture(int start)
    {
        var reader = new SpanReader(_file, start + 1);
        return GifPicture.Read(ref reader);
    }

    private static bool IsVisible(GifPicture picture) => picture is { HasArea: true, HasData: true };

    private readonly void ReadApplication(FileRange range)
    {
        var terminator = range.End - 1;
        var end = parts.KeepsMetadata ? terminator : GifApplication.FindKeptEnd(_file, range);
        if (end == range.Start)
        {
            parts.Omit(range, ImageChanges.Metadata);
            return;
        }
        parts.Keep(new(range.Start, end));
        parts.Omit(new(end, terminator), ImageChanges.Metadata);
        parts.Keep(new(terminator, range.End));
    }

    private readonly ImageRejection? ReadEnd(GifBlock block)
    {
        var start = block.Range.Start;
        if (_frames == 0)
            return DescribeMissingPicture(block);
        if (block.Kind == GifBlockKind.Trailer)
        {
            parts.Keep(block.Range);
            parts.Omit(new(block.Range.End, _file.Length), ImageChanges.TrailingData);
            return null;
        }
        parts.Omit(new(start, _file.Length), block.IsWhole ? ImageChanges.TrailingData : ImageChanges.Repaired);
        parts.Insert([GifBlock.Trailer], ImageChanges.Repaired);
        return null;
    }

    private static ImageRejection DescribeMissingPicture(GifBlock block) => block.Kind switch
    {
        GifBlockKind.Trailer => ImageRejection.Invalid("the image ends before any picture", block.Range.Start),
        GifBlockKind.Undefined or GifBlockKind.Nuls =>
            ImageRejection.Invalid("a block of a kind that GIF does not define", block.Range.Start),
        _ => ImageRejection.CutOff(block.Range.Start),
    };
}
