using System.Globalization;

namespace LambdaEmulator.Runtime;

/// <summary>One process of the function with its own Runtime API; it works on one event at a time.</summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private readonly FunctionOptions _options;
    private readonly FunctionLog _log;
    private readonly RuntimeApi _api;
    private readonly CancellationTokenSource _kill = new();
    private readonly long _started;
    private Dictionary<string, string> _environment = [];
    private Task<int>? _program;

    private Sandbox(FunctionOptions options, FunctionLog log)
    {
        _options = options;
        _log = log;
        _api = new RuntimeApi(options);
        _started = options.TimeProvider.GetTimestamp();
    }

    /// <summary>Ready for another event: neither ended nor stuck.</summary>
    public bool IsIdle { get; private set; }

    public bool HasExited => _program is { IsCompleted: true };

    public static async Task<Sandbox> StartAsync(FunctionOptions options, FunctionLog log, CancellationToken cancellationToken)
    {
        var sandbox = new Sandbox(options, log);
        var address = await sandbox._api.StartAsync(cancellationToken);
        sandbox._environment = SandboxEnvironment.Create(options, address);
        return sandbox;
    }

    public async Task<InvocationResult> InvokeAsync(Invocation invocation)
    {
        IsIdle = false;
        var time = _options.TimeProvider;
        var initDuration = TimeSpan.Zero;
        var taken = time.GetTimestamp();
        var duration = TimeSpan.Zero;
        _api.Offer(invocation);

        // Not before there is an event: an error of the start belongs to the event that waits for it.
        var isCold = _program is null;
        var program = _program ??= RunProgramAsync();
        try
        {
            await FirstOf(LambdaLimits.InitTimeout + _options.Timeout, invocation.Taken, invocation.Responded, program);
            taken = time.GetTimestamp();
            if (isCold)
                initDuration = time.GetElapsedTime(_started, taken);
            await FirstOf(_options.Timeout, invocation.Responded, program);
            duration = time.GetElapsedTime(taken);
            if (invocation.Responded.IsCompleted)
                await FirstOf(_options.Timeout, invocation.Released, program);
            IsIdle = invocation.Released.IsCompleted && !HasExited;
        }
        catch (TimeoutException)
        {
            if (!invocation.Taken.IsCompleted)
                _log.Write("The function has not asked the Runtime API for an event.");

            // A response that came in time stands; a function that does not ask for the next event is ended all the same.
            invocation.TryRespond(InvocationResult.Error("Sandbox.Timedout", Message(invocation, TimedOut())));
        }
        if (!invocation.Responded.IsCompleted)
            invocation.TryRespond(InvocationResult.Error("Runtime.ExitError", Message(invocation, Exited(await program))));
        return await invocation.Responded with { RequestId = invocation.RequestId, InitDuration = initDuration, Duration = duration };
    }

    public async ValueTask DisposeAsync()
    {
        IsIdle = false;
        await _kill.CancelAsync();
        if (_program is not null)
            await _program;
        await _api.DisposeAsync();
        _kill.Dispose();
    }

    private async Task<int> RunProgramAsync()
    {
        try
        {
            return await Task.Run(() => _options.Program(new FunctionSandbox(_environment, _log.Write), _kill.Token));
        }
        catch (OperationCanceledException) when (_kill.IsCancellationRequested)
        {
            return 128 + 9;
        }
        catch (Exception exception)
        {
            _log.Write($"The function's program failed: {exception}");
            return 1;
        }
    }

    private Task<Task> FirstOf(TimeSpan timeout, params Task[] tasks) => Task.WhenAny(tasks).WaitAsync(timeout, _options.TimeProvider);

    private static string Message(Invocation invocation, string error) => $"RequestId: {invocation.RequestId} Error: {error}";

    private string TimedOut() =>
        string.Create(CultureInfo.InvariantCulture, $"Task timed out after {_options.Timeout.TotalSeconds:F2} seconds");

    /// <summary>Lambda's words; a shell's exit codes above 128 stand for signals.</summary>
    private static string Exited(int exitCode) => exitCode switch
    {
        0 => "Runtime exited without providing a reason",
        128 + 6 => "Runtime exited with error: signal: aborted",
        128 + 9 => "Runtime exited with error: signal: killed",
        128 + 11 => "Runtime exited with error: signal: segmentation fault",
        128 + 15 => "Runtime exited with error: signal: terminated",
        _ => $"Runtime exited with error: exit status {exitCode}",
    };
}
