using System.Buffers.Binary;
using System.IO.Hashing;

namespace UploadFunction.Images.Png;

/// <summary>A chunk (PNG, 5.3), all of whose bytes are there.</summary>
/// <param name="bytes">The chunk with its length, type and checksum.</param>
/// <param name="start">Where its length field is in the file.</param>
internal readonly ref struct PngChunk(ReadOnlySpan<byte> bytes, int start)
{
    /// <summary>Bytes of a chunk besides its data.</summary>
    public const int Overhead = HeadLength + ChecksumLength;

    private const int HeadLength = 8;
    private const int ChecksumLength = 4;

    /// <summary>The first letter is lower case: a decoder may skip the chunk if it does not know the type.</summary>
    private const uint AncillaryBit = 0x20_00_00_00;

    /// <summary>The third letter is lower case, which no version of PNG allows yet.</summary>
    private const uint ReservedBit = 0x00_00_20_00;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Start { get; } = start;

    /// <summary>The chunk in the file, from its length to its checksum.</summary>
    public FileRange Range => new(Start, Start + _bytes.Length);

    public uint Type => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    public ReadOnlySpan<byte> Data => _bytes[HeadLength..^ChecksumLength];

    /// <summary>What the checksum is of.</summary>
    public ReadOnlySpan<byte> TypeAndData => _bytes[4..^ChecksumLength];

    public bool IsAncillary => (Type & AncillaryBit) != 0;

    /// <summary>Whether the type is four letters, of which the third is upper case (PNG, 5.4).</summary>
    public bool HasDefinedType =>
        (Type & ReservedBit) == 0 && char.IsAsciiLetter((char)_bytes[4]) && char.IsAsciiLetter((char)_bytes[5])
        && char.IsAsciiLetter((char)_bytes[6]) && char.IsAsciiLetter((char)_bytes[7]);

    /// <summary>Looks at all the data; the only costly thing about a PNG. Ask once.</summary>
    public bool HasRightChecksum => Checksum(TypeAndData) == BinaryPrimitives.ReadUInt32BigEndian(_bytes[^ChecksumLength..]);

    /// <summary>Reads the next chunk of a file, without its checksum.</summary>
    public static ImageRejection? Read(scoped ref SpanReader file, out PngChunk chunk)
    {
        chunk = default;
        var start = file.Position;
        var ahead = file;
        var length = ahead.ReadUInt32();
        if (length > int.MaxValue)
            return ImageRejection.Invalid("a chunk gives a length above 2147483647 bytes", start);
        var bytes = file.Read(length + (long)Overhead);
        if (file.Overran)
            return ImageRejection.CutOff(start);
        chunk = new(bytes, start);
        return null;
    }

    /// <param name="chunk"><see cref="Overhead"/> bytes more than the data.</param>
    public static void Write(uint type, ReadOnlySpan<byte> data, Span<byte> chunk)
    {
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[4..], type);
        data.CopyTo(chunk[HeadLength..]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[^ChecksumLength..], Checksum(chunk[4..^ChecksumLength]));
    }

    /// <summary>The CRC that ends a chunk (PNG, 5.5).</summary>
    /// <param name="typeAndData">Not the length.</param>
    public static uint Checksum(ReadOnlySpan<byte> typeAndData) => Crc32.HashToUInt32(typeAndData);

    public SpanReader Open() => new(Data, start: 0);

    public ImageRejection Invalid(string reason) => ImageRejection.Invalid(reason, Start);

    public ImageRejection Unsupported(string reason) => ImageRejection.Unsupported(reason, Start);

    /// <summary>Spelled out, since a rejection must not allocate.</summary>
    public ImageRejection WrongChecksum() => Invalid(Type switch
    {
        PngChunkType.Ihdr => "the checksum of the IHDR chunk is wrong",
        PngChunkType.Plte => "the checksum of the PLTE chunk is wrong",
        PngChunkType.Idat => "the checksum of an IDAT chunk is wrong",
        PngChunkType.Fctl => "the checksum of an fcTL chunk is wrong",
        PngChunkType.Fdat => "the checksum of an fdAT chunk is wrong",
        _ => "the checksum of a chunk is wrong",
    });
}
