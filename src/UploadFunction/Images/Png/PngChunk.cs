using System.IO.Hashing;

namespace UploadFunction.Images.Png;

/// <summary>A chunk (PNG, 5.3). Its checksum is right.</summary>
internal readonly ref struct PngChunk(uint type, int start, SpanReader data)
{
    /// <summary>The first letter is lower case: a decoder may skip the chunk if it does not know the type.</summary>
    private const uint AncillaryBit = 0x20_00_00_00;

    private readonly SpanReader _data = data;

    public uint Type { get; } = type;

    /// <summary>Where the chunk's length field is, which comes first.</summary>
    public int Start { get; } = start;

    /// <summary>Bytes of data.</summary>
    public int Length => _data.Remaining;

    public bool IsAncillary => (Type & AncillaryBit) != 0;

    /// <summary>Reads the next chunk of a file.</summary>
    public static ImageRejection? Read(scoped ref SpanReader file, out PngChunk chunk)
    {
        var start = file.Position;
        var length = file.ReadUInt32();
        var typeAndData = file; // a copy of the reader, for the checksum
        var type = file.ReadUInt32();
        chunk = new(type, start, file.ReadPart(length));
        var checksum = file.ReadUInt32();

        if (start == file.End)
            return chunk.Invalid("the file ends before its IEND chunk");
        if (length > int.MaxValue)
            return chunk.Invalid("a chunk gives a length above 2147483647 bytes");
        if (file.Overran)
            return chunk.Invalid(Faults(type).EndsInside);
        if (!IsLetters(type))
            return chunk.Invalid("a chunk's type is not four letters");
        return checksum == Crc32.HashToUInt32(typeAndData.Read(4L + length)) ? null : chunk.Invalid(Faults(type).WrongChecksum);
    }

    public SpanReader Open() => _data;

    public ImageRejection Invalid(string reason) => ImageRejection.Invalid(reason, Start);

    public ImageRejection Unsupported(string reason) => ImageRejection.Unsupported(reason, Start);

    /// <summary>Whether all four characters of a type are ASCII letters.</summary>
    private static bool IsLetters(uint type) =>
        char.IsAsciiLetter((char)(type >> 24)) && char.IsAsciiLetter((char)(type >> 16 & 0xFF))
        && char.IsAsciiLetter((char)(type >> 8 & 0xFF)) && char.IsAsciiLetter((char)(type & 0xFF));

    /// <summary>Spelled out, since a rejection must not allocate.</summary>
    private static (string EndsInside, string WrongChecksum) Faults(uint type) => type switch
    {
        PngChunkType.Ihdr => ("the file ends inside the IHDR chunk", "the checksum of the IHDR chunk is wrong"),
        PngChunkType.Plte => ("the file ends inside the PLTE chunk", "the checksum of the PLTE chunk is wrong"),
        PngChunkType.Idat => ("the file ends inside an IDAT chunk", "the checksum of an IDAT chunk is wrong"),
        PngChunkType.Fdat => ("the file ends inside an fdAT chunk", "the checksum of an fdAT chunk is wrong"),
        PngChunkType.Iend => ("the file ends inside the IEND chunk", "the checksum of the IEND chunk is wrong"),
        _ => ("the file ends inside a chunk", "the checksum of a chunk is wrong"),
    };
}
