using Microsoft.Extensions.Configuration;
using UploadFunction.Images;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Uploads;

public sealed class UploadOptionsTests
{
    [Fact]
    public void Lists_Are_Separated_By_Commas()
    {
        var options = Load(
            isLambda: false,
            ("Types", "image/png, IMAGE/HEIC"),
            ("MetadataNames", "Alt,photographer,alt"),
            ("AllowedOrigins", "https://www.example.com/,http://localhost:8080,https://bücher.example"),
            ("PublicBaseUrl", "https://cdn.example.com/pictures/"));

        Assert.Equal([ImageFormat.Png, ImageFormat.Heic], options.Types);
        Assert.Equal(["alt", "photographer"], options.MetadataNames);
        Assert.Equal(["https://www.example.com", "http://localhost:8080", "https://xn--bcher-kva.example"], options.AllowedOrigins);
        Assert.Equal("https://cdn.example.com/pictures", options.PublicBaseUrl);
    }

    [Theory]
    [InlineData("MaxInlineBytes", "4500001")]
    [InlineData("MaxInlineBytes", "0")]
    [InlineData("MetadataNames", "uploaded-by")]
    [InlineData("MaxBytes", "-1")]
    [InlineData("MaxBytes", "25MB")]
    [InlineData("MaxPixels", "1e9")]
    [InlineData("TicketMinutes", "0")]
    [InlineData("TicketMinutes", "16")]
    [InlineData("Types", "image/svg+xml")]
    [InlineData("Types", "jpeg")]
    [InlineData("Types", ",")]
    [InlineData("AllowedOrigins", ",")]
    [InlineData("Bucket", "Bad Bucket/../x")]
    [InlineData("MetadataNames", "file-name")]
    [InlineData("MetadataNames", "-x")]
    [InlineData("MetadataNames", "mit leerzeichen")]
    [InlineData("AllowedOrigins", "https://www.example.com/path")]
    [InlineData("AllowedOrigins", "www.example.com")]
    [InlineData("AllowedOrigins", "*,https://www.example.com")]
    [InlineData("PublicBaseUrl", "/pictures")]
    [InlineData("PublicBaseUrl", "https://cdn.example.com/?a=b")]
    public void A_Wrong_Value_Is_Named_In_One_Line(string name, string value)
    {
        var error = Assert.Throws<UploadOptionsException>(() => Load(isLambda: false, (name, value)));

        Assert.Contains($"Upload__{name}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("Api,Verifier")]
    public void A_Function_Is_One_By_Its_Name(string value)
    {
        var error = Assert.Throws<UploadOptionsException>(() => Load(isLambda: true, ("Bucket", "images"), ("Function", value)));

        Assert.Equal($"Upload__Function is '{value}', but must be one of Api, Verifier, SitePublisher.", error.Message);
        Assert.Equal(FunctionKind.Verifier, Load(isLambda: true, ("Bucket", "images"), ("Function", "verifier")).Function);
    }

    private static UploadOptions Load(bool isLambda, params (string Name, string Value)[] settings) => UploadOptions.Load(
        new ConfigurationBuilder().AddInMemoryCollection(
            settings.ToDictionary(setting => $"Upload:{setting.Name}", setting => (string?)setting.Value)).Build(),
        isLambda);
}
