namespace UploadFunction.Images.Gif;

internal enum GifBlockKind
{
    /// <summary>No byte is left.</summary>
    Missing,

    /// <summary>A byte that starts none of the blocks that GIF defines.</summary>
    Undefined,

    /// <summary>NUL bytes where a block should start.</summary>
    Nuls,
    Trailer,
    Picture,
    Control,
    PlainText,
    Application,

    /// <summary>A comment, or an extension of a kind that GIF does not define.</summary>
    OtherExtension,
}

/// <summary>A block of a GIF file (GIF89a, 12 to 27), with its tables and its sub-blocks.</summary>
/// <param name="Range">Of a block that the file cuts off: what there is of it.</param>
internal readonly record struct GifBlock(GifBlockKind Kind, FileRange Range, bool IsWhole)
{
    public const byte ImageSeparator = 0x2C, ExtensionIntroducer = 0x21, Trailer = 0x3B;

    public static GifBlock Read(scoped ref SpanReader reader)
    {
        var start = reader.Position;
        var kind = ReadKind(ref reader);
        if (kind == GifBlockKind.Picture)
            GifPicture.Read(ref reader);
        if (kind >= GifBlockKind.Picture)
            SkipSubBlocks(ref reader);
        return new(kind, new(start, reader.Overran ? reader.End : reader.Position), !reader.Overran);
    }

    private static GifBlockKind ReadKind(scoped ref SpanReader reader)
    {
        if (reader.Remaining == 0)
            return GifBlockKind.Missing;
        switch (reader.ReadByte())
        {
            case 0:
                SkipNuls(ref reader);
                return GifBlockKind.Nuls;
            case Trailer:
                return GifBlockKind.Trailer;
            case ImageSeparator:
                return GifBlockKind.Picture;
            case ExtensionIntroducer:
                return KindOfExtension(label: reader.ReadByte());
            default:
                return GifBlockKind.Undefined;
        }
    }

    private static GifBlockKind KindOfExtension(byte label) => label switch
    {
        0xF9 => GifBlockKind.Control,
        0x01 => GifBlockKind.PlainText,
        0xFF => GifBlockKind.Application,
        _ => GifBlockKind.OtherExtension,
    };

    private static void SkipNuls(scoped ref SpanReader reader)
    {
        var ahead = reader;
        var count = ahead.Read(ahead.Remaining).IndexOfAnyExcept((byte)0);
        reader.Skip(count < 0 ? reader.Remaining : count);
    }

    private static void SkipSubBlocks(scoped ref SpanReader reader)
    {
        byte length;
        do
        {
            length = reader.ReadByte();
            reader.Skip(length);
        }
        while (length != 0);
    }
}
