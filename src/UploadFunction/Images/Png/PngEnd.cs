namespace UploadFunction.Images.Png;

/// <summary>
/// The end of a PNG. Whatever is wrong with its IEND chunk (no checksum, a wrong one, data), the picture is whole. What comes behind it
/// goes: Android's screenshot editor once left there what its user had cut away (aCropalypse).
/// </summary>
internal static class PngEnd
{
    /// <summary>The IEND chunk, which is always the same.</summary>
    private static ReadOnlySpan<byte> Chunk => [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

    /// <summary>Whether the next chunk is IEND, all of which need not be there.</summary>
    public static bool IsNext(SpanReader file)
    {
        file.Skip(4);
        return file.ReadUInt32() == PngChunkType.Iend;
    }

    /// <param name="end">The file from its IEND chunk on.</param>
    public static void Keep(SpanReader end, ReadOnlySpan<byte> file, ImageParts parts)
    {
        var start = end.Position;
        var isRight = file[start..].StartsWith(Chunk);
        var length = Math.Min(end.ReadUInt32() + (long)PngChunk.Overhead, file.Length - start);
        var chunk = new FileRange(start, start + (int)length);
        if (isRight)
        {
            parts.Keep(chunk);
        }
        else
        {
            parts.Insert(Chunk, ImageChanges.Repaired);
            parts.Omit(chunk, ImageChanges.Repaired);
        }
        parts.Omit(new(chunk.End, file.Length), ImageChanges.TrailingData);
    }
}
