using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LambdaEmulator.Runtime;

namespace UploadFunction.Tests.Emulator;

/// <summary>How the emulated Lambda reports a function that fails, sends too large a response or takes too long.</summary>
public sealed class LambdaFailureTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Passes_On_An_Error_The_Function_Reports_And_Keeps_The_Process()
    {
        const string Error = """{"errorType":"Broken","errorMessage":"no"}""";
        await using var function = Start(StubFunction.Running(async (stub, killed) =>
        {
            using var first = await stub.NextAsync(killed);
            Assert.Equal(HttpStatusCode.Accepted, await stub.ReportErrorAsync(StubFunction.IdOf(first), Error, killed));
            using var second = await stub.NextAsync(killed);
            await stub.RespondAsync(StubFunction.IdOf(second), "\"still here\"", killed);
            using var third = await stub.NextAsync(killed);
            return 0;
        }));

        var result = await InvokeAsync(function, "{}");

        Assert.Equal((InvocationOutcome.FunctionError, Error), (result.Outcome, result.Text));
        Assert.Equal("\"still here\"", (await InvokeAsync(function, "{}")).Text);
    }

    [Fact]
    public async Task Passes_On_An_Error_Of_The_Start()
    {
        const string Error = """{"errorType":"Startup","errorMessage":"Upload__Bucket is missing"}""";
        await using var function = Start(StubFunction.Running(async (stub, killed) =>
        {
            Assert.Equal(HttpStatusCode.Accepted, await stub.ReportInitErrorAsync(Error, killed));
            return 1;
        }));

        var result = await InvokeAsync(function, "{}");

        Assert.Equal((InvocationOutcome.FunctionError, Error), (result.Outcome, result.Text));
    }

    [Fact]
    public async Task Rejects_A_Response_Above_Six_Megabytes()
    {
        var status = new TaskCompletionSource<HttpStatusCode>();
        await using var function = Start(StubFunction.Once(async (stub, next, killed) =>
        {
            var response = $"\"{new string('x', LambdaLimits.ResponseBytes - 1)}\"";
            status.SetResult(await stub.RespondAsync(StubFunction.IdOf(next), response, killed));
        }));

        var result = await InvokeAsync(function, "{}");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await status.Task);
        Assert.Equal(InvocationOutcome.FunctionError, result.Outcome);
        Assert.Equal("Function.ResponseSizeTooLarge", ErrorType(result));
    }

    [Fact]
    public async Task Kills_A_Function_That_Runs_Out_Of_Time_And_Starts_A_New_One()
    {
        var time = new ObservedTime();
        var timeout = TimeSpan.FromSeconds(3);
        var starts = 0;
        var firstWasKilled = new TaskCompletionSource();
        await using var function = new LambdaFunction(new FunctionOptions
        {
            Program = StubFunction.Running(async (stub, killed) =>
            {
                var isFirst = Interlocked.Increment(ref starts) == 1;
                if (isFirst)
                {
                    // Never taken back, so that nothing can end between the kill and its being noticed.
                    _ = killed.Register(firstWasKilled.SetResult);
                    using var ignored = await stub.NextAsync(killed);
                    await Task.Delay(Timeout.Infinite, killed);
                }
                using var next = await stub.NextAsync(killed);
                await stub.RespondAsync(StubFunction.IdOf(next), "\"new\"", killed);
                return 0;
            }),
            Timeout = timeout,
            TimeProvider = time,
        });

        var pending = InvokeAsync(function, "{}");
        await time.RunOutAsync(timeout, Cancelled);
        var result = await pending;

        Assert.Equal("Sandbox.Timedout", ErrorType(result));
        Assert.Contains($"RequestId: {result.RequestId} Error: Task timed out after 3.00 seconds", result.Text, StringComparison.Ordinal);
        await firstWasKilled.Task.WaitAsync(Cancelled);
        Assert.Equal("\"new\"", (await InvokeAsync(function, "{}")).Text);
    }

    private static LambdaFunction Start(FunctionProgram program) => new(new FunctionOptions { Program = program });

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function, string payload) =>
        function.InvokeAsync(Encoding.UTF8.GetBytes(payload), cancellationToken: Cancelled);

    private static string? ErrorType(InvocationResult result) => (string?)JsonNode.Parse(result.Text)!["errorType"];
}
