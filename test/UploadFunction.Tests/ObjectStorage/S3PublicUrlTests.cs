using ObjectStorage.S3;

namespace UploadFunction.Tests.ObjectStorage;

public sealed class S3PublicUrlTests
{
    [Theory]
    [InlineData("eu-central-1", null, "https://pictures.s3.eu-central-1.amazonaws.com")]
    [InlineData("eu-central-1", "http://localhost:9000/", "http://localhost:9000/pictures")]
    public void Images_Are_Read_Where_The_Environment_Has_The_Bucket(string region, string? endpoint, string expected)
    {
        var environment = new Dictionary<string, string?> { ["AWS_REGION"] = region, ["AWS_ENDPOINT_URL_S3"] = endpoint };

        Assert.Equal(expected, S3ObjectStore.Open("pictures", environment.GetValueOrDefault, TimeProvider.System).PublicUrl);
    }
}
