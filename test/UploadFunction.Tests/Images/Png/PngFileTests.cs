using System.Buffers.Binary;
using System.IO.Hashing;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images.Png;

public sealed class PngFileTests
{
    private const int Header = 8, AfterHeader = 33;

    private const string CutOff = "the picture data is cut off; save the photo anew, or send it again from the camera";

    private const string TransparencyTooLong =
        "the tRNS chunk is too long, and browsers disagree about what is transparent; save the image anew";

    private static readonly byte[] Png = SampleImages.Png.Bytes;
    private static readonly int Data = Png.Find("IDAT") - 4;
    private static readonly int End = Png.Length - 12;
    private static readonly byte[] Animated = SampleImages.Get("png-animated.png").Bytes;
    private static readonly int Control = Animated.Find("acTL") - 4;
    private static readonly int Frame = Animated.Find("fcTL") - 4;
    private static readonly int Second = Frame + 8 + Animated.AsSpan(Frame + 8).IndexOf("fcTL"u8) - 4;
    private static readonly int FrameData = Animated.Find("fdAT") - 4;

    [Theory]
    [InlineData(0, 0, "the width is not between 1 and 2147483647")]
    [InlineData(0, 0x80000000, "the width is not between 1 and 2147483647")]
    [InlineData(4, 0, "the height is not between 1 and 2147483647")]
    [InlineData(4, 0xFFFFFFFF, "the height is not between 1 and 2147483647")]
    public void Rejects_Sizes_That_Png_Does_Not_Allow(int position, uint value, string reason)
    {
        var file = Png.With(Header + 8 + position, 0, 0, 0, 0);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(Header + 8 + position), value);

