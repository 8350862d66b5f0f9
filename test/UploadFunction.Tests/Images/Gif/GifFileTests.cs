using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images.Gif;

public sealed class GifFileTests
{
    private static readonly byte[] _gif = SampleImages.Gif.Bytes;
    private static readonly int _blocks = 13 + (3 << ((_gif[10] & 7) + 1));
    private static readonly int _image = Blocks(_gif).First(block => _gif[block] == 0x2C);
    private static readonly byte[] _animated = SampleImages.Get("gif-animated.gif").Bytes;

    [Fact]
    public void Enlarges_The_Screen_To_The_First_Picture_And_Not_To_Later_Ones()
    {
        // Seen to agree with Chromium, case by case.
        Assert.Equal((60, 40), Size(_gif.With(_image + 1, 20, 0, 10, 0)));
        Assert.Equal((40, 30), Size(_gif.With(6, 10, 0, 10, 0)));
        Assert.Equal((40, 30), Size(_gif.With(6, 0, 0, 0, 0)));
        Assert.Equal((100, 90), Size(_gif.With(6, 100, 0, 90, 0)));
        var second = Blocks(_animated).Where(block => _animated[block] == 0x2C).ElementAt(1);
        Assert.Equal((40, 30), Size(_animated.With(second + 1, 20, 0, 10, 0)));
    }

    [Fact]
    public void Counts_Pictures_Larger_Than_The_Screen_In_Full()
    {
        var second = Blocks(_animated).Where(block => _animated[block] == 0x2C).ElementAt(1);

        Assert.Equal((2 * 40 * 30) + (65535L * 65535), _animated.With(second + 5, 0xFF, 0xFF, 0xFF, 0xFF).Accept().Pixels);
    }

    [Fact]
    public void Counts_The_Whole_Screen_For_Each_Small_Picture() =>
        Assert.Equal(3 * 65535L * 65535, _animated.With(6, 0xFF, 0xFF, 0xFF, 0xFF).Accept().Pixels);

    [Fact]
    public void Passes_Over_Extensions() =>
        _gif.Insert(_blocks, 0x21, 0xFE, 2, (byte)'h', (byte)'i', 1, (byte)'!', 0, 0x21, 0x77, 0).Accept();

    [Fact]
    public void Rejects_What_Is_No_Block() =>
        _gif.Insert(_blocks, 0x00).AssertInvalid("a block of a kind that GIF does not define", _blocks);

    [Fact]
    public void Rejects_A_File_Without_Trailer_And_With_More_Behind_It()
    {
        _gif[..^1].AssertInvalid("the file ends before its trailer", _gif.Length - 1);
        _gif.Insert(_gif.Length, 0).AssertInvalid("bytes follow the end of the image", _gif.Length);
    }

    [Fact]
    public void Rejects_An_Image_Without_Pictures() =>
        _gif.Remove(_image, _gif.Length - 1 - _image).AssertInvalid("the image ends before any picture", _image);

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void Rejects_A_Picture_Without_Width_Or_Height(int position) =>
        _gif.With(_image + position, 0, 0).AssertInvalid("a picture without width or height", _image);

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Rejects_A_Code_Size_That_Gif_Does_Not_Allow(byte size) =>
        _gif.With(_image + 10, size).AssertInvalid("a picture's LZW code size is not one that GIF allows", _image);

    [Fact]
    public void Rejects_A_Picture_Without_Data() =>
        _gif.Remove(_image + 11, _gif.Length - 2 - _image - 11).AssertInvalid("a picture without data", _image);

    [Fact]
    public void Rejects_A_Graphic_Control_Of_Another_Length() =>
        _gif.Insert(_blocks, 0x21, 0xF9, 3, 0, 0, 0, 0).AssertInvalid("a graphic control extension of the wrong length", _blocks);

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
