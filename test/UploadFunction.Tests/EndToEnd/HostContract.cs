using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using LambdaEmulator.ApiGateway;
using LambdaEmulator.Runtime;
using UploadFunction.Tests.Storage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>What the program expects of its Lambda host, whichever is linked in: a start, an end, time, and bytes that stay as they are.</summary>
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
        await using var function = await FunctionAsync(("Upload__Function", role), ("Upload__Directory", _folder.Path), ("Upload__MaxBytes", "many"));

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
            ("Upload__Bucket", "images"), ("AWS_ENDPOINT_URL_S3", silent.Endpoint), ("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x"));
        await using var gateway = await Gateway.StartAsync(function, new GatewayOptions { IntegrationTimeout = Patience.Limit }, Cancellation);
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
        await using var gateway = await Gateway.StartAsync(function, new GatewayOptions(), Cancellation);
        using var client = LoopbackClient.Create(gateway.BaseAddress);

        foreach (var sample in new[] { SampleImages.Jpeg, SampleImages.Png, SampleImages.Gif, SampleImages.Webp, SampleImages.Avif, SampleImages.Heic })
        {
            var upload = await client.UploadAsync(UploadRequests.Multipart(sample.Bytes));
            Assert.Equal(sample.Bytes, await client.GetByteArrayAsync(upload.Text("url"), Cancellation));
        }
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
