using System.Buffers.Binary;

namespace UploadFunction.Images.Png;

/// <summary>What becomes of a chunk in the stored file. Each returns <see langword="null"/>: nothing is wrong with the file.</summary>
internal static class PngParts
{
    public static ImageRejection? Keep(this ImageParts parts, PngChunk chunk)
    {
        parts.Keep(chunk.Range);
        return null;
    }

    public static ImageRejection? Omit(this ImageParts parts, PngChunk chunk, ImageChanges why)
    {
        parts.Omit(chunk.Range, why);
        return null;
    }

    /// <summary>Puts other data into a chunk.</summary>
    public static ImageRejection? Replace(this ImageParts parts, PngChunk chunk, ReadOnlySpan<byte> data, ImageChanges why)
    {
        Span<byte> replacement = stackalloc byte[PngChunk.Overhead + data.Length];
        PngChunk.Write(chunk.Type, data, replacement);
        parts.Insert(replacement, why);
        return parts.Omit(chunk, why);
    }

    /// <summary>Keeps the first bytes of a chunk's data, with their own length and checksum.</summary>
    public static ImageRejection? Cut(this ImageParts parts, PngChunk chunk, int length, ImageChanges why)
    {
        const int LengthLength = 4, TypeLength = 4;
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, length);
        parts.Insert(number, why);
        parts.Keep(new(chunk.Start + LengthLength, chunk.Start + LengthLength + TypeLength + length));
        BinaryPrimitives.WriteUInt32BigEndian(number, PngChunk.Checksum(chunk.TypeAndData[..(TypeLength + length)]));
        parts.Insert(number, why);
        return null;
    }
}
