using System.Collections;
using LambdaEmulator.Runtime;

namespace LambdaEmulator.Commands;

/// <summary>The function as the command line and the shell's environment describe it.</summary>
internal static class FunctionSetup
{
    private static readonly string[] PassedOn = ["Upload__", "AWS_", "Logging__"];

    public static async Task<FunctionOptions> CreateAsync(CommandLine commandLine, CancellationToken cancellationToken)
    {
        var file = await FunctionFile.ResolveAsync(commandLine, cancellationToken);
        return FunctionOptions.ForFile(file) with
        {
            Timeout = TimeSpan.FromSeconds(commandLine.Number("--timeout", defaultValue: 30, minimum: 1)),
            MaxConcurrency = commandLine.Number("--concurrency", defaultValue: 10, minimum: 1),
            ChunkedEvents = commandLine.Has("--chunked-events"),
            Environment = Variables(),
            OnLog = Console.Error.WriteLine,
        };
    }

    /// <summary>Whether the images lie in a folder, so that the function serves them itself.</summary>
    public static bool UsesDisk(FunctionOptions options) => options.Environment.ContainsKey("Upload__Directory");

    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (PassedOn.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                variables[name] = (string)variable.Value!;
        }

        // The function runs in its own folder, where a path of the shell would mean another place.
        if (variables.TryGetValue("Upload__Directory", out var directory))
            variables["Upload__Directory"] = Path.GetFullPath(directory);
        else if (!variables.ContainsKey("Upload__Bucket"))
            variables["Upload__Directory"] = RepositoryRoot.PathTo(".data");
        return variables;
    }
}
