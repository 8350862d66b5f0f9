namespace UploadFunction.Images.Png;

/// <summary>Walks the chunks of a PNG file (W3C PNG, third edition), with their checksums and their order.</summary>
/// <remarks>Metadata lies in ancillary chunks that <see cref="ReadChunk"/> skips: eXIf, iTXt, tEXt, zTXt, tIME.</remarks>
internal ref struct PngFile
{
    private SpanReader _reader;
    private PngHeader _header;
    private PngAnimation _animation;
    private Stage _stage;
    private bool _hasPalette;
    private long _dataLength;
    private int? _orientation;

    private PngFile(ReadOnlySpan<byte> file) => _reader = new(file, start: Signature.Length);

    private enum Stage
    {
        BeforeHeader,
        BeforeData,
        InData,
        AfterData,
        Ended,
    }

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    public static ImageRejection? Walk(ReadOnlySpan<byte> file, ImageParts parts, out ImageInfo info)
    {
        parts.Keep(new(0, file.Length));
        var png = new PngFile(file);
        var rejection = png.ReadChunks();
        info = rejection is null ? png.Info : default;
        return rejection;
    }

    private readonly ImageInfo Info
    {
        get
        {
            var (width, height) = ExifOrientation.Apply(_orientation ?? ExifOrientation.Upright, _header.Width, _header.Height);
            var frames = Math.Max(1, _animation.Frames);
            var canvases = _animation.HidesStill ? frames + 1L : frames;
            return new(width, height, frames, PixelCount.Multiply(PixelCount.Area(width, height), canvases));
        }
    }

    private ImageRejection? ReadChunks()
    {
        while (_stage != Stage.Ended)
        {
            if ((PngChunk.Read(ref _reader, out var chunk) ?? ReadChunk(chunk)) is { } rejection)
                return rejection;
        }
        return _reader.Remaining == 0 ? null : ImageRejection.Invalid("bytes follow the end of the image", _reader.Position);
    }

    private ImageRejection? ReadChunk(PngChunk chunk)
    {
        if (_stage == Stage.BeforeHeader && chunk.Type is not (PngChunkType.Ihdr or PngChunkType.Cgbi))
            return chunk.Invalid("the first chunk is not IHDR");
        if (_stage == Stage.InData && chunk.Type != PngChunkType.Idat)
            _stage = Stage.AfterData;

        return chunk.Type switch
        {
            PngChunkType.Ihdr => ReadHeader(chunk),
            PngChunkType.Plte => ReadPalette(chunk),
            PngChunkType.Idat => ReadData(chunk),
            PngChunkType.Iend => ReadEnd(chunk),
            PngChunkType.Actl => _animation.ReadControl(chunk, beforeData: _stage == Stage.BeforeData),
            PngChunkType.Fctl => _animation.ReadFrame(chunk, _header, beforeData: _stage == Stage.BeforeData),
            PngChunkType.Fdat => _animation.ReadFrameData(chunk, afterData: _stage == Stage.AfterData),
            PngChunkType.Exif => ReadExif(chunk),
            PngChunkType.Cgbi => chunk.Unsupported("this is Apple's CgBI variant of PNG, which browsers do not show"),
            _ => chunk.IsAncillary ? null : chunk.Invalid("a critical chunk of a type that PNG does not define"),
        };
    }

    private ImageRejection? ReadHeader(PngChunk chunk)
    {
        if (_stage != Stage.BeforeHeader)
            return chunk.Invalid("a second IHDR chunk");
        _stage = Stage.BeforeData;
        return PngHeader.Read(chunk, out _header);
    }

    private ImageRejection? ReadPalette(PngChunk chunk)
    {
        if (_hasPalette)
            return chunk.Invalid("a second PLTE chunk");
        if (_stage != Stage.BeforeData)
            return chunk.Invalid("the PLTE chunk comes after the image data");
        if (_header.MaxPaletteEntries == 0)
            return chunk.Invalid("a PLTE chunk in a greyscale image");
        var (entries, rest) = Math.DivRem(chunk.Length, 3);
        if (rest != 0 || entries == 0 || entries > _header.MaxPaletteEntries)
            return chunk.Invalid("the PLTE chunk holds no possible number of colours");
        _hasPalette = true;
        return null;
    }

    private ImageRejection? ReadData(PngChunk chunk)
    {
        if (_stage == Stage.AfterData)
            return chunk.Invalid("the IDAT chunks do not follow one another");
        if (_stage == Stage.BeforeData)
        {
            if (_header.NeedsPalette && !_hasPalette)
                return chunk.Invalid("the image data comes before the PLTE chunk it needs");
            _animation.SawStill();
            _stage = Stage.InData;
        }
        _dataLength += chunk.Length;
        return null;
    }

    private ImageRejection? ReadEnd(PngChunk chunk)
    {
        if (_dataLength == 0)
            return chunk.Invalid("the image ends before any image data");
        if (chunk.Length > 0)
            return chunk.Invalid("the IEND chunk is not empty");
        _stage = Stage.Ended;
        return _animation.CheckComplete(chunk);
    }

    /// <summary>Browsers settle the size before the image data: an eXIf chunk behind it comes too late.</summary>
    private ImageRejection? ReadExif(PngChunk chunk)
    {
        if (_stage == Stage.BeforeData)
            _orientation ??= ExifOrientation.Read(chunk.Open().Read(chunk.Length));
        return null;
    }
}
