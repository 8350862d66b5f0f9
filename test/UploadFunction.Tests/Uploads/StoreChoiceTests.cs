using Microsoft.Extensions.Configuration;
using ObjectStorage;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Uploads;

public sealed class StoreChoiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lambda_Needs_A_Bucket_Unless_A_Folder_Is_Set_On_Purpose()
    {
        var error = Assert.Throws<UploadOptionsException>(() => Open(isLambda: true));
        Assert.Contains("Upload__Bucket", error.Message, StringComparison.Ordinal);

        var chosen = Path.Combine(_folder.Path, "chosen");
        Assert.Equal(chosen, Open(isLambda: true, ("Directory", chosen)).Place);
    }

    [Fact]
    public void Outside_Lambda_The_Folder_Is_Data_In_The_Content_Root()
    {
        Assert.Equal(Path.Combine(_folder.Path, ".data"), Open(isLambda: false).Place);
        Assert.Equal(Path.Combine(_folder.Path, "other"), Open(isLambda: false, ("Directory", "other")).Place);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_Bucket_Comes_Before_A_Folder(bool isLambda) =>
        Assert.Equal("S3 bucket pictures", Open(isLambda, ("Bucket", "pictures"), ("Directory", "other")).Place);

    private IObjectStore Open(bool isLambda, params (string Name, string Value)[] settings)
    {
        var section = settings.ToDictionary(setting => $"Upload:{setting.Name}", setting => (string?)setting.Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(section).Build();
        return StoreChoice.Open(
            UploadOptions.Load(configuration, isLambda),
            _folder.Path,
            isLambda,
            name => name == "AWS_REGION" ? "eu-central-1" : null,
            TimeProvider.System);
    }
}
