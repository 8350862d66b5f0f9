using System.Diagnostics;

namespace LambdaServer.Tests.Support;

/// <summary>A function in a process of its own, as Lambda runs it.</summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private readonly Process _process;

    private FunctionProcess(Process process)
    {
        _process = process;
        Errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public int Id => _process.Id;

    public Task<string> Errors { get; }

    public StreamReader Output => _process.StandardOutput;

    public static FunctionProcess Start(string name, string? runtimeApi, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["function", name])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        // The functions inside the tests' own process leave theirs.
        start.Environment.Remove("_X_AMZN_TRACE_ID");
        if (runtimeApi is not null)
            start.Environment["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        return new FunctionProcess(Process.Start(start)!);
    }

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        _process.Dispose();
    }
}
