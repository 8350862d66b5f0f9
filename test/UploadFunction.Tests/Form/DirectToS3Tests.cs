using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using ObjectStorage;
using ObjectStorage.S3;
using UploadFunction.Tests.Deployment;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>A browser and an S3 that judges signature, policy and origin: what the disk store only imitates.</summary>
public sealed class DirectToS3Tests(Browser browser, S3Servers servers) : IAsyncLifetime
{
    private S3Server _server = null!;
    private AmazonS3Client _client = null!;
    private string _bucket = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await servers.RadosgwAsync();
        _client = _server.CreateClient();
        _bucket = await _server.CreateBucketAsync();
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_Large_Image_Goes_From_The_Browser_Straight_To_The_Bucket()
    {
        await AllowAsync("*");
        await using var page = await OpenAsync(
            """<image-upload name="photo" data-meta-alt="A cat, 100 %"><input type="file"></image-upload>""");
        var image = NoisePng.Create(1300, 1300); // 5 MB

        await page.PickAsync(FormPage.Png(image, "Kätzchen (1).png"));
        await page.ExpectUploadedAsync();

        var url = await page.ValueAsync();
        Assert.StartsWith($"{_server.Endpoint}/{_bucket}/images/", url, StringComparison.Ordinal);
        using var anyone = LoopbackClient.Create();
        using var response = await anyone.GetAsync(url, Cancellation);
        Assert.Equal(image, await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("A%20cat%2C%20100%20%25", Assert.Single(response.Headers.GetValues("x-amz-meta-alt")));
        Assert.Equal([$"images/{url.Split('/')[^1]}"], await KeysAsync());
        Assert.Equal([Step.Ticket, Step.Complete], page.Gateway.Steps);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task A_Bucket_That_Takes_Posts_From_The_Site_Lets_It_Read_The_Refusal_Of_A_Senseless_One()
    {
        await AllowAsync("*");
        await using var page = await OpenAsync(FormPage.PhotoField);

        // So the element can tell a bucket that refuses the site from one that it cannot reach.
        var status = await page.Page.EvaluateAsync<int>(
            "url => fetch(url, { method: 'POST' }).then(response => response.status)", $"{_server.Endpoint}/{_bucket}");

        Assert.InRange(status, 400, 499);
    }

    [Fact]
    public async Task A_Bucket_That_Does_Not_Take_Posts_From_The_Site_Is_Told_Apart_From_A_Lost_Connection()
    {
        await AllowAsync("https://www.example.com");
        await using var page = await OpenAsync(FormPage.PhotoField);

        await page.PickAsync(FormPage.Png(NoisePng.Create(1300, 1300)));

        await Expect(page.Problem).ToHaveTextAsync("the image service refused this site.");
        Assert.Single(
            page.Errors,
            error => error.Contains($"{_server.Endpoint}/{_bucket}", StringComparison.Ordinal) && error.Contains(
                "AllowedOrigins", StringComparison.Ordinal));
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task With_Resize_Such_A_Bucket_Costs_Only_Quality()
    {
        await AllowAsync("https://www.example.com");
        await using var page = await OpenAsync("""<image-upload name="photo" resize="2000"><input type="file"></image-upload>""");

        await page.PickAsync(FormPage.Png(NoisePng.Create(1300, 1300)));
        await page.ExpectUploadedAsync();

        var upload = Assert.Single(page.Gateway.Uploads);
        using var anyone = LoopbackClient.Create();
        Assert.Equal(upload.File, await anyone.GetByteArrayAsync(await page.ValueAsync(), Cancellation));
        Assert.Equal("cat.jpeg", upload.FileName);
    }

    [Fact]
    public async Task Cancel_After_The_Bytes_Came_Empties_The_Bucket()
    {
        await AllowAsync("*");
        await using var page = await OpenAsync(FormPage.PhotoField);
        using var hold = page.Gateway.Hold(Step.Complete);
        await page.PickAsync(FormPage.Png(NoisePng.Create(1300, 1300)));
        await page.Page.WaitForRequestAsync("**/complete");

        await page.Page.RunAndWaitForResponseAsync(
            () => page.Button("Cancel cat.png").ClickAsync(), response => response.Request.Method == "DELETE" && response.Status == 204);

        Assert.Empty(await KeysAsync());
    }

    /// <summary>On a page with the policy of docs/form.md.</summary>
    private Task<FormPage> OpenAsync(string form) => FormPage.OpenAsync(
        browser,
        form,
        contentSecurityPolicy: api =>
            $"default-src 'self'; script-src {api.BaseAddress}; style-src {api.BaseAddress}; " +
            $"connect-src {api.BaseAddress} {_server.Endpoint}; img-src 'self'",
        settings: new() { ["PublicBaseUrl"] = $"{_server.Endpoint}/{_bucket}" },
        services: services => services.AddSingleton<IObjectStore>(new S3ObjectStore(_client, _bucket, TimeProvider.System)));

    /// <summary>Deploys the template's settings of the bucket, for this value of <c>AllowedOrigins</c>.</summary>
    private async Task AllowAsync(string origin)
    {
        var stack = Assert.Single(await SamTranslator.TranslateAsync([new Dictionary<string, string> { ["AllowedOrigins"] = origin }]));
        await BucketSettings.ApplyAsync(stack, _client, _bucket, "POST", Cancellation);
    }

    private async Task<IEnumerable<string>> KeysAsync() =>
        ((await _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _bucket }, Cancellation)).S3Objects ?? []).Select(
            found => found.Key);
}
