namespace UploadFunction.Images.Webp;

/// <summary>Walks the chunks of a WebP file (RFC 9649).</summary>
/// <remarks>Metadata lies in the EXIF and XMP chunks that <see cref="ReadChunk"/> skips; browsers ignore their orientation.</remarks>
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

    public static ImageRejection? Walk(ReadOnlySpan<byte> file, ImageParts parts, out ImageInfo info)
    {
        parts.Keep(new(0, file.Length));
        var webp = new WebpFile(file);
        var rejection = webp.ReadLength() ?? webp.ReadChunks();
        info = rejection is null ? webp.Info : default;
        return rejection;
    }

    private readonly ImageInfo Info
    {
        get
        {
            var (width, height) = IsExtended ? (_canvasWidth, _canvasHeight) : (_picture.Width, _picture.Height);
            var frames = _isAnimated ? _frames : 1;
            return new(width, height, frames, PixelCount.Multiply(PixelCount.Area(width, height), frames));
        }
    }

    private ImageRejection? ReadLength()
    {
        var end = _reader.ReadUInt32LittleEndian() + 8L;
        _reader.Skip("WEBP".Length);
        if (end > _reader.End)
            return ImageRejection.Invalid("the file is shorter than its header says", _reader.End);
        return end == _reader.End ? null : ImageRejection.Invalid("bytes follow the end of the image", end);
    }

    private ImageRejection? ReadChunks()
    {
        for (var isFirst = true; _reader.Remaining > 0; isFirst = false)
        {
            if ((WebpChunk.Read(ref _reader, out var chunk) ?? ReadChunk(chunk, isFirst)) is { } rejection)
                return rejection;
        }
        return _picture.IsPresent || _frames > 0 ? null : ImageRejection.Invalid("the image ends before any picture", _reader.End);
    }

    private ImageRejection? ReadChunk(WebpChunk chunk, bool isFirst)
    {
        if (isFirst && chunk.Type is not (WebpChunkType.Vp8 or WebpChunkType.Vp8L or WebpChunkType.Vp8X))
            return chunk.Invalid("the first chunk is not VP8, VP8L or VP8X");
        if (WebpPicture.IsPart(chunk.Type))
            return ReadStill(chunk);
        return chunk.Type switch
        {
            WebpChunkType.Vp8X => isFirst ? ReadExtendedHeader(chunk) : chunk.Invalid("a VP8X chunk that is not the first"),
            WebpChunkType.Anim => ReadAnimationHeader(chunk),
            WebpChunkType.Anmf => ReadFrame(chunk),
            _ => null,
        };
    }

    private ImageRejection? ReadExtendedHeader(WebpChunk chunk)
    {
        var data = chunk.Open();
        var flags = data.ReadByte();
        data.Skip(3);
        var width = data.ReadUInt24LittleEndian() + 1;
        var height = data.ReadUInt24LittleEndian() + 1;
        if (data.Overran || data.Remaining != 0)
            return chunk.Invalid("the VP8X chunk is not 10 bytes long");
        if (PixelCount.Area(width, height) > uint.MaxValue)
            return chunk.Invalid("the canvas is larger than WebP allows");
        (_canvasWidth, _canvasHeight) = (width, height);
        _isAnimated = (flags & AnimationFlag) != 0;
        return null;
    }

    private ImageRejection? ReadStill(WebpChunk chunk)
    {
        if (_isAnimated)
            return chunk.Invalid("a picture outside the frames of an animation");
        if (_picture.Read(chunk) is { } rejection)
            return rejection;
        return _picture.IsPresent && IsExtended && (_picture.Width != _canvasWidth || _picture.Height != _canvasHeight)
            ? chunk.Invalid("the picture is not the size of the canvas")
            : null;
    }

    private ImageRejection? ReadAnimationHeader(WebpChunk chunk)
    {
        if (!_isAnimated)
            return chunk.Invalid("an ANIM chunk in an image that is not marked as animated");
        if (_hasAnimationHeader)
            return chunk.Invalid("a second ANIM chunk");
        _hasAnimationHeader = true;
        return chunk.Length == AnimationHeaderLength ? null : chunk.Invalid("the ANIM chunk is not 6 bytes long");
    }

    private ImageRejection? ReadFrame(WebpChunk chunk)
    {
        if (!_hasAnimationHeader)
            return chunk.Invalid("a frame comes before the ANIM chunk");
        var data = chunk.Open();
        var left = 2 * data.ReadUInt24LittleEndian();
        var top = 2 * data.ReadUInt24LittleEndian();
        var width = data.ReadUInt24LittleEndian() + 1;
        var height = data.ReadUInt24LittleEndian() + 1;
        data.Skip(4);
        if (data.Overran)
            return chunk.Invalid("an ANMF chunk is too short for its header");
        if (left + width > _canvasWidth || top + height > _canvasHeight)
            return chunk.Invalid("a frame does not lie within the canvas");

        var picture = new WebpPicture();
        while (data.Remaining > 0)
        {
            if (WebpChunk.Read(ref data, out var part) is { } partRejection)
                return partRejection;
            if (WebpPicture.IsPart(part.Type) && picture.Read(part) is { } pictureRejection)
                return pictureRejection;
        }
        if (picture.Width != width || picture.Height != height)
            return chunk.Invalid("a frame does not hold a picture of its size");
        _frames++;
        return null;
    }
}
