using System.Text.Json.Nodes;

namespace UploadFunction.Tests.Support;

/// <summary>The AWS CLI, its every service at one server.</summary>
internal sealed class AwsCli(S3Server server)
{
    private readonly string _program = Needs.Program("aws");

    // A command that failed is not tried again: it may have done half of its work.
    private readonly Dictionary<string, string> _environment = new(server.Environment) { ["AWS_MAX_ATTEMPTS"] = "1" };

    /// <summary>What a command answers.</summary>
    public async Task<JsonNode> RunAsync(params string[] arguments)
    {
        var (exitCode, output) = await TryAsync(arguments);
        Assert.True(exitCode == 0, output);
        return output.Length == 0 ? new JsonObject() : JsonNode.Parse(output)!;
    }

    /// <summary>For a command that should fail: its exit code, and what it printed.</summary>
    public Task<(int ExitCode, string Output)> TryAsync(params string[] arguments) =>
        ProcessOutput.RunAsync(
            _program,
            [.. arguments, "--output", "json", "--endpoint-url", server.Endpoint, "--region", server.Environment["AWS_REGION"]],
            _environment);
}
