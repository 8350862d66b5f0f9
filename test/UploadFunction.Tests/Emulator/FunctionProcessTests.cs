using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LambdaEmulator.Runtime;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Emulator;

/// <summary>Functions that are real processes: how their end is reported, what they see and what remains of them.</summary>
public sealed class FunctionProcessTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exit 3", "Runtime exited with error: exit status 3")]
    [InlineData("exit 0", "Runtime exited without providing a reason")]
    [InlineData("kill -KILL $$", "Runtime exited with error: signal: killed")]
    public async Task Reports_The_End_Of_A_Process_As_Lambda_Does(string script, string reason)
    {
        await using var function = Shell(script);

        var result = await InvokeAsync(function);

        Assert.Equal(InvocationOutcome.FunctionError, result.Outcome);
        var error = JsonNode.Parse(result.Text)!;
        Assert.Equal("Runtime.ExitError", (string?)error["errorType"]);
        Assert.Equal($"RequestId: {result.RequestId} Error: {reason}", (string?)error["errorMessage"]);
    }

    [Fact]
    public async Task Reports_A_Program_That_Is_Not_There()
    {
        await using var function = new LambdaFunction(FunctionOptions.ForFile(Path.Combine(AppContext.BaseDirectory, "no-such-file")));

        var result = await InvokeAsync(function);

        Assert.Equal(InvocationOutcome.FunctionError, result.Outcome);
        await function.Log.WaitForLineAsync(line => line.Contains("no-such-file", StringComparison.Ordinal), Cancelled);
    }

    [Fact]
    public async Task Records_Both_Output_Streams_Of_A_Process()
    {
        await using var function = Shell("echo to stdout; echo to stderr >&2; exit 1");

        await InvokeAsync(function);

        Assert.Equal(["to stderr", "to stdout"], function.Log.Lines.Order());
    }

    [Fact]
    public async Task Gives_A_Process_Lambdas_Environment_And_The_Functions_Own()
    {
        var options = ShellOptions("env; pwd; exit 1");
        options.Environment["Upload__Bucket"] = "pictures";
        options.Environment["AWS_REGION"] = "eu-west-3";
        await using var function = new LambdaFunction(options);

        await InvokeAsync(function);

        string[] expected =
        [
            "Upload__Bucket=pictures", "AWS_REGION=eu-west-3", "_HANDLER=UploadFunction", "AWS_LAMBDA_FUNCTION_NAME=UploadFunction",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=1024", "AWS_EXECUTION_ENV=AWS_Lambda_dotnet10", $"LAMBDA_TASK_ROOT={options.TaskRoot}",
        ];
        Assert.Empty(expected.Except(function.Log.Lines));
        Assert.Contains(function.Log.Lines, line => line.StartsWith("AWS_LAMBDA_RUNTIME_API=127.0.0.1:", StringComparison.Ordinal));
        Assert.Contains(options.TaskRoot.TrimEnd('/'), function.Log.Lines);
    }

    [Fact]
    public async Task Keeps_The_Tests_Own_Environment_Out_Of_A_Process()
    {
        Environment.SetEnvironmentVariable("EMULATOR_TEST_LEAK", "1");
        await using var function = Shell("env; exit 1");

        await InvokeAsync(function);

        Assert.DoesNotContain("EMULATOR_TEST_LEAK=1", function.Log.Lines);
    }

    [Fact]
    public async Task Leaves_No_Process_Behind()
    {
        var function = Shell("echo $$; while true; do sleep 60; done");
        _ = InvokeAsync(function);
        var pid = int.Parse(await function.Log.WaitForLineAsync(_ => true, Cancelled), CultureInfo.InvariantCulture);
        using var process = Process.GetProcessById(pid);

        await function.DisposeAsync();

        Assert.True(process.HasExited);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid));
    }

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function) =>
        function.InvokeAsync("{}"u8.ToArray(), cancellationToken: Cancelled);

    private static LambdaFunction Shell(string script) => new(ShellOptions(script));

    private static FunctionOptions ShellOptions(string script) =>
        new() { Program = FunctionProcess.Command(Needs.Program("sh"), "-c", script) };
}
