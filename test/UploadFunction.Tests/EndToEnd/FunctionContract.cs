using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using LambdaEmulator.ApiGateway;
using LambdaEmulator.Runtime;
using ObjectStorage.S3;
using UploadFunction.Tests.ObjectStorage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>
/// The published program under a Runtime API and behind the gateway, with a real S3; seen from outside by AWS's own client.
/// </summary>
public abstract class FunctionContract(PublishedProgram program, S3Servers servers)
{
    public static MatrixTheoryData<string, BodyKind> ServersAndKinds => new(["moto", "radosgw"], Enum.GetValues<BodyKind>());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(ServersAndKinds))]
    public async Task Stores_Every_Format_With_All_Its_Headers_And_Metadata(string serverName, BodyKind kind)
    {
        var server = serverName == "moto" ? await servers.MotoAsync() : await servers.RadosgwAsync();
        var bucket = await server.SharedBucketAsync();
        await using var function = await FunctionAsync(server, bucket);
        await using var gateway = await Gateway.StartAsync(
            function, new GatewayOptions { IntegrationTimeout = Patience.Limit }, Cancellation);
        using var client = LoopbackClient.Create(gateway.BaseAddress);
        SampleImage[] samples = [SampleImages.Jpeg, SampleImages.Png, SampleImages.Gif, SampleImages.Webp, SampleImages.Avif];

        var uploads = new List<JsonElement>();
        foreach (var sample in samples)
        {
            var key = UploadRequests.NewKey();
            var upload = await client.UploadAsync(UploadRequests.Content(kind, sample.Bytes, "Kätzchen 🐈.bin"), key);
            Assert.Equal($"{server.Endpoint}/{bucket}/images/{upload.Text("id")}", upload.Text("url"));

            // The answer got lost: the client sends the same again.
            var again = await client.UploadAsync(UploadRequests.Content(kind, sample.Bytes, "Kätzchen 🐈.bin"), key);
            Assert.Equal(upload.GetRawText(), again.GetRawText());
            uploads.Add(upload);
        }

        var heads = await server.HeadsAsync(bucket, uploads.Select(upload => $"images/{upload.Text("id")}"));
        Assert.Equal(samples.Length, heads.Count);
        foreach (var (sample, upload, head) in samples.Zip(uploads, heads))
        {
            var stored = sample.Stored;
            string[] changed = stored.AsSpan().SequenceEqual(sample.Bytes) ? [] : ["metadata"];
            Assert.Equal(changed, upload.GetProperty("changed").EnumerateArray().Select(change => change.GetString()));
            Assert.Equal(sample.Format.MimeType, head.Text("ContentType"));
            Assert.Equal("public, max-age=31536000, s-maxage=86400, immutable", head.Text("CacheControl"));
            var fileName = $"K%C3%A4tzchen%20%F0%9F%90%88.{sample.Format.Extension}";
            Assert.Equal($"inline; filename*=UTF-8''{fileName}", head.Text("ContentDisposition"));
            Assert.Equal(stored.Length, head.GetProperty("ContentLength").GetInt32());
            Assert.Equal(
                new SortedDictionary<string, string>(changed.ToDictionary(_ => "changed"))
                {
                    ["file-name"] = fileName,
                    ["width"] = $"{sample.Width}",
                    ["height"] = $"{sample.Height}",
                    ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(stored)),
                    ["source-sha256"] = Convert.ToHexStringLower(SHA256.HashData(sample.Bytes)),
                    ["uploaded-at"] = upload.GetProperty("uploadedAt").GetDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ss.fffZ"),
                    ["delete-token-sha256"] = Convert.ToHexStringLower(
                        SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(upload.Text("deleteToken")))),
                },
                new SortedDictionary<string, string>(
                    head.GetProperty("Metadata").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!)));
        }
    }

    [Theory]
    [InlineData("moto")]
    [InlineData("radosgw")]
    public async Task Twenty_At_Once_Under_One_Key_Give_One_Object_And_Equal_Answers(string serverName)
    {
        var server = serverName == "moto" ? await servers.MotoAsync() : await servers.RadosgwAsync();
        var bucket = await server.CreateBucketAsync();
        await using var function = await FunctionAsync(server, bucket);
        await using var gateway = await Gateway.StartAsync(
            function, new GatewayOptions { IntegrationTimeout = Patience.Limit }, Cancellation);
        using var client = LoopbackClient.Create(gateway.BaseAddress);

        var key = UploadRequests.NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var request = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Webp.Bytes), key);
            using var response = await client.SendAsync(request, Cancellation);
            return ((int)response.StatusCode, Body: await response.Content.ReadAsStringAsync(Cancellation));
        }));

        Assert.Equal([.. Enumerable.Repeat(200, 19), 201], answers.Select(answer => answer.Item1).Order());
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        using var s3 = server.CreateClient();
        Assert.Single((await s3.ListObjectsV2Async(new() { BucketName = bucket }, Cancellation)).S3Objects);
    }

    [Theory]
    [InlineData(BodyKind.Multipart)]
    [InlineData(BodyKind.Json)]
    [InlineData(BodyKind.Raw)]
    public async Task A_Body_Of_Exactly_The_Limit_Fits_Through_Gateway_And_Lambda(BodyKind kind)
    {
        var server = await servers.MotoAsync();
        var bucket = await server.SharedBucketAsync();
        await using var function = await FunctionAsync(server, bucket);
        await using var gateway = await Gateway.StartAsync(
            function, new GatewayOptions { IntegrationTimeout = Patience.Limit }, Cancellation);
        using var client = LoopbackClient.Create(gateway.BaseAddress);

        var (body, image) = UploadRequests.BodyOfExactly(kind, 4_500_000);
        var upload = await client.UploadAsync(body);
        var store = new S3ObjectStore(server.CreateClient(), bucket, TimeProvider.System);
        var stored = await store.GetAsync(upload.Text("key"), Cancellation);
        Assert.Equal(image, stored!.Bytes);

        using var request = UploadRequests.Post(UploadRequests.BodyOfExactly(kind, 4_500_001).Body);
        await client.ProblemAsync(request, 413, "too-large");
    }

    [Fact(
        Skip = "Amazon.Lambda.AspNetCoreServer gives a request no deadline; it has the program's own 28 seconds, see HostContract.",
        SkipType = typeof(BuiltHost),
        SkipUnless = nameof(BuiltHost.IsLambdaServer))]
    public async Task A_Store_That_Hangs_Ends_As_A_Problem_Before_The_Invocations_Deadline()
    {
        await using var silent = await StubS3.StartAsync((context, _) => StubS3.KeepSilentAsync(context));
        var options = new FunctionOptions
        {
            Program = FunctionProcess.File(await program.PathAsync()),
            Environment = new Dictionary<string, string>
            {
                ["Upload__Bucket"] = "images",
                ["AWS_ENDPOINT_URL_S3"] = silent.Endpoint,
                ["AWS_ACCESS_KEY_ID"] = "x",
                ["AWS_SECRET_ACCESS_KEY"] = "x",
            },
        };
        // Killed before the program's own 28 seconds are over, so that these do not pass for the deadline.
        await using var function = new LambdaFunction(options.With(TimeSpan.FromSeconds(4), killedAfter: TimeSpan.FromSeconds(25)));
        await using var gateway = await Gateway.StartAsync(
            function, new GatewayOptions { IntegrationTimeout = Patience.Limit }, Cancellation);
        using var client = LoopbackClient.Create(gateway.BaseAddress);

        using var response = await SendUntilInTimeAsync(client);
        await response.ProblemAsync(503, "deadline");

        // A response has the last second before the deadline. A program that still compiles itself on a busy machine may miss it.
        static async Task<HttpResponseMessage> SendUntilInTimeAsync(HttpClient client)
        {
            using var patience = new CancellationTokenSource(Patience.Limit);
            while (true)
            {
                using var request = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Jpeg.Bytes));
                var response = await client.SendAsync(request, patience.Token);
                if (response.StatusCode != HttpStatusCode.InternalServerError)
                    return response;
                response.Dispose();
            }
        }
    }

    [Theory]
    [InlineData("Upload__MaxBytes", "many", "Upload__MaxBytes")]
    [InlineData("Upload__Types", "image/svg+xml", "Upload__Types")]
    [InlineData("Upload__AllowedOrigins", "www.example.com", "Upload__AllowedOrigins")]
    [InlineData("Upload__Bucket", "", "Upload__Bucket")]
    public async Task A_Wrong_Setting_Ends_The_Start_With_One_Line(string name, string value, string hint)
    {
        await using var function = new LambdaFunction(new FunctionOptions
        {
            Program = FunctionProcess.File(await program.PathAsync()),
            Timeout = TimeSpan.FromMinutes(5), // a busy machine starts a program slowly
            Environment = new Dictionary<string, string> { ["Upload__Bucket"] = "images", ["AWS_REGION"] = "eu-central-1", [name] = value },
        });

        var result = await function.InvokeAsync("{}"u8.ToArray(), cancellationToken: Cancellation);

        Assert.NotEqual(InvocationOutcome.Success, result.Outcome);
        Assert.Contains(hint, result.Text, StringComparison.Ordinal);
        Assert.Single(function.Log.Lines, line => line.Contains(hint, StringComparison.Ordinal));
    }

    private async Task<LambdaFunction> FunctionAsync(S3Server server, string bucket)
    {
        var path = await program.PathAsync();
        return new LambdaFunction(new FunctionOptions
        {
            Program = FunctionProcess.File(path),
            TaskRoot = Path.GetDirectoryName(path)!,
            MaxConcurrency = program.Sandboxes,
            Environment = new Dictionary<string, string>(server.Environment) { ["Upload__Bucket"] = bucket },
        });
    }
}
