namespace UploadFunction.Images.Webp;

/// <summary>A chunk of a RIFF file (RFC 9649, 2.3).</summary>
internal readonly ref struct WebpChunk(uint type, int start, SpanReader data)
{
    private readonly SpanReader _data = data;

    public uint Type { get; } = type;

    public int Start { get; } = start;

    public int Length => _data.Remaining;

    public FileRange Data => new(_data.Position, _data.End);

    /// <summary>The byte behind data of an odd length, or none.</summary>
    public FileRange Padding => new(_data.End, _data.End + (Length & 1));

    /// <summary>The chunk with its padding.</summary>
    public FileRange Range => new(Start, Padding.End);

    /// <summary>Reads the next chunk of a part, with its padding byte.</summary>
    /// <param name="part">The file, or the inside of another chunk.</param>
    public static ImageRejection? Read(scoped ref SpanReader part, out WebpChunk chunk)
    {
        var start = part.Position;
        var type = part.ReadUInt32();
        var length = part.ReadUInt32LittleEndian();
        chunk = new(type, start, part.ReadPart(length));
        part.Skip(length & 1);
        return part.Overran ? chunk.Invalid("a chunk is longer than what it lies in") : null;
    }

    public SpanReader Open() => _data;

    public ImageRejection Invalid(string reason) => ImageRejection.Invalid(reason, Start);
}
