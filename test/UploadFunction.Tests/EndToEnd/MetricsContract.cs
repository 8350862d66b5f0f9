using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaEmulator.ApiGateway;
using LambdaEmulator.Runtime;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Tests.ObjectStorage;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>The lines for CloudWatch that the published program writes to standard output.</summary>
public abstract class MetricsContract(PublishedProgram program) : IDisposable
{
    private const string Name = "uploads-Function-1AB2C3";

    private readonly TemporaryFolder _folder = new();

    private static byte[] Jpeg => SampleImages.Jpeg.Bytes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_Api_Writes_A_Line_For_Each_Invocation_And_They_Add_Up()
    {
        var function = await FunctionAsync(("Upload__Directory", _folder.Path));
        await using (function)
        {
            await using var gateway = await Gateway.StartAsync(
                function, new GatewayOptions { IntegrationTimeout = Patience.Limit }, Cancellation);
            using var client = LoopbackClient.Create(gateway.BaseAddress);
            var key = UploadRequests.NewKey();

            var upload = await client.UploadAsync(UploadRequests.Multipart(Jpeg), key);
            await client.UploadAsync(UploadRequests.Multipart(Jpeg), key);
            await client.UploadAsync(UploadRequests.Multipart(SampleImages.Png.Bytes));
            using var other = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Png.Bytes), key);
            await client.ProblemAsync(other, 409, "idempotency-conflict");
            for (var i = 0; i < 2; i++)
            {
                // What a client says is nowhere in the lines.
                using var svg = UploadRequests.Post(
                    UploadRequests.Multipart("<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "Code\",\"x"));
                await client.ProblemAsync(svg, 415, "unsupported-image");
            }
            using var delete = new HttpRequestMessage(HttpMethod.Delete, $"uploads/{upload.Text("id")}")
            {
                Headers = { { "X-Delete-Token", upload.Text("deleteToken") } },
            };
            Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(delete, Cancellation)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("health", Cancellation)).StatusCode);
        }

        // Killed once the last answer was posted: a line that came after it would be missing.
        var lines = MetricLines.Read(function.Log.Lines, Name);
        Assert.Equal(8, lines.Count);
        Assert.Equal(2, lines.Sum("Uploads"));
        Assert.Equal([Jpeg.Length, SampleImages.Png.Bytes.Length], lines.Values("UploadedBytes"));
        Assert.Equal(3, lines.Sum("Refusals"));
        Assert.Equal([new("idempotency-conflict", 1), new("unsupported-image", 2)], lines.ByCode("Refusals"));
        Assert.Equal(8, lines.Values("Duration").Count);
        Assert.All(lines.Values("Duration"), milliseconds => Assert.InRange(milliseconds, 0.001, 30_000));
        Assert.Equal([1], lines.Values("ColdStarts"));
        Assert.Equal(0, lines.Sum("Failures"));
    }

    [Fact]
    public async Task The_Verifier_Counts_What_Came_In_And_Its_Failures()
    {
        var store = new DiskObjectStore(_folder.Path, TimeProvider.System);
        var function = await FunctionAsync(("Upload__Directory", _folder.Path), ("Upload__Function", "Verifier"));
        await using (function)
        {
            Assert.Equal(InvocationOutcome.Success, await VerifyAsync(function, await PutIncomingAsync(store, Jpeg)));
            Assert.Equal(
                InvocationOutcome.Success, await VerifyAsync(function, await PutIncomingAsync(store, "<html></html>"u8.ToArray())));
            Assert.Equal(
                InvocationOutcome.FunctionError, (await function.InvokeAsync("{}"u8.ToArray(), cancellationToken: Cancellation)).Outcome);
            Assert.Equal(
                InvocationOutcome.FunctionError, (await function.InvokeAsync("[]"u8.ToArray(), cancellationToken: Cancellation)).Outcome);
        }

        var lines = MetricLines.Read(function.Log.Lines, Name);
        Assert.Equal(4, lines.Count);
        Assert.Equal([Jpeg.Length], lines.Values("UploadedBytes"));
        Assert.Equal([new("unsupported-image", 1)], lines.ByCode("Refusals"));
        Assert.Equal(2, lines.Sum("Failures"));
        Assert.Equal(4, lines.Values("Duration").Count);
        Assert.Equal([1], lines.Values("ColdStarts"));
    }

    [Theory]
    [InlineData("Api")]
    [InlineData("Verifier")]
    public async Task A_Failing_S3_Counts_As_A_Failure(string role)
    {
        await using var s3 = await StubS3.StartAsync((context, _) => StubS3.RefuseAsync(context, 403, "AccessDenied"));
        var function = await FunctionAsync(
            ("Upload__Function", role),
            ("Upload__Bucket", "images"),
            ("AWS_ENDPOINT_URL_S3", s3.Endpoint),
            ("AWS_ACCESS_KEY_ID", "x"),
            ("AWS_SECRET_ACCESS_KEY", "x"));
        await using (function)
        {
            if (role == "Verifier")
            {
                Assert.Equal(InvocationOutcome.FunctionError, await VerifyAsync(function, UploadKey.CreateRandom().Id));
            }
            else
            {
                await using var gateway = await Gateway.StartAsync(
                    function, new GatewayOptions { IntegrationTimeout = Patience.Limit }, Cancellation);
                using var client = LoopbackClient.Create(gateway.BaseAddress);
                using var request = UploadRequests.Post(UploadRequests.Multipart(Jpeg));
                await client.ProblemAsync(request, 503, "storage-unavailable");
            }
        }

        var lines = MetricLines.Read(function.Log.Lines, Name);
        Assert.Equal(["ColdStarts", "Duration", "Failures"], lines.Names);
        Assert.Equal([1], lines.Values("Failures"));
    }

    [Fact]
    public async Task Every_Sandbox_Has_One_Cold_Start()
    {
        const int Requests = 200;
        var function = await FunctionAsync(("Upload__Directory", _folder.Path));
        await using (function)
        {
            await using var gateway = await Gateway.StartAsync(
                function, new GatewayOptions { IntegrationTimeout = Patience.Limit }, Cancellation);
            using var client = LoopbackClient.Create(gateway.BaseAddress);
            await Task.WhenAll(Enumerable.Range(0, Requests).Select(async i =>
            {
                using var request = UploadRequests.Post(UploadRequests.Multipart(i % 4 == 0 ? [] : Jpeg));
                using var response = await client.SendAsync(request, Cancellation);
                Assert.Equal(i % 4 == 0 ? 400 : 201, (int)response.StatusCode);
            }));
        }

        var lines = MetricLines.Read(function.Log.Lines, Name);
        Assert.Equal(Requests, lines.Count);
        Assert.Equal(Requests, lines.Values("Duration").Count);
        Assert.Equal(Requests * 3 / 4, lines.Sum("Uploads"));
        Assert.Equal([new("empty-file", Requests / 4)], lines.ByCode("Refusals"));
        Assert.InRange(lines.Sum("ColdStarts"), 2, program.Sandboxes);
        Assert.Equal(Directory.GetFiles(Path.Combine(_folder.Path, "images")).Length, lines.Sum("Uploads"));
    }

    [Fact]
    public async Task Ten_Invocations_At_Once_In_One_Process_Lose_Nothing_And_Count_Nothing_Twice()
    {
        const int Requests = 200;
        var upload = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathTo("events/upload-raw-image.json"), Cancellation))!;
        var good = JsonSerializer.SerializeToUtf8Bytes(upload);
        upload["body"] = Convert.ToBase64String("<html></html>"u8);
        var html = JsonSerializer.SerializeToUtf8Bytes(upload);
        upload["body"] = Convert.ToBase64String(Jpeg.AsSpan(0, 200));
        var broken = JsonSerializer.SerializeToUtf8Bytes(upload);

        var lambda = await ConcurrentLambda.StartAsync(
            await program.PathAsync(), 10, new Dictionary<string, string> { ["Upload__Directory"] = _folder.Path });
        await using (lambda)
        {
            var answers = await Task.WhenAll(
                Enumerable.Range(0, Requests).Select(i => lambda.InvokeAsync((i % 4) switch { 0 => html, 1 => broken, _ => good })));
            Assert.Equal(
                [(201, Requests / 2), (415, Requests / 4), (422, Requests / 4)],
                answers.GroupBy(answer => JsonDocument.Parse(answer).RootElement.GetProperty("statusCode").GetInt32()).Select(
                    group => (group.Key, group.Count())).Order());
        }

        var lines = MetricLines.Read(lambda.Log, "UploadFunction");
        Assert.Equal(Requests, lines.Values("Duration").Count);
        Assert.Equal(Requests / 2, lines.Sum("Uploads"));
        Assert.Equal([new("invalid-image", Requests / 4), new("unsupported-image", Requests / 4)], lines.ByCode("Refusals"));
        Assert.Equal(Requests / 2, lines.Sum("Refusals"));
        Assert.Equal([1], lines.Values("ColdStarts"));
    }

    private async Task<LambdaFunction> FunctionAsync(params (string Name, string Value)[] environment)
    {
        var path = await program.PathAsync();
        return new LambdaFunction(FunctionOptions.ForFile(path) with
        {
            Name = Name,
            MaxConcurrency = program.Sandboxes,
            Environment = environment.ToDictionary(variable => variable.Name, variable => variable.Value),
        });
    }

    private static async Task<InvocationOutcome> VerifyAsync(LambdaFunction function, string id)
    {
        var created = JsonSerializer.SerializeToUtf8Bytes(
            new { detail = new { bucket = new { name = "images" }, @object = new { key = $"incoming/{id}" } } });
        return (await function.InvokeAsync(created, cancellationToken: Cancellation)).Outcome;
    }

    private static async Task<string> PutIncomingAsync(DiskObjectStore store, byte[] bytes)
    {
        var key = UploadKey.CreateRandom();
        var metadata = new Dictionary<string, string> { ["delete-token-sha256"] = key.DeleteTokenHash, ["file-name"] = "photo.jpg" };
        Assert.True(await store.TryPutAsync(
            $"incoming/{key.Id}", bytes, new ObjectHeaders("image/jpeg", null, null, SHA256.HashData(bytes), metadata), Cancellation));
        return key.Id;
    }
}
