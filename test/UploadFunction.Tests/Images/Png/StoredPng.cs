using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using UploadFunction.Images;

namespace UploadFunction.Tests.Images.Png;

/// <summary>What is stored of a PNG, after checks that hold for every one.</summary>
internal sealed record StoredPng(byte[] Bytes, ImageChanges Changes, ImageInfo Info)
{
    /// <summary>Every chunk's type, in order.</summary>
    public string Types => string.Join(' ', ChunksOf(Bytes).Select(chunk => chunk.Type));

    public static StoredPng Of(byte[] file, bool keepsMetadata = false)
    {
        var (bytes, changes, info) = StoredFile.Of(file, keepsMetadata);
        var stored = new StoredPng(bytes, changes, info);
        Assert.All(ChunksOf(bytes), chunk => Assert.True(chunk.HasRightChecksum, $"the checksum of {chunk.Type} is wrong"));
        Assert.EndsWith("IEND", stored.Types, StringComparison.Ordinal);
        return stored;
    }

    /// <summary>The data of the first chunk of a type.</summary>
    public byte[] Data(string type) => ChunksOf(Bytes).First(chunk => chunk.Type == type).Data;

    /// <summary>The chunks of a file that has nothing else.</summary>
    public static IEnumerable<(string Type, byte[] Data, bool HasRightChecksum)> ChunksOf(byte[] file)
    {
        for (var at = 8; at < file.Length;)
        {
            var data = at + 8;
            var end = data + BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var checksum = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(end));
            var isRight = checksum == Crc32.HashToUInt32(file.AsSpan((at + 4)..end));
            yield return (Encoding.Latin1.GetString(file, at + 4, 4), file[data..end], isRight);
            at = end + 4;
        }
    }
}
