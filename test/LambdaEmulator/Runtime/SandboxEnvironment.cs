using System.Globalization;

namespace LambdaEmulator.Runtime;

/// <summary>
/// The environment of a sandbox (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). It starts empty, so that a
/// function behaves the same on every machine.
/// </summary>
internal static class SandboxEnvironment
{
    // What a program needs of the machine to start at all.
    private static readonly string[] Inherited =
        ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "SystemRoot", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA"];

    public static Dictionary<string, string> Create(FunctionOptions options, Uri runtimeApi)
    {
        var variables = new Dictionary<string, string>
        {
            ["LANG"] = "en_US.UTF-8",
            ["TZ"] = ":UTC",
            ["AWS_REGION"] = options.Region,
            ["AWS_DEFAULT_REGION"] = options.Region,
            ["AWS_EXECUTION_ENV"] = "AWS_Lambda_dotnet10",
        };
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                variables[name] = value;
        }
        foreach (var (name, value) in options.Environment)
            variables[name] = value;

        // Reserved: a function cannot set these itself.
        variables["AWS_LAMBDA_RUNTIME_API"] = runtimeApi.Authority;
        variables["AWS_LAMBDA_FUNCTION_NAME"] = options.Name;
        variables["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST";
        variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = options.MemorySize.ToString(CultureInfo.InvariantCulture);
        variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
        variables["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/" + options.Name;
        variables["AWS_LAMBDA_LOG_STREAM_NAME"] = "$LATEST";
        variables["LAMBDA_TASK_ROOT"] = options.TaskRoot;
        variables["_HANDLER"] = options.Handler;
        return variables;
    }
}
