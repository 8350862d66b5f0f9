using System.Text.RegularExpressions;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using ObjectStorage;
using ObjectStorage.S3;
using UploadFunction.Tests.Images;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Direct;

/// <summary>The commands of <c>docs/photographs.md</c> for images that earlier versions stored as they were sent.</summary>
public sealed partial class EarlierImagesTests(S3Servers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_With_Metadata_Is_Stored_Anew_And_A_Clean_One_Stays()
    {
        foreach (var program in (string[])["aws", "bash", "curl", "jq"])
            Needs.Program(program);
        var server = await servers.MotoAsync();
        var bucket = await server.CreateBucketAsync();
        using var client = server.CreateClient();
        using var folder = new TemporaryFolder();
        await using var api = Start(keepsMetadata: false);
        var (photo, clean) = await StoreAsEarlierAsync();
        var page = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, "content")).FullName, "index.html");
        await File.WriteAllTextAsync(page, $"<img src=\"{photo}\"><img src=\"{clean}\">\n", Cancellation);

        var docs = await File.ReadAllTextAsync(Repository.PathTo("docs/photographs.md"), Cancellation);
        var address = api.BaseAddress.ToString().TrimEnd('/');
        var commands = string.Concat(Commands().Matches(docs).Select(block => block.Groups[1].Value))
            .Replace("my-bucket", bucket, StringComparison.Ordinal)
            .Replace("2026-12-01", "2999-12-31", StringComparison.Ordinal)
            .Replace("https://abc123.execute-api.eu-central-1.amazonaws.com", address, StringComparison.Ordinal);
        var (exitCode, output) = await ProcessOutput.RunAsync(
            "bash", ["-euo", "pipefail", "-c", commands], server.Environment, folder.Path);

        Assert.True(exitCode == 0, output);
        var images = ImageUrl().Matches(await File.ReadAllTextAsync(page, Cancellation)).Select(image => image.Value).ToArray();
        Assert.Equal(2, images.Length);
        Assert.NotEqual(photo, images[0]);
        Assert.Equal(clean, images[1]);
        var list = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket }, Cancellation);
        Assert.Equal(images.Select(KeyOf).Order(StringComparer.Ordinal), list.S3Objects.Select(found => found.Key));
        var stored = await Open().GetAsync(KeyOf(images[0]), long.MaxValue, Cancellation);
        Assert.Equal("metadata", stored!.Head.Metadata["changed"]);
        Assert.Equal("A%20cat%2C%20100%20%25", stored.Head.Metadata["alt"]);
        Assert.Equal((30, 40), (stored.Bytes.ToArray().Accept().Width, stored.Bytes.ToArray().Accept().Height));

        async Task<(string Photo, string Clean)> StoreAsEarlierAsync()
        {
            await using var earlier = Start(keepsMetadata: true);
            var photo = await earlier.Client.UploadAsync(
                UploadRequests.Multipart(SampleImages.Get("jpeg-metadata.jpg").Bytes, "Kätzchen.jpg", ("alt", "A cat, 100 %")));
            var clean = await earlier.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes));
            return (photo.Text("url"), clean.Text("url"));
        }

        UploadApi Start(bool keepsMetadata) => UploadApi.Start(
            new Dictionary<string, string>
            {
                ["KeepMetadata"] = keepsMetadata ? "true" : "false",
                ["PublicBaseUrl"] = $"{server.Endpoint}/{bucket}",
            },
            services => services.AddSingleton(Open()));

        IObjectStore Open() => new S3ObjectStore(client, bucket, TimeProvider.System);
    }

    private static string KeyOf(string url) => $"images/{url.Split('/')[^1]}";

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Commands();

    [GeneratedRegex("(?<=<img src=\")[^\"]+")]
    private static partial Regex ImageUrl();
}
