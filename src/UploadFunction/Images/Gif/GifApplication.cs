namespace UploadFunction.Images.Gif;

/// <summary>The application extensions that tell how to play or to colour the pictures (GIF89a, 26). All others are metadata.</summary>
internal static class GifApplication
{
    /// <summary>Where the part of an application extension that stays ends; its start when nothing of it stays.</summary>
    /// <param name="extension">A whole extension. Its last byte ends its sub-blocks, and is not looked at.</param>
    public static int FindKeptEnd(ReadOnlySpan<byte> file, FileRange extension)
    {
        const int IdentifierLength = 11;
        var reader = new SpanReader(file, extension);
        reader.Skip(2);
        if (reader.ReadByte() != IdentifierLength)
            return extension.Start;
        var identifier = reader.Read(IdentifierLength);
        if (identifier.SequenceEqual("ICCRGBG1012"u8))
            return extension.End - 1;
        return identifier.SequenceEqual("NETSCAPE2.0"u8) || identifier.SequenceEqual("ANIMEXTS1.0"u8)
            ? SkipLoop(reader) ?? extension.Start
            : extension.Start;
    }

    /// <summary>Passes over the sub-blocks of a loop: the number of repetitions (1) and the size of a buffer (2).</summary>
    private static int? SkipLoop(SpanReader reader)
    {
        int? end = null;
        while ((reader.ReadByte(), reader.Peek(0)) is (3, 1) or (5, 2))
        {
            reader.Skip(reader.Peek(0) == 1 ? 3 : 5);
            end = reader.Position;
        }
        return end;
    }
}
