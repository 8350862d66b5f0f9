using System.Buffers.Binary;

namespace UploadFunction.Images.Webp;

/// <summary>Yields what is stored of a WebP file that was checked to be whole.</summary>
/// <param name="riffEnd">Where the RIFF chunk ends. What lies behind is not stored.</param>
internal ref struct WebpCopy(ReadOnlySpan<byte> file, int riffEnd, WebpContents contents, ImageParts parts, bool keepsManifest)
{
    public const int AnimationHeaderLength = 6;

    /// <summary>Where the chunks begin, behind RIFF, the length and WEBP.</summary>
    private const int FirstChunk = 12;

    private const int FrameHeaderLength = 16;

    private readonly ReadOnlySpan<byte> _file = file;
    private bool _hasAnimationHeader;
    private long _lengthWithProfile;

    /// <summary>Goes through the chunks once to measure them, since their length comes first, and once to yield them.</summary>
    public static void Yield(ReadOnlySpan<byte> file, int riffEnd, WebpContents contents, ImageParts parts)
    {
        var keepsManifest = parts.KeepsMetadata;
        var measured = Measure(file, riffEnd, contents, parts.KeepsMetadata, keepsManifest);
        if (keepsManifest && contents.HasManifest && (measured.Changes != ImageChanges.None || riffEnd < file.Length))
        {
            keepsManifest = false;
            measured = Measure(file, riffEnd, contents, parts.KeepsMetadata, keepsManifest);
        }
        parts.Keep(new(0, 4));
        KeepOrReplaceLength(file, parts, at: 4, "WEBP".Length + measured.Length, measured.Changes);
        parts.Keep(new(8, FirstChunk));
        new WebpCopy(file, riffEnd, contents, parts, keepsManifest).YieldChunks();
        parts.Omit(new(riffEnd, file.Length), ImageChanges.TrailingData);
    }

    private static ImageParts Measure(ReadOnlySpan<byte> file, int riffEnd, WebpContents contents, bool keepsMetadata, bool keepsManifest)
    {
        var parts = new ImageParts(keepsMetadata);
        new WebpCopy(file, riffEnd, contents, parts, keepsManifest).YieldChunks();
        return parts;
    }

    private static void KeepOrReplaceLength(ReadOnlySpan<byte> file, ImageParts parts, int at, long length, ImageChanges why)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)length);
        if (file.Slice(at, bytes.Length).SequenceEqual(bytes))
            parts.Keep(new(at, at + bytes.Length));
        else
            parts.Insert(bytes, why);
    }

    private void YieldChunks()
    {
        var reader = new SpanReader(_file, new FileRange(FirstChunk, riffEnd));
        while (reader.Remaining > 0 && WebpChunk.Read(ref reader, out var chunk) is null)
        {
            if (chunk.Start == FirstChunk || contents.IsExtended)
                YieldChunk(chunk);
            else
                YieldBehindSimplePicture(chunk);
        }
    }

    private void YieldChunk(WebpChunk chunk)
    {
        switch (chunk.Type)
        {
            case WebpChunkType.Vp8X:
                YieldHeader(chunk);
                YieldProfile();
                break;
            case WebpChunkType.Iccp:
                // Its place is before the pictures. If something that stays lay between, it was moved; a second one just goes.
                if (chunk.Start != contents.ProfileStart || parts.Length != _lengthWithProfile)
                    parts.Omit(chunk.Range, ImageChanges.Repaired);
                break;
            case WebpChunkType.Anim:
                YieldAnimationHeader(chunk);
                break;
            case WebpChunkType.Anmf:
                YieldFrame(chunk);
                break;
            case WebpChunkType.Vp8 or WebpChunkType.Vp8L or WebpChunkType.Alph:
                Keep(chunk);
                break;
            default:
                YieldMetadata(chunk);
                break;
        }
    }

    /// <summary>Readers of the simple formats look at the first chunk only. One that has a meaning elsewhere has none there.</summary>
    private readonly void YieldBehindSimplePicture(WebpChunk chunk)
    {
        if (chunk.Type is WebpChunkType.Vp8X or WebpChunkType.Iccp or WebpChunkType.Anim or WebpChunkType.Anmf
            || WebpPicture.IsPart(chunk.Type))
            parts.Omit(chunk.Range, ImageChanges.Repaired);
        else
            YieldMetadata(chunk);
    }

    private readonly void YieldMetadata(WebpChunk chunk)
    {
        if (parts.KeepsMetadata && (chunk.Type != WebpChunkType.C2pa || keepsManifest))
            Keep(chunk);
        else
            parts.Omit(chunk.Range, ImageChanges.Metadata);
    }

    private readonly void YieldHeader(WebpChunk chunk)
    {
        var flags = contents.FlagsToStore(parts.KeepsMetadata);
        ReadOnlySpan<byte> bytes = [(byte)flags, 0, 0, 0];
        var start = chunk.Data.Start;
        if (_file[start..].StartsWith(bytes))
        {
            parts.Keep(chunk.Range);
            return;
        }
        var isRight = flags == contents.FlagsWithoutMetadata(parts.KeepsMetadata) && _file[(start + 1)..].StartsWith(bytes[1..]);
        parts.Keep(new(chunk.Start, start));
        parts.Insert(bytes, isRight ? ImageChanges.Metadata : ImageChanges.Repaired);
        parts.Keep(new(start + bytes.Length, chunk.Range.End));
    }

    private void YieldProfile()
    {
        if (contents.ProfileStart is { } start)
        {
            var reader = new SpanReader(_file, new FileRange(start, riffEnd));
            if (WebpChunk.Read(ref reader, out var profile) is null)
                Keep(profile);
        }
        _lengthWithProfile = parts.Length;
    }

    private void YieldAnimationHeader(WebpChunk chunk)
    {
        if (_hasAnimationHeader)
        {
            parts.Omit(chunk.Range, ImageChanges.Repaired);
            return;
        }
        _hasAnimationHeader = true;
        var (start, end) = (chunk.Data.Start, chunk.Data.Start + AnimationHeaderLength);
        parts.Keep(new(chunk.Start, chunk.Start + 4));
        KeepOrReplaceLength(_file, parts, at: start - 4, AnimationHeaderLength, ImageChanges.Repaired);
        parts.Keep(new(start, end));
        parts.Omit(new(end, chunk.Range.End), ImageChanges.Repaired);
    }

    private readonly void YieldFrame(WebpChunk chunk)
    {
        const int ReservedBits = 0xFC;
        var data = chunk.Data;
        var end = parts.KeepsMetadata ? data.End : FindPictureEnd(chunk);
        parts.Keep(new(chunk.Start, chunk.Start + 4));
        KeepOrReplaceLength(_file, parts, at: data.Start - 4, end - data.Start, ImageChanges.Metadata);

        var last = data.Start + FrameHeaderLength - 1;
        var flags = _file[last];
        parts.Keep(new(data.Start, last));
        if ((flags & ReservedBits) == 0)
            parts.Keep(new(last, last + 1));
        else
            parts.Insert([(byte)(flags & ~ReservedBits)], ImageChanges.Repaired);

        var reader = new SpanReader(_file, new FileRange(last + 1, end));
        while (reader.Remaining > 0 && WebpChunk.Read(ref reader, out var part) is null)
            Keep(part);
        parts.Omit(new(end, data.End), ImageChanges.Metadata);
    }

    /// <summary>A frame begins with its picture. What comes behind is metadata.</summary>
    private static int FindPictureEnd(WebpChunk frame)
    {
        var data = frame.Open();
        data.Skip(FrameHeaderLength);
        while (WebpChunk.Read(ref data, out var part) is null && part.Type == WebpChunkType.Alph)
        {
        }
        return data.Position;
    }

    /// <summary>Keeps a chunk. Its padding must be zero (RFC 9649, 2.3); readers do not look at it.</summary>
    private readonly void Keep(WebpChunk chunk)
    {
        parts.Keep(new(chunk.Start, chunk.Data.End));
        var padding = chunk.Padding;
        if (_file[padding.Start..padding.End] is [not 0])
            parts.Blank(padding, ImageChanges.Repaired);
        else
            parts.Keep(padding);
    }
}
