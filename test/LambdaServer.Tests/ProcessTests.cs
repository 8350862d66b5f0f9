using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LambdaServer.Tests.Support;

namespace LambdaServer.Tests;

/// <summary>Whole processes, configured by Lambda's environment variables.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Ends_With_A_Line_An_Init_Error_And_A_Non_Zero_Code_When_It_Cannot_Start()
    {
        await using var api = await FakeRuntimeApi.StartAsync();
        await using var function = FunctionProcess.Start(nameof(TestFunctions.FailsToStart), api.Address);

        Assert.Equal(1, await function.WaitForExitAsync());
        Assert.Equal(
            "The program could not start: InvalidOperationException: Upload__Bucket is not set. Set it." + Environment.NewLine,
            await function.Errors);

        Assert.True(api.InitErrors.TryRead(out var outcome));
        Assert.Equal("InvalidOperationException", outcome.ErrorTypeHeader);
        Assert.Equal("Upload__Bucket is not set.\nSet it.", JsonElement.Parse(outcome.Body).GetProperty("errorMessage").GetString());
        Assert.Equal(0, api.NextCalls);
    }

    [Fact]
    public async Task Ends_With_A_Line_And_A_Non_Zero_Code_When_It_Cannot_Start_Outside_Of_Lambda()
    {
        await using var function = FunctionProcess.Start(nameof(TestFunctions.FailsToStart), runtimeApi: null);
        Assert.Equal(1, await function.WaitForExitAsync());
        Assert.Contains("Upload__Bucket is not set.", await function.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS_LAMBDA_MAX_CONCURRENCY", "many", "AWS_LAMBDA_MAX_CONCURRENCY is 'many'")]
    [InlineData("AWS_LAMBDA_MAX_CONCURRENCY", "0", "AWS_LAMBDA_MAX_CONCURRENCY is '0'")]
    [InlineData("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start", "SnapStart is not supported: turn it off for this function.")]
    public async Task Ends_With_A_Line_And_An_Init_Error_When_A_Variable_Is_Wrong(string variable, string value, string message)
    {
        await using var api = await FakeRuntimeApi.StartAsync();
        await using var function = FunctionProcess.Start(nameof(TestFunctions.Web), api.Address, (variable, value));

        Assert.Equal(1, await function.WaitForExitAsync());
        Assert.Contains(message, Assert.Single((await function.Errors).Trim().Split('\n')), StringComparison.Ordinal);
        Assert.True(api.InitErrors.TryRead(out var outcome));
        Assert.Contains(message, JsonElement.Parse(outcome.Body).GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_With_A_Line_When_The_Runtime_Api_Is_Not_An_Address()
    {
        await using var function = FunctionProcess.Start(nameof(TestFunctions.Web), runtimeApi: "not an address");
        Assert.Equal(1, await function.WaitForExitAsync());
        Assert.Contains("AWS_LAMBDA_RUNTIME_API is 'not an address'", await function.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_Plain_Events_And_Logs_The_Failing_Ones_As_Json()
    {
        await using var api = await FakeRuntimeApi.StartAsync();
        await using var function = FunctionProcess.Start(nameof(TestFunctions.Plain), api.Address);

        Assert.Equal("[{}]", Encoding.UTF8.GetString((await api.InvokeAsync("{}"u8.ToArray())).Body));
        Assert.True((await api.InvokeAsync("null"u8.ToArray())).IsError);
        Assert.Equal("[1]", Encoding.UTF8.GetString((await api.InvokeAsync("1"u8.ToArray())).Body));

        var line = await function.Output.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Error", JsonElement.Parse(line!).GetProperty("LogLevel").GetString());
        Assert.Contains("No null, please.", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Puts_The_Trace_Into_The_Environment_When_Invocations_Come_One_By_One()
    {
        Assert.Equal("Root=1-a|Root=1-b", await TracesAsync());
        Assert.Equal("|", await TracesAsync(("AWS_LAMBDA_MAX_CONCURRENCY", "2")));

        static async Task<string> TracesAsync(params (string, string)[] environment)
        {
            await using var api = await FakeRuntimeApi.StartAsync();
            await using var function = FunctionProcess.Start(nameof(TestFunctions.Web), api.Address, environment);
            var httpEvent = Events.V2(path: "/trace").ToBytes();
            var first = FunctionResponse.Of(await api.InvokeAsync(httpEvent, new Delivery { TraceId = "Root=1-a" })).Text;
            var second = FunctionResponse.Of(await api.InvokeAsync(httpEvent, new Delivery { TraceId = "Root=1-b" })).Text;
            return $"{first}|{second}";
        }
    }

    [Fact]
    public async Task Finishes_The_Request_Under_Way_When_It_Is_Told_To_End()
    {
        await using var api = await FakeRuntimeApi.StartAsync();
        await using var function = FunctionProcess.Start(nameof(TestFunctions.Web), api.Address);
        var response = api.InvokeAsync(Events.V2("POST", "/slow").ToBytes());
        Assert.Equal("at work", await function.Output.ReadLineAsync(TestContext.Current.CancellationToken));

        using var kill = Process.Start("sh", ["-c", $"kill -TERM {function.Id}"]);

        Assert.Equal("finished", FunctionResponse.Of(await response).Text);
        Assert.Equal(0, await function.WaitForExitAsync());
        Assert.Equal(1, api.NextCalls);
    }
}