        WithChecksum(file, Header).AssertInvalid(reason, Header);
    }

    [Fact]
    public void Counts_The_Pixels_Of_The_Largest_Canvas_Without_Overflow()
    {
        var file = WithChecksum(Animated.With(Header + 8, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF), Header);
        file = WithChecksum(file.With(Frame + 12, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF), Frame);

        Assert.Equal(long.MaxValue, file.Accept().Pixels); // 3 x (2^31 - 1)^2 would wrap round to a small number
    }

    [Theory]
    [InlineData(3, 16)]
    [InlineData(2, 4)]
    [InlineData(1, 8)]
    [InlineData(5, 8)]
    [InlineData(0, 3)]
    public void Rejects_Colour_Types_And_Bit_Depths_That_Png_Does_Not_Allow(byte colourType, byte bitDepth) =>
        WithChecksum(Png.With(Header + 16, bitDepth, colourType), Header)
            .AssertInvalid("a colour type and bit depth that PNG does not allow", Header);

    [Theory]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(20)]
    public void Rejects_Methods_That_Png_Does_Not_Define(int position) =>
        WithChecksum(Png.With(Header + position, 2), Header)
            .AssertInvalid("a compression, filter or interlace method that PNG does not define", Header);

    [Fact]
    public void Rejects_A_Wrong_Checksum_Of_Any_Chunk_That_The_Pixels_Need()
    {
        var indexed = SampleImages.Get("png-palette2.png").Bytes;
        var palette = indexed.Find("PLTE") - 4;

        Damaged(Png, Header).AssertInvalid("the checksum of the IHDR chunk is wrong", Header);
        Damaged(indexed, palette).AssertInvalid("the checksum of the PLTE chunk is wrong", palette);
        Damaged(Png, Data).AssertInvalid("the checksum of an IDAT chunk is wrong", Data);
        Damaged(Animated, Frame).AssertInvalid("the checksum of an fcTL chunk is wrong", Frame);
        Damaged(Animated, FrameData).AssertInvalid("the checksum of an fdAT chunk is wrong", FrameData);
        Damaged(Png.Insert(AfterHeader, SampleImages.PngChunk("PrIv", 1)), AfterHeader)
            .AssertInvalid("the checksum of a chunk is wrong", AfterHeader);

        static byte[] Damaged(byte[] file, int chunk) => file.With(chunk + 8, (byte)(file[chunk + 8] ^ 1));
    }

    [Fact]
    public void Rejects_A_Chunk_Length_Beyond_The_File_And_Beyond_Png()
    {
        Png.With(Data, 0, 1, 0, 0).AssertInvalid(CutOff, Data);
        Png.With(Data, 0x80, 0, 0, 0).AssertInvalid("a chunk gives a length above 2147483647 bytes", Data);
    }

    [Fact]
    public void Rejects_Chunks_Out_Of_Order()
    {
        byte[] header = Png[Header..AfterHeader];
        byte[] data = Png[Data..End];

        Png.Remove(Header, 25).AssertInvalid("the first chunk is not IHDR", Header);
        Png.Insert(AfterHeader, header).AssertInvalid("a second IHDR chunk", AfterHeader);
        Png.Insert(End, [.. SampleImages.PngChunk("tEXt", 65, 0), .. SampleImages.PngChunk("IDAT", 1)])
            .AssertInvalid("the IDAT chunks do not follow one another", End + 14);
        Png.Remove(Data, data.Length).AssertInvalid("the image ends before any image data", Data);
        Png.Remove(Header, 25).Remove(Data - 25, data.Length).AssertInvalid("the first chunk is not IHDR", Header);
    }

    [Fact]
    public void Says_What_To_Do_About_A_Picture_That_Is_Cut_Off()
    {
        Png[..End].AssertInvalid(CutOff, End);
        Png[..(End + 7)].AssertInvalid(CutOff, End);
        Png[..(Data + 20)].AssertInvalid(CutOff, Data);
    }

    [Fact]
    public void Rejects_A_Critical_Chunk_It_Does_Not_Know() =>
        Png.Insert(AfterHeader, SampleImages.PngChunk("PrIv", 1))
            .AssertInvalid("a critical chunk of a type that PNG does not define", AfterHeader);

    [Fact]
    public void Rejects_Apples_Variant() =>
        Png.Insert(Header, SampleImages.PngChunk("CgBI", 0x50, 0, 0x20, 2))
            .AssertUnsupported("this is Apple's CgBI variant of PNG, which browsers do not show", Header);

    [Fact]
    public void Rejects_Palettes_That_Cannot_Be()
    {
        var indexed = SampleImages.Get("png-palette2.png").Bytes;
        var palette = indexed.Find("PLTE") - 4;
        var length = BinaryPrimitives.ReadInt32BigEndian(indexed.AsSpan(palette)) + 12;
        var without = indexed.Remove(palette, length);

        without.AssertInvalid("the image data comes before the PLTE chunk it needs", without.Find("IDAT") - 4);
        foreach (var size in (int[])[0, 4])
        {
            without.Insert(palette, SampleImages.PngChunk("PLTE", new byte[size]))
                .AssertInvalid("the PLTE chunk holds no possible number of colours", palette);
        }
        indexed.Insert(palette, indexed.AsSpan(palette, length)).AssertInvalid("a second PLTE chunk", palette + length);
    }

    [Theory]
    [InlineData("png-gray.png", 3)]
    [InlineData("png-rgb.png", 7)]
    public void Rejects_Transparency_That_Browsers_Read_Differently(string name, int length)
    {
        var file = SampleImages.Get(name).Bytes.Insert(AfterHeader, SampleImages.PngChunk("tRNS", new byte[length]));

        file.AssertInvalid(TransparencyTooLong, AfterHeader);
    }

    [Fact]
    public void Rejects_Transparency_Of_More_Colours_Than_The_Palette_Keeps()
    {
        var indexed = SampleImages.Get("png-palette2.png").Bytes;
        var palette = indexed.Find("PLTE") - 4;
        var at = indexed.Find("IDAT") - 4;

        indexed.Insert(at, SampleImages.PngChunk("tRNS", new byte[5])).AssertInvalid(TransparencyTooLong, at);
        indexed.Remove(palette, at - palette).Insert(palette, SampleImages.PngChunk("tRNS", new byte[5]))
            .Insert(palette, SampleImages.PngChunk("PLTE", new byte[15])).AssertInvalid(TransparencyTooLong, palette + 27);
    }

    [Fact]
    public void Counts_What_The_Animation_Shows_And_The_Hidden_Still_Among_The_Pixels()
    {
        Assert.Equal(3 * 40 * 30, Animated.Accept().Pixels);
        Assert.Equal(3 * 40 * 30, SampleImages.Get("png-animated-hidden-first.png").Bytes.Accept().Pixels);
    }

    [Fact]
    public void Rejects_Animation_Chunks_Out_Of_Sequence()
    {
        WithChecksum(Animated.With(Frame + 8, 0, 0, 0, 1), Frame).AssertInvalid("the animation's chunks are out of sequence", Frame);
        WithChecksum(Animated.With(FrameData + 8, 0, 0, 0, 9), FrameData)
            .AssertInvalid("the animation's chunks are out of sequence", FrameData);
    }

    [Fact]
    public void Rejects_Frames_That_Do_Not_Fit_The_Image()
    {
        WithChecksum(Animated.With(Frame + 20, 0, 0, 0, 1), Frame)
            .AssertInvalid("a frame of the animation does not lie within the image", Frame);
        WithChecksum(Animated.With(Frame + 20, 0xFF, 0xFF, 0xFF, 0xFF), Frame)
            .AssertInvalid("a frame of the animation does not lie within the image", Frame);
        WithChecksum(Animated.With(Frame + 12, 0, 0, 0, 20), Frame)
            .AssertInvalid("the animation's first frame is not the size of the image whose data it shares", Frame);
        WithChecksum(Animated.With(Frame + 32, 3), Frame)
            .AssertInvalid("a frame of the animation asks for an operation that PNG does not define", Frame);
    }

    [Fact]
    public void Rejects_Frames_Without_Data_And_Data_Without_Frames()
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(Animated.AsSpan(FrameData)) + 12;
        var without = Animated.Remove(FrameData, length);
        without.AssertInvalid("a frame of the animation has no data", FrameData);

        Animated.Insert(FrameData, SampleImages.PngChunk("fdAT", 0, 0, 0, 1, 1)).Remove(Second, 38)
            .AssertInvalid("an fdAT chunk belongs to no frame", FrameData - 38);
    }

    private static byte[] WithChecksum(byte[] file, int chunk)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(chunk)) + 4;
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(chunk + 4 + length), Crc32.HashToUInt32(file.AsSpan(chunk + 4, length)));
        return file;
    }
}
