namespace LambdaEmulator.Runtime;

/// <summary>A function's configuration, as <c>AWS::Lambda::Function</c> has it, and how the emulator should treat it.</summary>
public sealed record FunctionOptions
{
    public required FunctionProgram Program { get; init; }

    /// <summary>The program's folder: its working directory and <c>LAMBDA_TASK_ROOT</c>.</summary>
    public string TaskRoot { get; init; } = AppContext.BaseDirectory;

    public string Name { get; init; } = "UploadFunction";

    public string Handler { get; init; } = "UploadFunction";

    /// <summary>MB. Only announced to the function, not enforced.</summary>
    public int MemorySize { get; init; } = 1024;

    /// <summary>From the moment the function takes an event. Then its sandbox is killed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Processes at most; a further event waits for a free one (Lambda would throttle it).</summary>
    public int MaxConcurrency { get; init; } = 10;

    /// <summary>Send events without Content-Length, in pieces, as the Runtime Interface Emulator does above 2 KB.</summary>
    public bool ChunkedEvents { get; init; }

    /// <summary>The function's own variables. Read when a sandbox starts; they win over Lambda's.</summary>
    public IDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Also gets every line that <see cref="FunctionLog"/> records.</summary>
    public Action<string>? OnLog { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>A native binary, or a .dll that <c>dotnet exec</c> runs.</summary>
    public static FunctionOptions ForFile(string path) => new()
    {
        Program = FunctionProcess.File(path),
        TaskRoot = Path.GetDirectoryName(Path.GetFullPath(path))!,
    };

    internal string Arn => $"arn:aws:lambda:{Region}:123456789012:function:{Name}";

    internal string Region => Environment.TryGetValue("AWS_REGION", out var region) ? region : "eu-central-1";
}
