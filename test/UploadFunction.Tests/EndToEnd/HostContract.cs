using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaEmulator.ApiGateway;
using LambdaEmulator.Runtime;
using UploadFunction.Tests.ObjectStorage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>
/// What the program expects of its Lambda host, whichever is linked in: a start, an end, time, and bytes that stay as they are.
/// </summary>
public abstract class HostContract(PublishedProgram program) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource<int> _process = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _exitCode = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("Api")]
    [InlineData("Verifier")]
    [InlineData("SitePublisher")]
    public async Task Sigterm_Ends_A_Function_That_Waits_For_Its_Next_Event(string role)
    {
        await using var function = await FunctionAsync(("Upload__Function", role), ("Upload__Directory", _folder.Path));
        var health = await File.ReadAllBytesAsync(Repository.PathTo("events/get-health.json"), Cancellation);
        var answer = await function.InvokeAsync(health, cancellationToken: Cancellation);
        Assert.Equal(role == "Api" ? InvocationOutcome.Success : InvocationOutcome.FunctionError, answer.Outcome);

        using (var kill = Process.Start(Needs.Program("sh"), ["-c", $"kill -TERM {await _process.Task}"]))
            await kill.WaitForExitAsync(Cancellation);

        Assert.Equal(0, await _exitCode.Task.WaitAsync(Patience.Limit, Cancellation));
    }

    [Theory]
    [InlineData("Api")]
    [InlineData("Verifier")]
    [InlineData("SitePublisher")]
    public async Task A_Start_That_Fails_Is_Reported_With_One_Line_And_Exit_Code_1(string role)
    {
        await using var function = await FunctionAsync(
            ("Upload__Function", role), ("Upload__Directory", _folder.Path), ("Upload__MaxBytes", "many"));

        var answer = await function.InvokeAsync("{}"u8.ToArray(), cancellationToken: Cancellation);

        const string Message = "Upload__MaxBytes is 'many', but must be a whole number from 1 to 1000000000.";
        Assert.Equal(InvocationOutcome.FunctionError, answer.Outcome);
        var error = JsonDocument.Parse(answer.Payload).RootElement;
        Assert.Equal(("UploadOptionsException", Message), (error.Text("errorType"), error.Text("errorMessage")));
        Assert.Equal(1, await _exitCode.Task.WaitAsync(Cancellation));
        Assert.Equal($"The program could not start: UploadOptionsException: {Message}", Assert.Single(function.Log.Lines));
    }

    [Theory]
    [InlineData("Api")]
    [InlineData("Verifier")]
    public async Task Without_Its_Runtime_Api_The_Program_Ends_With_A_Line_And_Exit_Code_1(string role)
    {
        var path = await program.PathAsync();
        var log = new ConcurrentQueue<string>();
        var environment = new Dictionary<string, string>
        {
            // Port 1 is nobody's.
            ["AWS_LAMBDA_RUNTIME_API"] = "127.0.0.1:1",
            ["AWS_LAMBDA_FUNCTION_NAME"] = "UploadFunction",
            ["LAMBDA_TASK_ROOT"] = Path.GetDirectoryName(path)!,
            ["Upload__Function"] = role,
            ["Upload__Directory"] = _folder.Path,
        };

        var exitCode = await FunctionProcess.File(path)(new FunctionSandbox(environment, log.Enqueue), Cancellation);

        Assert.Equal(1, exitCode);
        Assert.Contains(log, line => line.StartsWith("The program failed: HttpRequestException: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_Store_That_Hangs_Is_Given_Up_After_28_Seconds()
    {
        await using var silent = await StubS3.StartAsync((context, _) => StubS3.KeepSilentAsync(context));
        await using var function = await FunctionAsync(
            ("Upload__Bucket", "images"),
            ("AWS_ENDPOINT_URL_S3", silent.Endpoint),
            ("AWS_ACCESS_KEY_ID", "x"),
            ("AWS_SECRET_ACCESS_KEY", "x"));
        await using var gateway = await Gateway.StartAsync(
            function, new GatewayOptions { IntegrationTimeout = Patience.Limit }, Cancellation);
        using var client = LoopbackClient.Create(gateway.BaseAddress);
        var time = Stopwatch.StartNew();

        using var request = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Jpeg.Bytes));
        await client.ProblemAsync(request, 503, "deadline");

        Assert.True(time.Elapsed > TimeSpan.FromSeconds(27), $"given up after {time.Elapsed}");
    }

    [Fact]
    public async Task Images_Come_Back_Byte_For_Byte()
    {
        await using var function = await FunctionAsync(
            ("Upload__Directory", _folder.Path), ("Upload__Types", "image/jpeg,image/png,image/gif,image/webp,image/avif,image/heic"));
        await using var gateway = await Gateway.StartAsync(
            function, new GatewayOptions { IntegrationTimeout = Patience.Limit }, Cancellation);
        using var client = LoopbackClient.Create(gateway.BaseAddress);

        SampleImage[] samples =
            [SampleImages.Jpeg, SampleImages.Png, SampleImages.Gif, SampleImages.Webp, SampleImages.Avif, SampleImages.Heic];
        foreach (var sample in samples)
        {
            var upload = await client.UploadAsync(UploadRequests.Multipart(sample.Bytes));
            Assert.Equal(sample.Stored, await client.GetByteArrayAsync(upload.Text("url"), Cancellation));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    public async Task A_Body_Without_An_Image_Is_The_Same_Problem_As_On_Kestrel(string body)
    {
        await using var kestrel = UploadApi.Start();
        await using var function = await FunctionAsync(("Upload__Directory", _folder.Path));
        var bytes = Encoding.ASCII.GetBytes(body);

        foreach (var (contentType, encoding) in KindsOfBodies)
        {
            using var request = UploadRequests.Post(UploadRequests.Raw(bytes, contentType, ("Content-Transfer-Encoding", encoding)));
            using var response = await kestrel.Client.SendAsync(request, Cancellation);
            var expected = (Status: (int)response.StatusCode, Code: (await response.JsonAsync()).Text("code"));
            Assert.InRange(expected.Status, 400, 499);

            foreach (var (bodyMember, isBase64) in EventBodies(body))
            {
                foreach (var contentLength in new[] { $"{body.Length}", $"{body.Length + 7}", "many" })
                {
                    var payload = UploadEvent(contentType, encoding, contentLength, bodyMember, isBase64);
                    var result = await function.InvokeAsync(payload, cancellationToken: Cancellation);
                    Assert.True(result.Outcome == InvocationOutcome.Success, result.Text);
                    var json = JsonDocument.Parse(result.Payload).RootElement;
                    var code = JsonDocument.Parse(json.Text("body")).RootElement.Text("code");
                    var actual = (Status: json.GetProperty("statusCode").GetInt32(), Code: code);
                    Assert.True(expected == actual, $"{expected} was expected, not {actual}, for {Encoding.UTF8.GetString(payload)}");
                }
            }
        }
    }

    private static (string ContentType, string TransferEncoding)[] KindsOfBodies =>
    [
        ("image/png", "binary"),
        ("image/png", "base64"),
        ("application/octet-stream", "binary"),
        ("multipart/form-data; boundary=x", "binary"),
        ("application/json", "binary"),
        ("text/plain", "binary"),
    ];

    /// <summary>Every way in which an event can hold such a body.</summary>
    private static IEnumerable<(string? Body, bool IsBase64)> EventBodies(string body)
    {
        yield return (body, false);
        yield return (Convert.ToBase64String(Encoding.ASCII.GetBytes(body)), true);
        if (body.Length > 0)
            yield break;
        yield return (null, false);
        yield return (null, true);
        yield return (" \r\n", true);
    }

    private static byte[] UploadEvent(string contentType, string encoding, string contentLength, string? body, bool isBase64)
    {
        var uploaded = JsonNode.Parse(File.ReadAllBytes(Repository.PathTo("events/upload-text-base64.json")))!;
        uploaded["headers"]!["content-type"] = contentType;
        uploaded["headers"]!["content-transfer-encoding"] = encoding;
        uploaded["headers"]!["content-length"] = contentLength;
        uploaded["body"] = body;
        uploaded["isBase64Encoded"] = isBase64;
        return JsonSerializer.SerializeToUtf8Bytes(uploaded);
    }

    private async Task<LambdaFunction> FunctionAsync(params (string Name, string Value)[] environment)
    {
        var options = FunctionOptions.ForFile(await program.PathAsync());
        var process = FunctionProcess.File(await program.PathAsync(), id => _process.TrySetResult(id));
        return new LambdaFunction(options with
        {
            Program = async (sandbox, killed) =>
            {
                var exitCode = await process(sandbox, killed);
                _exitCode.TrySetResult(exitCode);
                return exitCode;
            },
            // Long after the gateway and the test have given up, so that no end of time is the host's.
            Timeout = 2 * Patience.Limit,
            Environment = environment.ToDictionary(variable => variable.Name, variable => variable.Value),
        });
    }
}
