using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>Damaged Exif is ignored, as browsers do; each case was seen to agree with Chromium.</summary>
public sealed class ExifOrientationTests
{
    private static readonly byte[] _turned = Tiff(orientation: 6);

    [Fact]
    public void The_First_Exif_Of_A_Jpeg_Counts()
    {
        Assert.True(IsTurned(Jpeg(App1(_turned), App1(Tiff(1)))));
        Assert.False(IsTurned(Jpeg(App1(Tiff(1)), App1(_turned))));
        Assert.False(IsTurned(Jpeg(App1([.. "XX*\0"u8, .. _turned[4..]]), App1(_turned))));
    }

    [Fact]
    public void The_First_Exif_Of_A_Png_Counts()
    {
        Assert.True(IsTurned(Png(33, _turned, Tiff(1))));
        Assert.False(IsTurned(Png(33, Tiff(1), _turned)));
    }

    [Fact]
    public void Exif_Behind_The_Picture_Data_Comes_Too_Late()
    {
        var jpeg = SampleImages.Jpeg.Bytes;

        Assert.False(IsTurned(jpeg.Insert(jpeg.Length - 2, App1(_turned))));
        Assert.False(IsTurned(Png(SampleImages.Png.Bytes.Length - 12, _turned)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void Values_Outside_1_To_8_Mean_Upright(int value) => Assert.False(IsTurned(Jpeg(App1(Tiff(value)))));

    [Fact]
    public void Another_Type_Or_Count_Means_Upright()
    {
        Assert.False(IsTurned(Jpeg(App1(_turned.With(12, 4)))));
        Assert.False(IsTurned(Jpeg(App1(_turned.With(14, 2)))));
        Assert.False(IsTurned(Jpeg(App1(_turned.With(14, 0)))));
    }

    [Fact]
    public void Entries_Are_Read_As_Far_As_They_Are_There()
    {
        Assert.True(IsTurned(Jpeg(App1(_turned.With(8, 0xFF, 0xFF)))));
        Assert.True(IsTurned(Jpeg(App1(_turned[..22]))));
    }

    [Fact]
    public void Exif_Cut_Anywhere_Is_No_Reason_To_Refuse()
    {
        for (var length = 0; length < 22; length++)
            Assert.False(IsTurned(Jpeg(App1(_turned[..length]))));
        for (var at = 0; at < _turned.Length; at++)
            _ = IsTurned(Jpeg(App1(_turned.With(at, 0xFF))));
    }

    private static bool IsTurned(byte[] file) => file.Accept() is { Width: 30, Height: 40 };

    private static byte[] Jpeg(params byte[][] segments) => SampleImages.Jpeg.Bytes.Insert(2, [.. segments.SelectMany(segment => segment)]);

    private static byte[] Png(int at, params byte[][] blocks) =>
        SampleImages.Png.Bytes.Insert(at, [.. blocks.SelectMany(block => SampleImages.PngChunk("eXIf", block))]);

    private static byte[] App1(byte[] tiff) => [0xFF, 0xE1, 0, (byte)(tiff.Length + 8), .. "Exif\0\0"u8, .. tiff];

    /// <summary>One directory with one entry: Orientation, a SHORT.</summary>
    private static byte[] Tiff(int orientation) =>
    [
        .. "II*\0"u8, 8, 0, 0, 0, 1, 0,
        0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, (byte)(orientation >> 8), 0, 0,
        0, 0, 0, 0,
    ];
}
