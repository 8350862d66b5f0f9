using UploadFunction.Images;

namespace UploadFunction.Tests.Images;

public sealed class ImageFormatTests
{
    [Theory]
    [InlineData("image/jpeg", "jpg")]
    [InlineData("image/png", "png")]
    [InlineData("image/gif", "gif")]
    [InlineData("image/webp", "webp")]
    [InlineData("image/avif", "avif")]
    [InlineData("image/heic", "heic")]
    public void Each_Format_Has_Its_Type_And_Extension(string mimeType, string extension)
    {
        Assert.True(ImageFormat.TryParseMimeType(mimeType.ToUpperInvariant(), out var format));
        Assert.Equal((mimeType, extension), (format.MimeType, format.Extension));
    }

    [Theory]
    [InlineData("image/jpg", "image/jpeg")]
    [InlineData("IMAGE/PJPEG", "image/jpeg")]
    [InlineData("image/x-png", "image/png")]
    [InlineData("image/apng", "image/png")]
    public void An_Alias_Is_The_Registered_Type(string alias, string mimeType)
    {
        Assert.True(ImageFormat.TryParseMimeType(alias, out var format));
        Assert.Equal(mimeType, format.MimeType);
    }

    [Theory]
    [InlineData("image/svg+xml")]
    [InlineData("image/x-jpg")]
    [InlineData("image/")]
    [InlineData("")]
    public void Other_Types_Are_None(string mimeType) => Assert.False(ImageFormat.TryParseMimeType(mimeType, out _));
}
