using System.Buffers.Binary;
using System.IO.Hashing;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images.Png;

public sealed class PngFileTests
{
    private const int Header = 8, AfterHeader = 33;

    private static readonly byte[] _png = SampleImages.Png.Bytes;
    private static readonly int _data = _png.Find("IDAT") - 4;
    private static readonly int _end = _png.Length - 12;
    private static readonly byte[] _animated = SampleImages.Get("png-animated.png").Bytes;
    private static readonly int _control = _animated.Find("acTL") - 4;
    private static readonly int _frame = _animated.Find("fcTL") - 4;
    private static readonly int _frameData = _animated.Find("fdAT") - 4;

    [Theory]
    [InlineData(0, 0, "the width is not between 1 and 2147483647")]
    [InlineData(0, 0x80000000, "the width is not between 1 and 2147483647")]
    [InlineData(4, 0, "the height is not between 1 and 2147483647")]
    [InlineData(4, 0xFFFFFFFF, "the height is not between 1 and 2147483647")]
    public void Rejects_Sizes_That_Png_Does_Not_Allow(int position, uint value, string reason)
    {
        var file = _png.With(Header + 8 + position, 0, 0, 0, 0);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(Header + 8 + position), value);

        WithChecksum(file, Header).AssertInvalid(reason, Header);
    }

    [Fact]
    public void Counts_The_Pixels_Of_The_Largest_Canvas_Without_Overflow()
    {
        var file = WithChecksum(_animated.With(Header + 8, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF), Header);
        file = WithChecksum(file.With(_frame + 12, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF), _frame);

        Assert.Equal(long.MaxValue, file.Accept().Pixels); // 3 x (2^31 - 1)^2 would wrap round to a small number
    }

    [Theory]
    [InlineData(3, 16)]
    [InlineData(2, 4)]
    [InlineData(1, 8)]
    [InlineData(5, 8)]
    [InlineData(0, 3)]
    public void Rejects_Colour_Types_And_Bit_Depths_That_Png_Does_Not_Allow(byte colourType, byte bitDepth) =>
        WithChecksum(_png.With(Header + 16, bitDepth, colourType), Header)
            .AssertInvalid("a colour type and bit depth that PNG does not allow", Header);

    [Theory]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(20)]
    public void Rejects_Methods_That_Png_Does_Not_Define(int position) =>
        WithChecksum(_png.With(Header + position, 2), Header)
            .AssertInvalid("a compression, filter or interlace method that PNG does not define", Header);

    [Fact]
    public void Rejects_A_Wrong_Checksum_Of_Any_Chunk()
    {
        _png.With(_data + 10, (byte)(_png[_data + 10] ^ 1)).AssertInvalid("the checksum of an IDAT chunk is wrong", _data);
        _png.Insert(AfterHeader, SampleImages.PngChunk("tEXt", 65, 0, 66)).With(AfterHeader + 8, 67)
            .AssertInvalid("the checksum of a chunk is wrong", AfterHeader);
    }

    [Fact]
    public void Rejects_A_Chunk_Length_Beyond_The_File_And_Beyond_Png()
    {
        _png.With(_data, 0, 1, 0, 0).AssertInvalid("the file ends inside an IDAT chunk", _data);
        _png.With(_data, 0x80, 0, 0, 0).AssertInvalid("a chunk gives a length above 2147483647 bytes", _data);
    }

    [Fact]
    public void Rejects_Chunks_Out_Of_Order()
    {
        byte[] header = _png[Header..AfterHeader];
        byte[] data = _png[_data.._end];

        _png.Remove(Header, 25).AssertInvalid("the first chunk is not IHDR", Header);
        _png.Insert(AfterHeader, header).AssertInvalid("a second IHDR chunk", AfterHeader);
        _png.Insert(_end, [.. SampleImages.PngChunk("tEXt", 65, 0), .. SampleImages.PngChunk("IDAT", 1)])
            .AssertInvalid("the IDAT chunks do not follow one another", _end + 14);
        _png.Remove(_data, data.Length).AssertInvalid("the image ends before any image data", _data);
        _png.Insert(_png.Length, 0).AssertInvalid("bytes follow the end of the image", _png.Length);
        _png[.._end].AssertInvalid("the file ends before its IEND chunk", _end);
    }

    [Fact]
    public void Rejects_A_Critical_Chunk_It_Does_Not_Know_And_Passes_Over_Others()
    {
        _png.Insert(AfterHeader, SampleImages.PngChunk("prIv", 1)).Accept();
        _png.Insert(AfterHeader, SampleImages.PngChunk("PrIv", 1))
            .AssertInvalid("a critical chunk of a type that PNG does not define", AfterHeader);
        _png.Insert(AfterHeader, SampleImages.PngChunk("t\u0001Xt", 1)).AssertInvalid("a chunk's type is not four letters", AfterHeader);
    }

    [Fact]
    public void Rejects_Apples_Variant() =>
        _png.Insert(Header, SampleImages.PngChunk("CgBI", 0x50, 0, 0x20, 2))
            .AssertUnsupported("this is Apple's CgBI variant of PNG, which browsers do not show", Header);

    [Fact]
    public void Rejects_Palettes_That_Cannot_Be()
    {
        var indexed = SampleImages.Get("png-palette2.png").Bytes;
        var palette = indexed.Find("PLTE") - 4;
        var length = BinaryPrimitives.ReadInt32BigEndian(indexed.AsSpan(palette)) + 12;
        var without = indexed.Remove(palette, length);

        without.AssertInvalid("the image data comes before the PLTE chunk it needs", without.Find("IDAT") - 4);
        foreach (var size in (int[])[0, 4, 15])
        {
            without.Insert(palette, SampleImages.PngChunk("PLTE", new byte[size]))
                .AssertInvalid("the PLTE chunk holds no possible number of colours", palette);
        }
        indexed.Insert(palette, indexed.AsSpan(palette, length)).AssertInvalid("a second PLTE chunk", palette + length);
        SampleImages.Get("png-gray.png").Bytes.Insert(AfterHeader, SampleImages.PngChunk("PLTE", 1, 2, 3))
            .AssertInvalid("a PLTE chunk in a greyscale image", AfterHeader);
        _png.Insert(AfterHeader, SampleImages.PngChunk("PLTE", 1, 2, 3)).Accept();
        _png.Insert(_end, SampleImages.PngChunk("PLTE", 1, 2, 3)).AssertInvalid("the PLTE chunk comes after the image data", _end);
    }

    [Fact]
    public void Counts_What_The_Animation_Shows_And_The_Hidden_Still_Among_The_Pixels()
    {
        Assert.Equal(3 * 40 * 30, _animated.Accept().Pixels);
        Assert.Equal(3 * 40 * 30, SampleImages.Get("png-animated-hidden-first.png").Bytes.Accept().Pixels);
    }

    [Fact]
    public void Rejects_An_Animation_That_Promises_Other_Than_It_Holds()
    {
        var second = _animated.AsSpan(_frame + 8).IndexOf("fcTL"u8) + _frame + 4;
        WithChecksum(_animated.With(_control + 8, 0, 0, 0, 4), _control)
            .AssertInvalid("the animation has fewer frames than its acTL chunk promises", _animated.Length - 12);
        WithChecksum(_animated.With(_control + 8, 0, 0, 0, 1), _control)
            .AssertInvalid("the animation has more frames than its acTL chunk promises", second);
        WithChecksum(_animated.With(_control + 8, 0, 0, 0, 0), _control)
            .AssertInvalid("the acTL chunk promises no possible number of frames", _control);
        _animated.Insert(_control, _animated.AsSpan(_control, 20)).AssertInvalid("a second acTL chunk", _control + 20);
        _png.Insert(_end, _animated.AsSpan(_control, 20)).AssertInvalid("the acTL chunk comes after the image data", _end);
    }

    [Fact]
    public void Rejects_Animation_Chunks_Out_Of_Sequence()
    {
        WithChecksum(_animated.With(_frame + 8, 0, 0, 0, 1), _frame).AssertInvalid("the animation's chunks are out of sequence", _frame);
        WithChecksum(_animated.With(_frameData + 8, 0, 0, 0, 9), _frameData)
            .AssertInvalid("the animation's chunks are out of sequence", _frameData);
    }

    [Fact]
    public void Rejects_Frames_That_Do_Not_Fit_The_Image()
    {
        WithChecksum(_animated.With(_frame + 20, 0, 0, 0, 1), _frame)
            .AssertInvalid("a frame of the animation does not lie within the image", _frame);
        WithChecksum(_animated.With(_frame + 20, 0xFF, 0xFF, 0xFF, 0xFF), _frame)
            .AssertInvalid("a frame of the animation does not lie within the image", _frame);
        WithChecksum(_animated.With(_frame + 12, 0, 0, 0, 20), _frame)
            .AssertInvalid("the animation's first frame is not the size of the image whose data it shares", _frame);
        WithChecksum(_animated.With(_frame + 32, 3), _frame)
            .AssertInvalid("a frame of the animation asks for an operation that PNG does not define", _frame);
    }

    [Fact]
    public void Rejects_Frames_Without_Data_And_Data_Without_Frames()
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(_animated.AsSpan(_frameData)) + 12;
        var without = _animated.Remove(_frameData, length);
        without.AssertInvalid("a frame of the animation has no data", _frameData);

        byte[] control = SampleImages.PngChunk("acTL", 0, 0, 0, 1, 0, 0, 0, 0);
        _png.Insert(_end, SampleImages.PngChunk("fdAT", 0, 0, 0, 0, 1)).Insert(AfterHeader, control)
            .AssertInvalid("an fdAT chunk belongs to no frame", _end + control.Length);
    }

    [Fact]
    public void Without_Control_The_Other_Animation_Chunks_Mean_Nothing() =>
        Assert.Equal(1, _animated.Remove(_control, 20).Accept().Frames);

    private static byte[] WithChecksum(byte[] file, int chunk)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(chunk)) + 4;
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(chunk + 4 + length), Crc32.HashToUInt32(file.AsSpan(chunk + 4, length)));
        return file;
    }
}
