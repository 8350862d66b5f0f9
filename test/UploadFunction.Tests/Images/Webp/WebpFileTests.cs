using System.Buffers.Binary;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images.Webp;

public sealed class WebpFileTests
{
    private const int FirstChunk = 12;

    private static readonly byte[] Lossy = SampleImages.Webp.Bytes;
    private static readonly byte[] Lossless = SampleImages.Get("webp-lossless.webp").Bytes;
    private static readonly byte[] Alpha = SampleImages.Get("webp-lossy-alpha.webp").Bytes;
    private static readonly byte[] Animated = SampleImages.Get("webp-animated-lossy.webp").Bytes;
    private static readonly int Frame = Animated.Find("ANMF");

    [Fact]
    public void Rejects_A_File_That_Is_Shorter_Than_It_Says()
    {
        const string CutOff = "the picture data is cut off; save the photo anew, or send it again from the camera";

        Lossy[..^2].AssertInvalid(CutOff, Lossy.Length - 2);
        Lossy.With(4, 0xFF, 0xFF, 0xFF, 0xFF).AssertInvalid(CutOff, Lossy.Length);
        Lossy.With(4, 0, 0, 0, 0).AssertInvalid("the image ends before any picture", FirstChunk);
        WithLength(Lossy[..FirstChunk]).AssertInvalid("the image ends before any picture", FirstChunk);
    }

    [Fact]
    public void Rejects_A_Chunk_Longer_Than_What_It_Lies_In()
    {
        Lossy.With(FirstChunk + 4, 0xFF, 0xFF, 0xFF, 0xFF).AssertInvalid("a chunk is longer than what it lies in", FirstChunk);
        WithLength(Lossy.Insert(Lossy.Length, 1, 2)).AssertInvalid("a chunk is longer than what it lies in", Lossy.Length);
        Lossy.With(4, (byte)(Lossy[4] - 2)).AssertInvalid("a chunk is longer than what it lies in", FirstChunk);
        Animated.With(Frame + 28, 0xFF, 0xFF).AssertInvalid("a chunk is longer than what it lies in", Frame + 24);
    }

    [Fact]
    public void Rejects_A_Chunk_Whose_Padding_Is_Missing()
    {
        byte[] odd = [.. "abcd"u8, 1, 0, 0, 0, 7];

        WithLength(Lossy.Insert(Lossy.Length, odd)).AssertInvalid("a chunk is longer than what it lies in", Lossy.Length);
    }

    [Fact]
    public void Rejects_Bitstreams_That_Do_Not_Start_As_They_Must()
    {
        const int Payload = FirstChunk + 8;
        var first = Lossy[Payload];

        Lossy.With(Payload, (byte)(first | 1)).AssertInvalid("a VP8 chunk does not start with a key frame", FirstChunk);
        Lossy.With(Payload, (byte)(first & ~0x10)).AssertInvalid("a VP8 chunk does not start with a key frame", FirstChunk);
        Lossy.With(Payload + 3, 0).AssertInvalid("a VP8 chunk does not start with a key frame", FirstChunk);
        Lossy.With(Payload + 2, 0xFF).AssertInvalid("a VP8 chunk is too short for its first partition", FirstChunk);
        Lossy.With(Payload + 6, 0, 0).AssertInvalid("a picture without width or height", FirstChunk);
        Lossless.With(Payload, 0).AssertInvalid("a VP8L chunk does not start with its signature and version 0", FirstChunk);
        Lossless.With(Payload + 4, 0xE0).AssertInvalid("a VP8L chunk does not start with its signature and version 0", FirstChunk);
    }

    [Fact]
    public void Rejects_A_Canvas_That_Is_Not_The_Pictures() =>
        Alpha.With(FirstChunk + 12, 99).AssertInvalid("the picture is not the size of the canvas", Alpha.Find("VP8 "));

    [Fact]
    public void Rejects_A_Canvas_Larger_Than_Webp_Allows() =>
        Alpha.With(FirstChunk + 12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)
            .AssertInvalid("the canvas is larger than WebP allows", FirstChunk);

