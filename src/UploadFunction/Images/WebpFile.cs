namespace UploadFunction.Images;

/// <summary>Walks the chunks of a WebP file (RFC 9649).</summary>
/// <remarks>Metadata lies in the EXIF and XMP chunks that <see cref="ReadChunk"/> passes by; browsers ignore their orientation.</remarks>
internal ref struct WebpFile
{
    private const byte AnimationFlag = 0x02;
    private const int AnimationHeaderLength = 6;

    private SpanReader _reader;
    private WebpPicture _picture;
    private int _canvasWidth;
    private int _canvasHeight;
    private bool _isAnimated;
    private bool _hasAnimationHeader;
    private int _frames;

    private WebpFile(ReadOnlySpan<byte> file) => _reader = new(file, start: "RIFF".Length);

    private readonly bool IsExtended => _canvasWidth > 0;

    public static bool IsWebp(ReadOnlySpan<byte> file) => file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);

    public static bool TryInspect(ReadOnlySpan<byte> file, out ImageInfo info, out ImageRefusal refusal)
    {
        var webp = new WebpFile(file);
        var whole = webp.ReadFile(out refusal);
        info = whole ? webp.Info : default;
        return whole;
    }

    private readonly ImageInfo Info
    {
        get
        {
            var (width, height) = IsExtended ? (_canvasWidth, _canvasHeight) : (_picture.Width, _picture.Height);
            var frames = _isAnimated ? _frames : 1;
            return new(ImageFormat.Webp, width, height, frames, PixelCount.Multiply(PixelCount.Area(width, height), frames));
        }
    }

    private bool ReadFile(out ImageRefusal refusal)
    {
        var length = _reader.ReadUInt32LittleEndian();
        var end = length + 8L;
        _reader.Skip("WEBP".Length);

        var at = _reader.Position;
        string? fault = null;
        if (end > _reader.End)
            (fault, at) = ("the file is shorter than its header says", _reader.End);
        else if (end < _reader.End)
            (fault, at) = ("bytes follow the end of the image", (int)end);
        for (var isFirst = true; fault is null && _reader.Remaining > 0; isFirst = false)
        {
            at = _reader.Position;
            fault = ReadChunkHead(ref _reader, out var type, out var data) ?? ReadChunk(type, data, isFirst, ref at);
        }
        if (fault is null && !_picture.IsPresent && _frames == 0)
            (fault, at) = ("the image ends before any picture", _reader.End);
        refusal = fault is null ? default : ImageRefusal.Invalid(fault, at);
        return fault is null;
    }

    /// <summary>Reads one chunk, with the byte that makes its length even.</summary>
    private static string? ReadChunkHead(ref SpanReader reader, out uint type, out SpanReader data)
    {
        type = reader.ReadUInt32();
        var length = reader.ReadUInt32LittleEndian();
        data = reader.ReadPart(length);
        reader.Skip(length & 1);
        return reader.Overran ? "a chunk is longer than what it lies in" : null;
    }

    private string? ReadChunk(uint type, scoped SpanReader data, bool isFirst, ref int at)
    {
        if (isFirst && type is not (FourCc.VP8 or FourCc.VP8L or FourCc.VP8X))
            return "the first chunk is not VP8, VP8L or VP8X";
        if (WebpPicture.IsPart(type))
            return ReadStill(type, data);
        return type switch
        {
            FourCc.VP8X => isFirst ? ReadExtendedHeader(data) : "a VP8X chunk that is not the first",
            FourCc.ANIM => ReadAnimationHeader(data),
            FourCc.ANMF => ReadFrame(data, ref at),
            _ => null,
        };
    }

    private string? ReadExtendedHeader(scoped SpanReader data)
    {
        var flags = data.ReadByte();
        data.Skip(3);
        var width = data.ReadUInt24LittleEndian() + 1;
        var height = data.ReadUInt24LittleEndian() + 1;
        if (data.Overran || data.Remaining != 0)
            return "the VP8X chunk is not 10 bytes long";
        if (PixelCount.Area(width, height) > uint.MaxValue)
            return "the canvas is larger than WebP allows";
        (_canvasWidth, _canvasHeight) = (width, height);
        _isAnimated = (flags & AnimationFlag) != 0;
        return null;
    }

    private string? ReadStill(uint type, scoped SpanReader data)
    {
        if (_isAnimated)
            return "a picture outside the frames of an animation";
        if (_picture.Read(type, data) is { } fault)
            return fault;
        return _picture.IsPresent && IsExtended && (_picture.Width != _canvasWidth || _picture.Height != _canvasHeight)
            ? "the picture is not the size of the canvas"
            : null;
    }

    private string? ReadAnimationHeader(scoped SpanReader data)
    {
        if (!_isAnimated)
            return "an ANIM chunk in an image that is not marked as animated";
        if (_hasAnimationHeader)
            return "a second ANIM chunk";
        _hasAnimationHeader = true;
        return data.Remaining == AnimationHeaderLength ? null : "the ANIM chunk is not 6 bytes long";
    }

    private string? ReadFrame(scoped SpanReader data, ref int at)
    {
        if (!_hasAnimationHeader)
            return "a frame comes before the ANIM chunk";
        var left = 2 * data.ReadUInt24LittleEndian();
        var top = 2 * data.ReadUInt24LittleEndian();
        var width = data.ReadUInt24LittleEndian() + 1;
        var height = data.ReadUInt24LittleEndian() + 1;
        data.Skip(4);
        if (data.Overran)
            return "an ANMF chunk is too short for its header";
        if (left + width > _canvasWidth || top + height > _canvasHeight)
            return "a frame does not lie within the canvas";

        var frame = at;
        var picture = new WebpPicture();
        while (data.Remaining > 0)
        {
            at = data.Position;
            if (ReadChunkHead(ref data, out var type, out var part) is { } headFault)
                return headFault;
            if (WebpPicture.IsPart(type) && picture.Read(type, part) is { } fault)
                return fault;
        }
        at = frame;
        if (picture.Width != width || picture.Height != height)
            return "a frame does not hold a picture of its size";
        _frames++;
        return null;
    }
}
