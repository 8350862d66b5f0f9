namespace UploadFunction.Images.Webp;

/// <summary>Walks the chunks of a WebP file (RFC 9649).</summary>
/// <remarks>
/// Checks the whole file first: the header's lengths and flags depend on what comes behind them. <see cref="WebpCopy"/> then yields what
/// is stored. Metadata lies in EXIF, XMP and unknown chunks; browsers ignore the orientation in them.
/// </remarks>
internal ref struct WebpFile(ReadOnlySpan<byte> file)
{
    private SpanReader _reader = new(file, start: "RIFF".Length);
    private WebpPicture _picture;
    private WebpContents _contents;
    private int _canvasWidth;
    private int _canvasHeight;
    private bool _hasAnimationHeader;
    private int _frames;

    public static bool IsWebp(ReadOnlySpan<byte> file) => file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);

    public static ImageRejection? Walk(ReadOnlySpan<byte> file, ImageParts parts, out ImageInfo info)
    {
        var webp = new WebpFile(file);
        var rejection = webp.ReadLength() ?? webp.ReadChunks();
        info = rejection is null ? webp.Info : default;
        if (rejection is null)
            WebpCopy.Yield(file, webp._reader.End, webp._contents, parts);
        return rejection;
    }

    private readonly ImageInfo Info
    {
        get
        {
            var (width, height) = _contents.IsExtended ? (_canvasWidth, _canvasHeight) : (_picture.Width, _picture.Height);
            var frames = _contents.IsAnimated ? _frames : 1;
            return new(width, height, frames, PixelCount.Multiply(PixelCount.Area(width, height), frames));
        }
    }

    /// <summary>
    /// What lies behind the length that the file gives is not looked at, as by libwebp. ImageMagick 6.9 writes a second RIFF behind its
    /// animations, Adobe's programs write metadata.
    /// </summary>
    private ImageRejection? ReadLength()
    {
        var end = _reader.ReadUInt32LittleEndian() + 8L;
        if (end > _reader.End)
            return ImageRejection.CutOff(_reader.End);
        _reader.Skip("WEBP".Length);
        _reader = _reader.ReadPart(Math.Max(0, end - _reader.Position));
        return null;
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
        if (isFirst)
            return ReadFirst(chunk);
        _contents.Add(chunk);
        if (!_contents.IsExtended)
            return null;
        if (_picture.NeedsMore && !WebpPicture.IsPart(chunk.Type))
            return chunk.Invalid("a chunk parts an ALPH chunk from its picture");
        if (WebpPicture.IsPart(chunk.Type))
            return ReadStill(chunk);
        return chunk.Type switch
        {
            WebpChunkType.Vp8X => chunk.Invalid("a VP8X chunk that is not the first"),
            WebpChunkType.Anim => ReadAnimationHeader(chunk),
            WebpChunkType.Anmf => ReadFrame(chunk),
            _ => null,
        };
    }

    private ImageRejection? ReadFirst(WebpChunk chunk) => chunk.Type switch
    {
        WebpChunkType.Vp8X => ReadExtendedHeader(chunk),
        WebpChunkType.Vp8 or WebpChunkType.Vp8L => _picture.Read(chunk),
        _ => chunk.Invalid("the first chunk is not VP8, VP8L or VP8X"),
    };

    private ImageRejection? ReadExtendedHeader(WebpChunk chunk)
    {
        var data = chunk.Open();
        var flags = (WebpFlags)data.ReadByte();
        data.Skip(3);
        var (width, height) = (data.ReadUInt24LittleEndian() + 1, data.ReadUInt24LittleEndian() + 1);
        if (data.Overran || data.Remaining != 0)
            return chunk.Invalid("the VP8X chunk is not 10 bytes long");
        if (PixelCount.Area(width, height) > uint.MaxValue)
            return chunk.Invalid("the canvas is larger than WebP allows");
        // They should be ignored, but browsers show nothing. The three bytes behind them they ignore.
        if ((flags & ~WebpFlags.All) != 0)
            return chunk.Invalid("the VP8X chunk has a flag that WebP does not define");
        (_canvasWidth, _canvasHeight) = (width, height);
        (_contents.IsExtended, _contents.Flags) = (true, flags);
        return null;
    }

    private ImageRejection? ReadStill(WebpChunk chunk)
    {
        if (_contents.IsAnimated)
            return chunk.Invalid("a picture outside the frames of an animation");
        if ((_picture.Read(chunk) ?? NoteAlpha(_picture, chunk)) is { } rejection)
            return rejection;
        return _picture.IsPresent && (_picture.Width != _canvasWidth || _picture.Height != _canvasHeight)
            ? chunk.Invalid("the picture is not the size of the canvas")
            : null;
    }

    /// <summary>Where the header denies the transparency, Chromium shows the picture as opaque, and libwebp's decoder does not.</summary>
    private ImageRejection? NoteAlpha(WebpPicture picture, WebpChunk chunk)
    {
        if (!picture.HasAlpha)
            return null;
        _contents.Present |= WebpFlags.Alpha;
        return (_contents.Flags & WebpFlags.Alpha) != 0
            ? null
            : chunk.Invalid("a picture is transparent, but the file's header says that none is; save the image anew");
    }

    private ImageRejection? ReadAnimationHeader(WebpChunk chunk)
    {
        if (!_contents.IsAnimated)
            return chunk.Invalid("an ANIM chunk in an image that is not marked as animated");
        _hasAnimationHeader = true;
        return chunk.Length < WebpCopy.AnimationHeaderLength ? chunk.Invalid("the ANIM chunk is shorter than 6 bytes") : null;
    }

    private ImageRejection? ReadFrame(WebpChunk chunk)
    {
        if (!_hasAnimationHeader)
            return chunk.Invalid("a frame comes before the ANIM chunk");
        var data = chunk.Open();
        var (left, top) = (2 * data.ReadUInt24LittleEndian(), 2 * data.ReadUInt24LittleEndian());
        var (width, height) = (data.ReadUInt24LittleEndian() + 1, data.ReadUInt24LittleEndian() + 1);
        data.Skip(4);
        if (data.Overran)
            return chunk.Invalid("an ANMF chunk is too short for its header");
        if (left + width > _canvasWidth || top + height > _canvasHeight)
            return chunk.Invalid("a frame does not lie within the canvas");
        _contents.ShowsBackground |= width < _canvasWidth || height < _canvasHeight;
        if (ReadFramePicture(data, out var picture) is { } rejection)
            return rejection;
        if (picture.Width != width || picture.Height != height)
            return chunk.Invalid("a frame does not hold a picture of its size");
        _frames++;
        return NoteAlpha(picture, chunk);
    }

    /// <summary>A frame begins with its picture: browsers show nothing where another chunk comes before, and ignore one behind.</summary>
    private static ImageRejection? ReadFramePicture(SpanReader data, out WebpPicture picture)
    {
        picture = new();
        while (data.Remaining > 0)
        {
            if (WebpChunk.Read(ref data, out var part) is { } partRejection)
                return partRejection;
            if (WebpPicture.IsPart(part.Type) && picture.Read(part) is { } pictureRejection)
                return pictureRejection;
            if (!picture.IsPresent && !picture.NeedsMore)
                return part.Invalid("a frame does not begin with its picture");
            if (picture.NeedsMore && part.Type != WebpChunkType.Alph)
                return part.Invalid("a chunk parts an ALPH chunk from its picture");
        }
        return null;
    }
}
