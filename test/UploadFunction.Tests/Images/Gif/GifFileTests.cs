using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images.Gif;

public sealed class GifFileTests
{
    internal const string CutOff = "the picture data is cut off; save the photo anew, or send it again from the camera";

    private static readonly byte[] Gif = SampleImages.Gif.Bytes;
    private static readonly int FirstBlock = 13 + (3 << ((Gif[10] & 7) + 1));
    private static readonly int Image = Blocks(Gif).First(block => Gif[block] == 0x2C);
    private static readonly byte[] Animated = SampleImages.Get("gif-animated.gif").Bytes;

    [Fact]
    public void Enlarges_The_Screen_To_The_First_Picture_And_Not_To_Later_Ones()
    {
        // Seen to agree with Chromium, case by case.
        Assert.Equal((60, 40), Size(Gif.With(Image + 1, 20, 0, 10, 0)));
        Assert.Equal((40, 30), Size(Gif.With(6, 10, 0, 10, 0)));
        Assert.Equal((40, 30), Size(Gif.With(6, 0, 0, 0, 0)));
        Assert.Equal((100, 90), Size(Gif.With(6, 100, 0, 90, 0)));
        var second = Blocks(Animated).Where(block => Animated[block] == 0x2C).ElementAt(1);
        Assert.Equal((40, 30), Size(Animated.With(second + 1, 20, 0, 10, 0)));
    }

    [Fact]
    public void Counts_Pictures_Larger_Than_The_Screen_In_Full()
    {
        var second = Blocks(Animated).Where(block => Animated[block] == 0x2C).ElementAt(1);

        Assert.Equal((2 * 40 * 30) + (65535L * 65535), Animated.With(second + 5, 0xFF, 0xFF, 0xFF, 0xFF).Accept().Pixels);
    }

    [Fact]
    public void Counts_The_Whole_Screen_For_Each_Small_Picture() =>
        Assert.Equal(3 * 65535L * 65535, Animated.With(6, 0xFF, 0xFF, 0xFF, 0xFF).Accept().Pixels);

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x99)]
    public void Rejects_What_Is_No_Block_Before_The_First_Picture(byte introducer) =>
        Gif.Insert(FirstBlock, introducer).AssertInvalid("a block of a kind that GIF does not define", FirstBlock);

    [Fact]
    public void Rejects_A_File_That_Ends_Before_Its_First_Picture()
    {
        Gif[..Image].AssertInvalid(CutOff, Image);
        Gif[..(Image + 5)].AssertInvalid(CutOff, Image);
        Gif[..9].AssertInvalid(CutOff, 6);
        Gif.Insert(FirstBlock, 0x21, 0xFE, 200)[..(FirstBlock + 9)].AssertInvalid(CutOff, FirstBlock);
    }

    [Fact]
    public void Rejects_An_Image_Without_Pictures() =>
        Gif.Remove(Image, Gif.Length - 1 - Image).AssertInvalid("the image ends before any picture", Image);

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void Rejects_A_Picture_Without_Width_Or_Height(int position) =>
        Gif.With(Image + position, 0, 0).AssertInvalid("a picture without width or height", Image);

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Rejects_A_Code_Size_That_Gif_Does_Not_Allow(byte size) =>
        Gif.With(Image + 10, size).AssertInvalid("a picture's LZW code size is not one that GIF allows", Image);

    [Fact]
    public void Rejects_A_Picture_Without_Data() =>
        Gif.Remove(Image + 11, Gif.Length - 2 - Image - 11).AssertInvalid("a picture without data", Image);

    [Theory]
    [InlineData(new byte[] { 0x21, 0xF9, 0 })]
    [InlineData(new byte[] { 0x21, 0xF9, 3, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x21, 0xF9, 5, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x21, 0xF9, 4, 0, 0, 0, 0, 1, 0, 0 })]
    [InlineData(new byte[] { 0x21, 0xF9, 2, 0, 0, 1, 0, 0 })]
    public void Rejects_A_Graphic_Control_Of_Another_Length(byte[] control) =>
        Gif.Insert(FirstBlock, control).AssertInvalid("a graphic control extension of the wrong length", FirstBlock);

    private static (int Width, int Height) Size(byte[] file) => (file.Accept().Width, file.Accept().Height);

    private static IEnumerable<int> Blocks(byte[] gif) => GifBlockRange.All(gif).Select(block => block.Start);
}
