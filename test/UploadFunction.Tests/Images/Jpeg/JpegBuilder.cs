using System.Buffers.Binary;
using System.Text;
using UploadFunction.Images;

namespace UploadFunction.Tests.Images.Jpeg;

/// <summary>Pieces of JPEG files, and what is stored of them.</summary>
internal static class JpegBuilder
{
    /// <summary>What is planted where it must go.</summary>
    public const string Secret = "Jane Doe, 1 Secret Lane";

    public static byte[] Segment(byte marker, params ReadOnlySpan<byte> data)
    {
        byte[] segment = [0xFF, marker, 0, 0, .. data];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(data.Length + 2));
        return segment;
    }

    public static byte[] Segment(byte marker, string data) => Segment(marker, Encoding.Latin1.GetBytes(data));

    /// <summary>As cameras write it: a maker, then the orientation, and a second directory for the thumbnail.</summary>
    public static byte[] Exif(int orientation, bool littleEndian = false, ushort type = 3, uint count = 1)
    {
        var tiff = new TiffWriter(littleEndian);
        const int MakerAt = 8 + 2 + (2 * 12) + 4;
        var makerLength = Secret.Length + 1;
        tiff.Header(directory: 8).UInt16(2);
        tiff.Entry(0x010F, type: 2, (uint)makerLength).UInt32(MakerAt);
        tiff.Entry(0x0112, type, count);
        _ = type == 3 ? tiff.UInt16((ushort)orientation).UInt16(0) : tiff.UInt32((uint)orientation);
        tiff.UInt32((uint)(MakerAt + makerLength));
        tiff.Text(Secret + "\0");
        tiff.UInt16(1).Entry(0x0112, type: 3, count: 1).UInt16(8).UInt16(0).UInt32(0);
        return Segment(0xE1, [.. "Exif\0\0"u8, .. tiff.Bytes]);
    }

    /// <summary>The segment that is stored in its place.</summary>
    public static byte[] SmallestExif(int orientation, bool littleEndian = false)
    {
        var tiff = new TiffWriter(littleEndian);
        tiff.Header(directory: 8).UInt16(1).Entry(0x0112, type: 3, count: 1).UInt16((ushort)orientation).UInt16(0).UInt32(0);
        return Segment(0xE1, [.. "Exif\0\0"u8, .. tiff.Bytes]);
    }

    /// <summary>What is stored of a file that is taken. Walking that again must change nothing.</summary>
    public static byte[] Store(this byte[] file, out ImageChanges changes, out ImageInfo info, bool keepsMetadata = false)
    {
        (var stored, changes, info) = StoredFile.Of(file, keepsMetadata);
        return stored;
    }

    public static void AssertStored(this byte[] file, byte[] expected, ImageChanges changes, bool keepsMetadata = false)
    {
        Assert.Equal(expected, file.Store(out var actual, out _, keepsMetadata));
        Assert.Equal(changes, actual);
    }

    private sealed class TiffWriter(bool littleEndian)
    {
        public List<byte> Bytes { get; } = [];

        public TiffWriter Header(uint directory) => Text(littleEndian ? "II" : "MM").UInt16(42).UInt32(directory);

        public TiffWriter Entry(ushort tag, ushort type, uint count) => UInt16(tag).UInt16(type).UInt32(count);

        public TiffWriter UInt16(ushort value) => Add([(byte)(value >> 8), (byte)value]);

        public TiffWriter UInt32(uint value) => Add([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

        public TiffWriter Text(string text)
        {
            Bytes.AddRange(Encoding.Latin1.GetBytes(text));
            return this;
        }

        private TiffWriter Add(byte[] bigEndian)
        {
            Bytes.AddRange(littleEndian ? bigEndian.Reverse() : bigEndian);
            return this;
        }
    }
}