    [Fact]
    public void Rejects_Chunks_Out_Of_Order()
    {
        WithLength(Lossy.Insert(FirstChunk, [.. "EXIF"u8, 0, 0, 0, 0]))
            .AssertInvalid("the first chunk is not VP8, VP8L or VP8X", FirstChunk);
        WithLength(Alpha.Insert(Alpha.Length, Lossy.AsSpan(FirstChunk)))
            .AssertInvalid("a second picture where there may be one", Alpha.Length);
        WithLength(Alpha.Insert(30, Alpha.AsSpan(FirstChunk, 18))).AssertInvalid("a VP8X chunk that is not the first", 30);
        Alpha.With(FirstChunk + 8, 0x12).AssertInvalid("a picture outside the frames of an animation", Alpha.Find("ALPH"));
        Animated.With(FirstChunk + 8, 0).AssertInvalid("an ANIM chunk in an image that is not marked as animated", Animated.Find("ANIM"));
        WithLength(Animated.Remove(Animated.Find("ANIM"), 14)).AssertInvalid("a frame comes before the ANIM chunk", Frame - 14);
    }

    [Fact]
    public void Rejects_Frames_Outside_The_Canvas_Or_Of_Another_Size_Than_They_Say()
    {
        Animated.With(Frame + 8, 1).AssertInvalid("a frame does not lie within the canvas", Frame);
        Animated.With(Frame + 8, 0xFF, 0xFF, 0xFF).AssertInvalid("a frame does not lie within the canvas", Frame);
        Animated.With(Frame + 14, 20).AssertInvalid("a frame does not hold a picture of its size", Frame);
    }

    [Fact]
    public void Rejects_What_Parts_A_Picture_From_Its_Alpha_Or_Its_Frame()
    {
        // Chromium shows nothing of either.
        byte[] unknown = [.. "abcd"u8, 2, 0, 0, 0, 7, 7];
        var picture = Alpha.Find("VP8 ");
        WithLength(Alpha.Insert(picture, unknown)).AssertInvalid("a chunk parts an ALPH chunk from its picture", picture);
        var length = BinaryPrimitives.ReadInt32LittleEndian(Animated.AsSpan(Frame + 4));
        var longer = Animated.Insert(Frame + 24, unknown);
        BinaryPrimitives.WriteInt32LittleEndian(longer.AsSpan(Frame + 4), length + unknown.Length);
        WithLength(longer).AssertInvalid("a frame does not begin with its picture", Frame + 24);
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x40)]
    [InlineData(0x80)]
    public void Rejects_A_Flag_That_Webp_Does_Not_Define(byte flag) =>
        Alpha.With(FirstChunk + 8, (byte)(0x10 | flag))
            .AssertInvalid("the VP8X chunk has a flag that WebP does not define", FirstChunk);

    [Fact]
    public void Rejects_Transparency_That_The_Header_Denies()
    {
        // Chromium shows such a picture as opaque, dwebp as transparent.
        const string Reason = "a picture is transparent, but the file's header says that none is; save the image anew";
        Alpha.With(FirstChunk + 8, 0).AssertInvalid(Reason, Alpha.Find("ALPH"));

        byte[] header = [.. Alpha[FirstChunk..Alpha.Find("ALPH")].With(8, 0)];
        var lossless = SampleImages.Get("webp-lossless-alpha.webp").Bytes;
        WithLength(lossless.Insert(FirstChunk, header)).AssertInvalid(Reason, FirstChunk + header.Length);
    }

    [Fact]
    public void Counts_The_Whole_Canvas_For_Each_Small_Frame() =>
        Assert.Equal(3 * 0x10000L * 0xFFFF, Animated.With(FirstChunk + 12, 0xFF, 0xFF, 0, 0xFE, 0xFF, 0).Accept().Pixels);

    private static byte[] WithLength(byte[] file)
    {
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }
}
