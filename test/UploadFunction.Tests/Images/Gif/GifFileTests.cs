using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images.Gif;

public sealed class GifFileTests
{
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

    [Fact]
    public void Passes_Over_Extensions() =>
        Gif.Insert(FirstBlock, 0x21, 0xFE, 2, (byte)'h', (byte)'i', 1, (byte)'!', 0, 0x21, 0x77, 0).Accept();

    [Fact]
    public void Rejects_What_Is_No_Block() =>
        Gif.Insert(FirstBlock, 0x00).AssertInvalid("a block of a kind that GIF does not define", FirstBlock);

    [Fact]
    public void Rejects_A_File_Without_Trailer_And_With_More_Behind_It()
    {
        Gif[..^1].AssertInvalid("the file ends before its trailer", Gif.Length - 1);
        Gif.Insert(Gif.Length, 0).AssertInvalid("bytes follow the end of the image", Gif.Length);
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

    [Fact]
    public void Rejects_A_Graphic_Control_Of_Another_Length() =>
        Gif.Insert(FirstBlock, 0x21, 0xF9, 3, 0, 0, 0, 0).AssertInvalid("a graphic control extension of the wrong length", FirstBlock);

    private static (int Width, int Height) Size(byte[] file) => (file.Accept().Width, file.Accept().Height);

    private static IEnumerable<int> Blocks(byte[] gif)
    {
        for (var at = 13 + (3 << ((gif[10] & 7) + 1)); gif[at] != 0x3B;)
        {
            yield return at;
            if (gif[at] == 0x21)
                at += 2;
            else
                at += 11 + ((gif[at + 9] & 0x80) == 0 ? 0 : 3 << ((gif[at + 9] & 7) + 1));
            for (; gif[at] != 0; at += gif[at] + 1) { }
            at++;
        }
    }
}
