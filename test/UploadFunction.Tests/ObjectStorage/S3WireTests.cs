using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using ObjectStorage;
using ObjectStorage.S3;
using HttpClientFactory = Amazon.Runtime.HttpClientFactory;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>What goes over the wire to S3.</summary>
public sealed class S3WireTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Put_Is_The_Plain_Body_With_One_Checksum_And_A_Condition()
    {
        await using var s3 = await StubS3.StartAsync((_, _) => Task.CompletedTask);
        var content = TestObjects.Bytes(100_000);
        var headers = TestObjects.HeadersFor(content, ("width", "17"));

        await s3.OpenStore().TryPutAsync("images/x", content, headers, Cancellation);

        var put = Assert.Single(s3.Requests);
        Assert.Equal($"PUT /{StubS3.Bucket}/images/x", $"{put.Method} {put.Path}");
        Assert.Equal(content, put.Body);
        Assert.Equal("*", put.Headers["If-None-Match"]);
        Assert.Equal(Convert.ToBase64String(SHA256.HashData(content)), put.Headers["x-amz-checksum-sha256"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), put.Headers["x-amz-content-sha256"]);
        Assert.Equal(headers.ContentType, put.Headers["Content-Type"]);
        Assert.Equal(headers.CacheControl, put.Headers["Cache-Control"]);
        Assert.Equal(headers.ContentDisposition, put.Headers["Content-Disposition"]);
        Assert.Equal("17", put.Headers["x-amz-meta-width"]);
        Assert.Contains("/eu-central-1/s3/aws4_request", put.Headers["Authorization"]);
        Assert.Equal(
            [
                "Authorization", "Cache-Control", "Content-Disposition", "Content-Length", "Content-Type", "Host", "If-None-Match",
                "User-Agent", "amz-sdk-invocation-id", "amz-sdk-request", "x-amz-checksum-sha256", "x-amz-content-sha256", "x-amz-date",
                "x-amz-meta-width",
            ],
            put.Headers.Keys.Select(name => name.StartsWith("X-Amz", StringComparison.Ordinal) ? name.ToLowerInvariant() : name)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Over_Tls_The_Body_Is_Vouched_For_By_Its_Checksum_Alone()
    {
        var wire = new RecordedHttp();
        var config =
            new AmazonS3Config { ServiceURL = "https://s3.invalid", AuthenticationRegion = "eu-central-1", HttpClientFactory = wire };
        using var client = new AmazonS3Client(new BasicAWSCredentials("AK", "SK"), config);

        await new S3ObjectStore(client, StubS3.Bucket, TimeProvider.System).TryPutAsync("images/x", TestObjects.Bytes(10));

        Assert.Equal("UNSIGNED-PAYLOAD", wire.HeaderOf("x-amz-content-sha256"));
        Assert.Contains("x-amz-checksum-sha256", wire.HeaderOf("Authorization"));
    }

    [Fact]
    public async Task No_Request_Carries_Headers_Beyond_Its_Signature()
    {
        await using var s3 = await StubS3.StartAsync((context, _) =>
        {
            context.Response.Headers.ETag = "\"d41d8cd98f00b204e9800998ecf8427e\"";
            return Task.CompletedTask;
        });
        var store = s3.OpenStore();

        await store.HeadAsync("images/x", Cancellation);
        await store.GetAsync("images/x", Cancellation);
        await store.DeleteAsync("images/x", Cancellation);

        Assert.Equal(["HEAD", "GET", "DELETE"], s3.Requests.Select(request => request.Method));
        Assert.All(s3.Requests, request => Assert.Equal(
            ["amz-sdk-invocation-id", "amz-sdk-request", "authorization", "host", "user-agent", "x-amz-content-sha256", "x-amz-date"],
            request.Headers.Keys.Select(name => name.ToLowerInvariant())
                .Except(["content-length", "range"])
                .Order(StringComparer.Ordinal)));
        // So that the SDK does not take an ETag for an MD5 of the bytes.
        Assert.Equal([null, "bytes=0-", null], s3.Requests.Select(request => request.Headers.GetValueOrDefault("Range")));
    }

    [Fact]
    public async Task Metadata_Comes_Back_Under_The_Names_It_Was_Given()
    {
        await using var s3 = await StubS3.StartAsync((context, _) =>
        {
            context.Response.Headers.ETag = "\"d41d8cd98f00b204e9800998ecf8427e\"";
            context.Response.Headers["X-Amz-Meta-File-Name"] = "a.png";
            context.Response.Headers["x-amz-meta-alt"] = "A%20hill";
            return Task.CompletedTask;
        });

        var head = await s3.OpenStore().HeadAsync("images/x", Cancellation);

        Assert.Equal(new Dictionary<string, string> { ["file-name"] = "a.png", ["alt"] = "A%20hill" }, head!.Metadata);
    }

    [Fact]
    public void A_Place_That_Is_No_Url_Fails_The_Start()
    {
        var failure = Assert.Throws<StorageException>(() => StubS3.CreateClient("localhost:9000"));

        Assert.Contains("AWS_ENDPOINT_URL_S3", failure.Message);
    }

    /// <summary>Answers every request with 200 and keeps the last one; nothing leaves the process.</summary>
    private sealed class RecordedHttp : HttpClientFactory
    {
        private HttpRequestMessage? _last;

        public string HeaderOf(string name) => string.Join(",", _last!.Headers.GetValues(name));

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

        private sealed class Handler(RecordedHttp wire) : HttpMessageHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                wire._last = request;
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request });
            }
        }
    }
}
