using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LambdaEmulator.Runtime;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Emulator;

/// <summary>The command line of the emulator, run as a process with a shell script for a function.</summary>
public sealed class CommandLineTests : IDisposable
{
    // A whole runtime: it responds to one event with that event.
    private const string RespondToOneEvent = """
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
        id=$(curl -s -D - -o event.json "$api/next" | tr -d '\r' | sed -n 's/^Lambda-Runtime-Aws-Request-Id: //p')
        curl -s -o reply.json --data-binary @event.json "$api/$id/response"
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invoke_Prints_The_Response_On_Stdout_And_The_Log_On_Stderr()
    {
        var function = await ScriptAsync("echo this is the log\n" + RespondToOneEvent);

        var run = await RunAsync(["invoke", await EventAsync("""{"hello":"world"}"""), "--function", function]);

        Assert.Equal((0, """{"hello":"world"}"""), (run.ExitCode, run.Output.Trim()));
        Assert.Contains("this is the log", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_Exits_Non_Zero_When_The_Function_Fails()
    {
        var run = await RunAsync(["invoke", await EventAsync("{}"), "--function", await ScriptAsync("exit 3")]);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("Runtime.ExitError", (string?)JsonNode.Parse(run.Output)!["errorType"]);
    }

    [Fact]
    public async Task Invoke_Keeps_Images_In_The_Repository_Unless_Told_Otherwise()
    {
        var function = await ScriptAsync("env; exit 1");
        string[] arguments = ["invoke", await EventAsync("{}"), "--function", function];

        var local = await RunAsync(arguments);
        var elsewhere = await RunAsync(arguments, ("Upload__Bucket", "pictures"), ("AWS_REGION", "eu-west-3"));

        Assert.Contains($"Upload__Directory={Repository.PathTo(".data")}", local.Errors.Split('\n'));
        Assert.Contains("Upload__Bucket=pictures", elsewhere.Errors.Split('\n'));
        Assert.Contains("AWS_REGION=eu-west-3", elsewhere.Errors.Split('\n'));
        Assert.DoesNotContain("Upload__Directory", elsewhere.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Api_Serves_The_Function_And_Ends_It_With_Itself()
    {
        var function = await ScriptAsync($$"""
            echo "pid $$"
            while true; do
            {{RespondToOneEvent}}
            done
            """);
        using var process = Start(["start-api", "--port", "0", "--stage", "prod", "--function", function]);
        var firstLine = await process.StandardOutput.ReadLineAsync(Cancelled);
        var address = firstLine!.Split(' ').First(word => word.StartsWith("http:", StringComparison.Ordinal));

        using var http = LoopbackClient.Create();
        var input = await http.GetStringAsync(new Uri(new Uri(address), "uploads/1"), Cancelled);
        var pid = (await process.StandardError.ReadLineAsync(Cancelled))!.Split(' ')[1];
        using (var kill = Process.Start(Needs.Program("sh"), ["-c", $"kill -TERM {process.Id}"]))
            await kill.WaitForExitAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);

        Assert.Equal("/prod/uploads/1", (string?)JsonNode.Parse(input)!["rawPath"]);
        Assert.Equal(0, process.ExitCode);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("There is no command", "explode")]
    [InlineData("There is no option --colour", "start-api", "--colour", "red")]
    [InlineData("--port needs a whole number", "start-api", "--port", "many")]
    [InlineData("There is no function at", "start-api", "--function", "/no/such/function")]
    [InlineData("invoke needs one event", "invoke")]
    public async Task Says_What_Was_Wrong_With_The_Command(string message, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> ScriptAsync(string script)
    {
        Needs.Program("curl");
        var path = Path.Combine(_folder.FullName, "function");
        await File.WriteAllTextAsync(path, $"#!{Needs.Program("sh")}\n{script}\n", Cancelled);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private async Task<string> EventAsync(string json)
    {
        var path = Path.Combine(_folder.FullName, "input.json");
        await File.WriteAllTextAsync(path, json, Cancelled);
        return path;
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string[] arguments, params (string Name, string Value)[] variables)
    {
        using var process = Start(arguments, variables);
        var output = process.StandardOutput.ReadToEndAsync(Cancelled);
        var errors = process.StandardError.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        return (process.ExitCode, await output, await errors);
    }

    private static Process Start(string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(LambdaFunction).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] inherited = [.. start.Environment.Keys.Where(name => name.StartsWith("Upload__", StringComparison.OrdinalIgnoreCase))];
        foreach (var name in inherited)
            start.Environment.Remove(name);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
