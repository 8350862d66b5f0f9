using System.Buffers.Binary;

namespace UploadFunction.Images;

/// <summary>The Orientation tag of an Exif block (CIPA DC-008, TIFF 6.0).</summary>
internal static class ExifOrientation
{
    public const int Upright = 1;

    /// <summary>Bytes of the block that <see cref="Write"/> makes.</summary>
    public const int BlockLength = 26;

    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;
    private const int EntryLength = 12;

    /// <summary>Whether a block begins as TIFF does: with its byte order mark, and where its directory is.</summary>
    public static bool IsTiff(ReadOnlySpan<byte> block) =>
        block.Length >= 8 && (block.StartsWith("II*\0"u8) || block.StartsWith("MM\0*"u8));

    /// <summary>The size as it is displayed: orientations 5 to 8 lie on their side.</summary>
    public static (int Width, int Height) Apply(int orientation, int width, int height) =>
        orientation >= 5 ? (height, width) : (width, height);

    /// <summary>
    /// Reads 1 to 8. Browsers show an image whose Exif is damaged as if it had none, so whatever is wrong here means
    /// <see cref="Upright"/>, never a rejection.
    /// </summary>
    /// <param name="tiff">The block, beginning with its byte order mark.</param>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (!IsTiff(tiff))
            return Upright;
        var littleEndian = tiff[0] == 'I';
        var directory = UInt32(tiff[4..]);
        if (directory > (uint)tiff.Length - 2)
            return Upright;
        var entries = tiff[((int)directory + 2)..];
        for (var left = UInt16(tiff[(int)directory..]); left > 0 && entries.Length >= EntryLength; left--, entries = entries[EntryLength..])
        {
            if (UInt16(entries) != OrientationTag)
                continue;
            var value = UInt16(entries[2..]) == ShortType && UInt32(entries[4..]) == 1 ? UInt16(entries[8..]) : Upright;
            return value is >= 1 and <= 8 ? value : Upright;
        }
        return Upright;

        ushort UInt16(ReadOnlySpan<byte> at) =>
            littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

        uint UInt32(ReadOnlySpan<byte> at) =>
            littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
    }

    /// <summary>Makes the smallest block that says the orientation and nothing else.</summary>
    /// <param name="block"><see cref="BlockLength"/> bytes.</param>
    public static void Write(int orientation, bool littleEndian, Span<byte> block)
    {
        block = block[..BlockLength];
        block.Clear(); // no further directory
        (littleEndian ? "II*\0"u8 : "MM\0*"u8).CopyTo(block);
        UInt32(block[4..], 8);
        UInt16(block[8..], 1); // entries
        UInt16(block[10..], OrientationTag);
        UInt16(block[12..], ShortType);
        UInt32(block[14..], 1); // value
        UInt16(block[18..], (ushort)orientation);

        void UInt16(Span<byte> at, ushort value) =>
            BinaryPrimitives.WriteUInt16LittleEndian(at, littleEndian ? value : BinaryPrimitives.ReverseEndianness(value));

        void UInt32(Span<byte> at, uint value) =>
            BinaryPrimitives.WriteUInt32LittleEndian(at, littleEndian ? value : BinaryPrimitives.ReverseEndianness(value));
    }
}
