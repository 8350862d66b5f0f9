using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LambdaEmulator.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace UploadFunction.Tests.Emulator;

/// <summary>What the emulated Lambda does with a function that speaks the Runtime API.</summary>
public sealed class LambdaFunctionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Returns_The_Response_To_The_Caller()
    {
        await using var function = Start(StubFunction.Responding(input => $$"""{"hello":"{{input["name"]}}"}"""));

        var result = await InvokeAsync(function, """{"name":"world"}""");

        Assert.Equal(InvocationOutcome.Success, result.Outcome);
        Assert.Equal("""{"hello":"world"}""", result.Text);
    }

    [Fact]
    public async Task Tells_The_Function_Of_The_Invocation()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
        await using var function = new LambdaFunction(new FunctionOptions
        {
            Program = StubFunction.Once(async (stub, next, killed) =>
            {
                var headers = next.Headers.Where(header => header.Key.StartsWith("Lambda-Runtime-", StringComparison.Ordinal));
                var seen = new JsonObject([.. headers.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value.Single()))]);
                await stub.RespondAsync(StubFunction.IdOf(next), seen.ToJsonString(), killed);
            }),
            Timeout = TimeSpan.FromSeconds(7),
            TimeProvider = time,
        });

        var context = new InvocationContext("Root=1-2-3", ClientContext: """{"client":1}""", CognitoIdentity: """{"pool":2}""");
        var result = await function.InvokeAsync("{}"u8.ToArray(), context, Cancelled);

        var headers = JsonNode.Parse(result.Text)!;
        Assert.Equal(result.RequestId, (string?)headers["Lambda-Runtime-Aws-Request-Id"]);
        Assert.Equal("1700000007000", (string?)headers["Lambda-Runtime-Deadline-Ms"]);
        Assert.Equal("Root=1-2-3", (string?)headers["Lambda-Runtime-Trace-Id"]);
        Assert.StartsWith("arn:aws:lambda:", (string?)headers["Lambda-Runtime-Invoked-Function-Arn"]);
        Assert.Equal("""{"client":1}""", (string?)headers["Lambda-Runtime-Client-Context"]);
        Assert.Equal("""{"pool":2}""", (string?)headers["Lambda-Runtime-Cognito-Identity"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sends_An_Event_With_Or_Without_Its_Length(bool chunked)
    {
        var padding = new string('x', 100_000);
        await using var function = new LambdaFunction(new FunctionOptions
        {
            Program = StubFunction.Once(async (stub, next, killed) =>
            {
                var length = next.Content.Headers.ContentLength;
                var input = await StubFunction.EventOfAsync(next, killed);
                var response = new JsonArray(next.Headers.TransferEncodingChunked is true, length, (string?)input == padding);
                await stub.RespondAsync(StubFunction.IdOf(next), response.ToJsonString(), killed);
            }),
            ChunkedEvents = chunked,
        });

        var result = await InvokeAsync(function, $"\"{padding}\"");

        Assert.Equal(chunked ? "[true,null,true]" : "[false,100002,true]", result.Text);
    }

    [Fact]
    public async Task Keeps_A_Process_For_The_Next_Event()
    {
        var starts = 0;
        await using var function = Start(async (sandbox, killed) =>
        {
            Interlocked.Increment(ref starts);
            return await StubFunction.Responding(_ => "1")(sandbox, killed);
        });

        for (var i = 0; i < 5; i++)
            Assert.Equal("1", (await InvokeAsync(function, "{}")).Text);

        Assert.Equal(1, starts);
    }

    [Fact]
    public async Task Starts_Another_Process_When_All_Are_Busy_Up_To_The_Bound()
    {
        using var together = new Barrier(2);
        var starts = 0;
        await using var function = new LambdaFunction(new FunctionOptions
        {
            Program = async (sandbox, killed) =>
            {
                Interlocked.Increment(ref starts);
                return await StubFunction.Responding(_ =>
                {
                    Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(30), killed));
                    return "1";
                })(sandbox, killed);
            },
            MaxConcurrency = 2,
        });

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => InvokeAsync(function, "{}")));

        Assert.All(results, result => Assert.Equal("1", result.Text));
        Assert.Equal(2, starts);
    }

    [Fact]
    public async Task Rejects_An_Event_Above_Six_Megabytes()
    {
        await using var function = Start(StubFunction.Responding(_ => "\"seen\""));

        var largest = await function.InvokeAsync(JsonStringOf(LambdaLimits.EventBytes), cancellationToken: Cancelled);
        var tooLarge = await function.InvokeAsync(JsonStringOf(LambdaLimits.EventBytes + 1), cancellationToken: Cancelled);

        Assert.Equal("\"seen\"", largest.Text);
        Assert.Equal(InvocationOutcome.EventTooLarge, tooLarge.Outcome);
        Assert.Contains("6291456 bytes", tooLarge.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejects_A_Response_To_Another_Invocation()
    {
        await using var function = Start(StubFunction.Once(async (stub, next, killed) =>
        {
            Assert.Equal(HttpStatusCode.BadRequest, await stub.RespondAsync("some-other-id", "1", killed));
            await stub.RespondAsync(StubFunction.IdOf(next), "2", killed);
            Assert.Equal(HttpStatusCode.BadRequest, await stub.RespondAsync(StubFunction.IdOf(next), "3", killed));
        }));

        Assert.Equal("2", (await InvokeAsync(function, "{}")).Text);
    }

    [Fact]
    public async Task Goes_On_When_The_Caller_Hangs_Up()
    {
        var hungUp = new TaskCompletionSource();
        var responded = new TaskCompletionSource<HttpStatusCode>();
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        await using var function = Start(StubFunction.Once(async (stub, next, killed) =>
        {
            await caller.CancelAsync();
            await hungUp.Task;
            responded.SetResult(await stub.RespondAsync(StubFunction.IdOf(next), "1", killed));
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => function.InvokeAsync("{}"u8.ToArray(), cancellationToken: caller.Token));
        hungUp.SetResult();

        Assert.Equal(HttpStatusCode.Accepted, await responded.Task.WaitAsync(Cancelled));
    }

    private static LambdaFunction Start(FunctionProgram program) => new(new FunctionOptions { Program = program });

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function, string payload) =>
        function.InvokeAsync(Encoding.UTF8.GetBytes(payload), cancellationToken: Cancelled);

    private static byte[] JsonStringOf(int bytes) => Encoding.UTF8.GetBytes($"\"{new string('x', bytes - 2)}\"");
}
