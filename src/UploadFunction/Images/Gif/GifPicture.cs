namespace UploadFunction.Images.Gif;

/// <summary>What comes before a picture's data: the image descriptor, the local colour table, the code size (GIF89a, 20 to 22).</summary>
internal readonly record struct GifPicture(int Right, int Bottom, int Width, int Height, byte CodeSize, bool HasData)
{
    public bool HasArea => Width > 0 && Height > 0;

    /// <summary>Reads behind the image separator, up to the first sub-block of the data.</summary>
    public static GifPicture Read(scoped ref SpanReader reader)
    {
        var (left, top) = (reader.ReadUInt16LittleEndian(), reader.ReadUInt16LittleEndian());
        var (width, height) = (reader.ReadUInt16LittleEndian(), reader.ReadUInt16LittleEndian());
        SkipColourTable(ref reader, flags: reader.ReadByte());
        var codeSize = reader.ReadByte();
        return new(left + width, top + height, width, height, codeSize, HasData: reader.Peek(0) > 0);
    }

    /// <summary>Passes over the colour table that the flags of a screen or of a picture announce.</summary>
    public static void SkipColourTable(scoped ref SpanReader reader, byte flags)
    {
        if ((flags & 0x80) != 0)
            reader.Skip(3 << ((flags & 7) + 1));
    }
}
