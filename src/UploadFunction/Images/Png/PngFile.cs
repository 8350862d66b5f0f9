using System.Buffers.Binary;

namespace UploadFunction.Images.Png;

/// <summary>
/// Walks the chunks of a PNG file (W3C PNG, third edition), with their checksums and their order, and yields those that are stored: the
/// critical ones, <see cref="PngAncillaryChunks"/>, the frames of <see cref="PngAnimation"/>, and of an eXIf chunk the orientation.
/// </summary>
/// <remarks>A fault in what the picture does not need costs the chunk, not the file: browsers show it all the same.</remarks>
internal ref struct PngFile(ReadOnlySpan<byte> file, ImageParts parts)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private SpanReader _reader = new(file, start: Signature.Length);
    private PngHeader _header;
    private PngAncillaryChunks _ancillary;
    private PngAnimation _animation;
    private PngMetadata _metadata;
    private Stage _stage;
    private int _colours;
    private long _dataLength;
    private int _orientation = ExifOrientation.Upright;
    private bool? _keepsManifest;

    private enum Stage
    {
        BeforeHeader,
        BeforeData,
        InData,
        AfterData,
        Ended,
    }

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    private readonly ImageInfo Info
    {
        get
        {
            var (width, height) = ExifOrientation.Apply(_orientation, _header.Width, _header.Height);
            var frames = Math.Max(1, _animation.Frames);
            var canvases = _animation.HidesStill ? frames + 1L : frames;
            return new(width, height, frames, PixelCount.Multiply(PixelCount.Area(width, height), canvases));
        }
    }

    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    public static ImageRejection? Walk(ReadOnlySpan<byte> file, ImageParts parts, out ImageInfo info)
    {
        var png = new PngFile(file, parts);
        var rejection = png.ReadChunks();
        info = rejection is null ? png.Info : default;
        return rejection;
    }

    private ImageRejection? ReadChunks()
    {
        parts.Keep(new(0, Signature.Length));
        while (_stage != Stage.Ended)
        {
            if ((PngEnd.IsNext(_reader) ? ReadEnd() : ReadChunk()) is { } rejection)
                return rejection;
        }
        return null;
    }

    private ImageRejection? ReadChunk()
    {
        if (PngChunk.Read(ref _reader, out var chunk) is { } rejection)
            return rejection;
        if (_stage == Stage.BeforeHeader && chunk.Type is not (PngChunkType.Ihdr or PngChunkType.Cgbi))
            return chunk.Invalid("the first chunk is not IHDR");
        if (_stage == Stage.InData && chunk.Type != PngChunkType.Idat)
            _stage = Stage.AfterData;
        var isRight = chunk.HasRightChecksum;
        if (!chunk.IsAncillary)
            return isRight ? ReadCritical(chunk) : chunk.WrongChecksum();
        if (chunk.Type is PngChunkType.Fctl or PngChunkType.Fdat)
        {
            if (!_animation.Plays(chunk))
                return parts.Omit(chunk, ImageChanges.Repaired);
            return isRight ? ReadFrame(chunk) : chunk.WrongChecksum();
        }
        var isPicture = chunk.Type == PngChunkType.Actl || PngAncillaryChunks.Lists(chunk.Type);
        if (!isRight)
            return parts.Omit(chunk, isPicture ? ImageChanges.Repaired : ImageChanges.Metadata | ImageChanges.Repaired);
        return isPicture ? ReadAncillary(chunk) : ReadMetadata(chunk);
    }

    private ImageRejection? ReadCritical(PngChunk chunk) => chunk.Type switch
    {
        PngChunkType.Ihdr => ReadHeader(chunk),
        PngChunkType.Plte => ReadPalette(chunk),
        PngChunkType.Idat => ReadData(chunk),
        PngChunkType.Cgbi => chunk.Unsupported("this is Apple's CgBI variant of PNG, which browsers do not show"),
        _ => chunk.Invalid("a critical chunk of a type that PNG does not define"),
    };

    private ImageRejection? ReadHeader(PngChunk chunk)
    {
        if (_stage != Stage.BeforeHeader)
            return chunk.Invalid("a second IHDR chunk");
        _stage = Stage.BeforeData;
        return PngHeader.Read(chunk, out _header) ?? parts.Keep(chunk);
    }

    private ImageRejection? ReadPalette(PngChunk chunk)
    {
        if (_stage != Stage.BeforeData || _header.MaxPaletteEntries == 0)
            return parts.Omit(chunk, ImageChanges.Repaired); // the picture is read without it
        if (_colours > 0)
            return chunk.Invalid("a second PLTE chunk");
        var (colours, rest) = Math.DivRem(chunk.Data.Length, 3);
        var isPossible = rest == 0 && colours > 0;
        if (_header.NeedsPalette && !isPossible)
            return chunk.Invalid("the PLTE chunk holds no possible number of colours");
        // In true colour it only suggests colours to screens of few, and libpng gives it up for the transparency before it.
        if (!isPossible || _ancillary.SawAfterPalette)
            return parts.Omit(chunk, ImageChanges.Repaired);
        KeepColourBehindPalette();
        _colours = Math.Min(colours, _header.MaxPaletteEntries);
        if (colours == _colours)
            return parts.Keep(chunk);
        // Colours that the bit depth cannot name: no pixel uses them, and libpng ignores them.
        return parts.Cut(chunk, 3 * _colours, ImageChanges.Repaired);
    }

    /// <summary>Takes chunks that come too late to where they belong. The walk leaves them out as repeated when it comes there.</summary>
    private void KeepColourBehindPalette()
    {
        var ahead = _reader;
        while (PngChunk.Read(ref ahead, out var chunk) is null && chunk.Type is not (PngChunkType.Idat or PngChunkType.Iend))
        {
            if (!PngAncillaryChunks.IsColour(chunk.Type) || !chunk.HasRightChecksum)
                continue;
            _ = _ancillary.Read(chunk, _header, colours: 0, out var isKept);
            if (isKept)
                parts.Keep(chunk);
        }
    }

    private ImageRejection? ReadData(PngChunk chunk)
    {
        if (_stage == Stage.AfterData)
            return chunk.Invalid("the IDAT chunks do not follow one another");
        if (_stage == Stage.BeforeData)
        {
            if (_header.NeedsPalette && _colours == 0)
                return chunk.Invalid("the image data comes before the PLTE chunk it needs");
            _animation.SawStill();
            _stage = Stage.InData;
        }
        _dataLength += chunk.Data.Length;
        return parts.Keep(chunk);
    }

    private ImageRejection? ReadEnd()
    {
        var start = _reader.Position;
        if (_stage == Stage.BeforeHeader)
            return ImageRejection.Invalid("the first chunk is not IHDR", start);
        if (_dataLength == 0)
            return ImageRejection.Invalid("the image ends before any image data", start);
        _stage = Stage.Ended;
        PngEnd.Keep(_reader, _file, parts);
        return _animation.CheckComplete(start);
    }

    private ImageRejection? ReadFrame(PngChunk chunk) =>
        (chunk.Type == PngChunkType.Fctl
            ? _animation.ReadFrame(chunk, _header, beforeData: _stage == Stage.BeforeData)
            : _animation.ReadFrameData(chunk, afterData: _stage == Stage.AfterData))
        ?? parts.Keep(chunk);

    private ImageRejection? ReadAncillary(PngChunk chunk)
    {
        if (_stage != Stage.BeforeData)
            return parts.Omit(chunk, ImageChanges.Repaired); // too late: browsers have settled all this before the image data
        if (chunk.Type == PngChunkType.Actl)
            return ReadAnimationControl(chunk);
        if (_ancillary.Read(chunk, _header, _colours, out var isKept) is { } rejection)
            return rejection;
        return isKept ? parts.Keep(chunk) : parts.Omit(chunk, ImageChanges.Repaired);
    }

    private ImageRejection? ReadAnimationControl(PngChunk chunk)
    {
        if (!_animation.TryBegin(chunk, _reader, out var promised) || _animation.Frames == 0)
            return parts.Omit(chunk, ImageChanges.Repaired);
        if (_animation.Frames == promised)
            return parts.Keep(chunk);
        Span<byte> data = stackalloc byte[8];
        chunk.Data.CopyTo(data);
        BinaryPrimitives.WriteInt32BigEndian(data, _animation.Frames);
        return parts.Replace(chunk, data, ImageChanges.Repaired);
    }

    private ImageRejection? ReadMetadata(PngChunk chunk)
    {
        if (!_metadata.IsWellFormed(chunk))
            return parts.Omit(chunk, ImageChanges.Metadata | ImageChanges.Repaired);
        if (chunk.Type == PngChunkType.Exif)
            return ReadExif(chunk);
        return parts.KeepsMetadata && Outlives(chunk.Type) ? parts.Keep(chunk) : parts.Omit(chunk, ImageChanges.Metadata);
    }

    /// <summary>Browsers settle the size before the image data: an eXIf chunk behind it comes too late.</summary>
    private ImageRejection? ReadExif(PngChunk chunk)
    {
        if (_stage == Stage.BeforeData)
            _orientation = ExifOrientation.Read(chunk.Data);
        if (parts.KeepsMetadata)
            return parts.Keep(chunk);
        if (_orientation == ExifOrientation.Upright)
            return parts.Omit(chunk, ImageChanges.Metadata);
        Span<byte> block = stackalloc byte[ExifOrientation.BlockLength];
        ExifOrientation.Write(_orientation, littleEndian: chunk.Data[0] == (byte)'I', block);
        return chunk.Data.SequenceEqual(block) ? parts.Keep(chunk) : parts.Replace(chunk, block, ImageChanges.Metadata);
    }

    /// <summary>Whether a metadata chunk can stay at all.</summary>
    private bool Outlives(uint type) => type switch
    {
        PngChunkType.Idot => false, // the image data need not be where it says
        PngChunkType.Cabx => _keepsManifest ??= StaysAsItIs(),
        _ => true,
    };

    /// <summary>A manifest signs the whole file, and is of use only if nothing else changes. A walk that keeps it tells.</summary>
    private readonly bool StaysAsItIs()
    {
        var kept = new ImageParts(keepsMetadata: true);
        var trial = new PngFile(_file, kept) { _keepsManifest = true };
        return trial.ReadChunks() is null && kept.Changes == ImageChanges.None;
    }
}
