using System.Buffers.Binary;
using UploadFunction.Images;
using static UploadFunction.Tests.Support.SampleImages;

namespace UploadFunction.Tests.Images.Png;

/// <summary>Animations that break APNG's rules are stored as Chromium plays them.</summary>
public sealed class PngAnimationTests
{
    private const int AfterHeader = 33;

    private static readonly byte[] Header = PngChunk("IHDR", 0, 0, 0, 4, 0, 0, 0, 4, 8, 0, 0, 0, 0);
    private static readonly byte[] Picture = PngChunk("IDAT", "still"u8);
    private static readonly byte[] Still = File(Picture);
    private static readonly byte[] First = [.. Frame(0), .. Picture];
    private static readonly byte[] Second = [.. Frame(1), .. Data(2)];
    private static readonly byte[] Third = [.. Frame(3), .. Data(4)];

    [Fact]
    public void A_Right_Animation_Stays()
    {
        foreach (var file in (byte[][])[File(Promise(3), First, Second, Third), File(Promise(1), First), Hidden(2, 2)])
            Assert.Equal(file, StoredPng.Of(file).Bytes);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(int.MaxValue)]
    public void A_Promise_Of_More_Frames_Is_Lowered_To_Those_Present(int promised)
    {
        var stored = StoredPng.Of(File(Promise(promised, plays: 7), First, Second, Third));

        Assert.Equal((ImageChanges.Repaired, 3), (stored.Changes, stored.Info.Frames));
        Assert.Equal(File(Promise(3, plays: 7), First, Second, Third), stored.Bytes);
        Assert.Equal(Hidden(2, 2), StoredPng.Of(Hidden(promised, 2)).Bytes);
        Assert.Equal(File(Promise(1), First), StoredPng.Of(File(Promise(promised), First)).Bytes);
    }

    [Fact]
    public void Frames_Beyond_The_Promise_Go()
    {
        var stored = StoredPng.Of(File(Promise(2), First, Second, Third));

        Assert.Equal((ImageChanges.Repaired, 2), (stored.Changes, stored.Info.Frames));
        Assert.Equal(File(Promise(2), First, Second), stored.Bytes);
    }

    [Fact]
    public void A_Promise_Of_One_Frame_Of_Several_Leaves_A_Plain_Still()
    {
        var stored = StoredPng.Of(File(Promise(1), First, Second, Third));

        Assert.Equal((ImageChanges.Repaired, 1, 16), (stored.Changes, stored.Info.Frames, stored.Info.Pixels));
        Assert.Equal(Still, stored.Bytes);
    }

    /// <summary>Chromium shows that frame, not the still.</summary>
    [Fact]
    public void A_Promise_Of_One_Frame_Beside_The_Still_Keeps_That_Frame() =>
        Assert.Equal(Hidden(1, 1), StoredPng.Of(Hidden(1, 2)).Bytes);

    [Fact]
    public void Nothing_Is_Expected_Of_Frames_That_Go()
    {
        byte[] wrong = [.. Frame(9), .. Data(9), .. Frame(9)];
        wrong[^1] ^= 1;

        Assert.Equal(File(Promise(2), First, Second), StoredPng.Of(File(Promise(2), First, Second, wrong)).Bytes);
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0x80000000u, 0u)]
    [InlineData(3u, 0x80000000u)]
    public void A_Promise_That_Cannot_Be_Leaves_The_Still(uint frames, uint plays)
    {
        byte[] data = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(data, frames);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), plays);

        var stored = StoredPng.Of(File(PngChunk("acTL", data), First, Second, Third));

        Assert.Equal((ImageChanges.Repaired, 1), (stored.Changes, stored.Info.Frames));
        Assert.Equal(Still, stored.Bytes);
    }

    [Fact]
    public void A_Promise_That_Is_Broken_Late_Or_Missing_Leaves_The_Still()
    {
        var broken = Promise(3);
        broken[^1] ^= 1;

        Assert.Equal(Still, StoredPng.Of(File(broken, First, Second, Third)).Bytes);
        Assert.Equal(Still, StoredPng.Of(File(Picture, Promise(2), Frame(0), Data(1), Second)).Bytes);
        Assert.Equal(Still, StoredPng.Of(File(First, Second, Third)).Bytes);
        Assert.Equal(Still, StoredPng.Of(File(Promise(3), Picture)).Bytes); // and no frames
    }

    [Fact]
    public void The_First_Promise_That_Can_Be_Counts() =>
        Assert.Equal(
            File(Promise(3), First, Second, Third),
            StoredPng.Of(File(Promise(0), Promise(3), Promise(2), First, Second, Third)).Bytes);

    [Fact]
    public void Metadata_Between_Frames_Goes() =>
        Assert.Equal(
            File(Promise(2), First, Second),
            StoredPng.Of(File(Promise(2), First, Frame(1), PngChunk("tEXt", "a\0b"u8), Data(2))).Bytes);

    [Fact]
    public void A_Frame_Before_The_Promise_Is_Refused_Since_The_Sequence_Breaks() =>
        File(Frame(0), Promise(2), Picture, Second)
            .AssertInvalid("the animation's chunks are out of sequence", AfterHeader + 38 + 20 + Picture.Length);

    private static byte[] File(params byte[][] chunks) =>
        [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. Header, .. chunks.SelectMany(chunk => chunk), .. PngChunk("IEND")];

    /// <summary>An animation whose still is not one of its frames.</summary>
    private static byte[] Hidden(int promised, int frames) =>
        File([Promise(promised), Picture, .. Enumerable.Range(0, frames).SelectMany(FrameAndData)]);

    private static IEnumerable<byte[]> FrameAndData(int frame) => [Frame(2 * frame), Data(2 * frame + 1)];

    private static byte[] Promise(int frames, byte plays = 0)
    {
        var data = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(data, frames);
        data[7] = plays;
        return PngChunk("acTL", data);
    }

    private static byte[] Frame(int sequence) =>
        PngChunk("fcTL", [0, 0, 0, (byte)sequence, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0]);

    private static byte[] Data(int sequence) => PngChunk("fdAT", 0, 0, 0, (byte)sequence, 1, 2, 3);
}
