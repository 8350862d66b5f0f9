using System.Buffers.Binary;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images.Webp;

public sealed class WebpFileTests
{
    private const int FirstChunk = 12;

    private static readonly byte[] _lossy = SampleImages.Webp.Bytes;
    private static readonly byte[] _lossless = SampleImages.Get("webp-lossless.webp").Bytes;
    private static readonly byte[] _alpha = SampleImages.Get("webp-lossy-alpha.webp").Bytes;
    private static readonly byte[] _animated = SampleImages.Get("webp-animated-lossy.webp").Bytes;
    private static readonly int _frame = _animated.Find("ANMF");

    [Fact]
    public void Passes_Over_Chunks_It_Does_Not_Know() =>
        WithLength(_alpha.Insert(_alpha.Length, [.. "abcd"u8, 1, 0, 0, 0, 7, 0])).Accept();

    [Fact]
    public void Rejects_A_File_Whose_Length_Is_Not_What_It_Says()
    {
        _lossy[..^2].AssertInvalid("the file is shorter than its header says", _lossy.Length - 2);
        _lossy.Insert(_lossy.Length, 0).AssertInvalid("bytes follow the end of the image", _lossy.Length);
        _lossy.With(4, 0xFF, 0xFF, 0xFF, 0xFF).AssertInvalid("the file is shorter than its header says", _lossy.Length);
        WithLength(_lossy[..FirstChunk]).AssertInvalid("the image ends before any picture", FirstChunk);
    }

    [Fact]
    public void Rejects_A_Chunk_Longer_Than_What_It_Lies_In()
    {
        _lossy.With(FirstChunk + 4, 0xFF, 0xFF, 0xFF, 0xFF).AssertInvalid("a chunk is longer than what it lies in", FirstChunk);
        WithLength(_lossy.Insert(_lossy.Length, 1, 2)).AssertInvalid("a chunk is longer than what it lies in", _lossy.Length);
        _animated.With(_frame + 28, 0xFF, 0xFF).AssertInvalid("a chunk is longer than what it lies in", _frame + 24);
    }

    [Fact]
    public void Rejects_A_Chunk_Whose_Padding_Is_Missing()
    {
        byte[] odd = [.. "abcd"u8, 1, 0, 0, 0, 7];

        WithLength(_lossy.Insert(_lossy.Length, odd)).AssertInvalid("a chunk is longer than what it lies in", _lossy.Length);
    }

    [Fact]
    public void Rejects_Bitstreams_That_Do_Not_Start_As_They_Must()
    {
        const int Payload = FirstChunk + 8;
        var first = _lossy[Payload];

        _lossy.With(Payload, (byte)(first | 1)).AssertInvalid("a VP8 chunk does not start with a key frame", FirstChunk);
        _lossy.With(Payload, (byte)(first & ~0x10)).AssertInvalid("a VP8 chunk does not start with a key frame", FirstChunk);
        _lossy.With(Payload + 3, 0).AssertInvalid("a VP8 chunk does not start with a key frame", FirstChunk);
        _lossy.With(Payload + 2, 0xFF).AssertInvalid("a VP8 chunk is too short for its first partition", FirstChunk);
        _lossy.With(Payload + 6, 0, 0).AssertInvalid("a picture without width or height", FirstChunk);
        _lossless.With(Payload, 0).AssertInvalid("a VP8L chunk does not start with its signature and version 0", FirstChunk);
        _lossless.With(Payload + 4, 0xE0).AssertInvalid("a VP8L chunk does not start with its signature and version 0", FirstChunk);
    }

    [Fact]
    public void Rejects_A_Canvas_That_Is_Not_The_Pictures() =>
        _alpha.With(FirstChunk + 12, 99).AssertInvalid("the picture is not the size of the canvas", _alpha.Find("VP8 "));

    [Fact]
    public void Rejects_A_Canvas_Larger_Than_Webp_Allows() =>
        _alpha.With(FirstChunk + 12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)
            .AssertInvalid("the canvas is larger than WebP allows", FirstChunk);

    [Fact]
    public void Rejects_Chunks_Out_Of_Order()
    {
        WithLength(_lossy.Insert(FirstChunk, [.. "EXIF"u8, 0, 0, 0, 0]))
            .AssertInvalid("the first chunk is not VP8, VP8L or VP8X", FirstChunk);
        WithLength(_lossy.Insert(_lossy.Length, _lossy.AsSpan(FirstChunk)))
            .AssertInvalid("a second picture where there may be one", _lossy.Length);
        WithLength(_alpha.Insert(30, _alpha.AsSpan(FirstChunk, 18))).AssertInvalid("a VP8X chunk that is not the first", 30);
        _alpha.With(FirstChunk + 8, 0x12).AssertInvalid("a picture outside the frames of an animation", _alpha.Find("ALPH"));
        _animated.With(FirstChunk + 8, 0).AssertInvalid("an ANIM chunk in an image that is not marked as animated", _animated.Find("ANIM"));
        WithLength(_animated.Remove(_animated.Find("ANIM"), 14)).AssertInvalid("a frame comes before the ANIM chunk", _frame - 14);
    }

    [Fact]
    public void Rejects_Frames_Outside_The_Canvas_Or_Of_Another_Size_Than_They_Say()
    {
        _animated.With(_frame + 8, 1).AssertInvalid("a frame does not lie within the canvas", _frame);
        _animated.With(_frame + 8, 0xFF, 0xFF, 0xFF).AssertInvalid("a frame does not lie within the canvas", _frame);
        _animated.With(_frame + 14, 20).AssertInvalid("a frame does not hold a picture of its size", _frame);
    }

    [Fact]
    public void Counts_The_Whole_Canvas_For_Each_Small_Frame() =>
        Assert.Equal(3 * 0x10000L * 0xFFFF, _animated.With(FirstChunk + 12, 0xFF, 0xFF, 0, 0xFE, 0xFF, 0).Accept().Pixels);

    private static byte[] WithLength(byte[] file)
    {
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }
}
