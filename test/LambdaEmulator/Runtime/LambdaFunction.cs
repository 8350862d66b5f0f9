using System.Collections.Concurrent;

namespace LambdaEmulator.Runtime;

/// <summary>
/// A function as its callers see it: each event gets a sandbox that is free, or a new one while there are fewer than
/// <see cref="FunctionOptions.MaxConcurrency"/>. Sandboxes start with the first event and live until this is disposed.
/// </summary>
public sealed class LambdaFunction(FunctionOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots = new(options.MaxConcurrency);
    private readonly ConcurrentStack<Sandbox> _idle = [];
    private readonly ConcurrentDictionary<Sandbox, byte> _sandboxes = [];
    private readonly CancellationTokenSource _disposed = new();

    public FunctionLog Log { get; } = new(options.OnLog);

    /// <summary>Sends one event and waits for the response.</summary>
    /// <param name="cancellationToken">Ends the waiting. The function goes on, as it does in Lambda when its caller hangs up.</param>
    public async Task<InvocationResult> InvokeAsync(
        ReadOnlyMemory<byte> payload, InvocationContext? context = null, CancellationToken cancellationToken = default)
    {
        if (payload.Length > LambdaLimits.EventBytes)
        {
            var error = InvocationResult.Error(
                "RequestEntityTooLargeException",
                $"Request must be smaller than {LambdaLimits.EventBytes} bytes for the InvokeFunction operation");
            return error with { Outcome = InvocationOutcome.EventTooLarge };
        }
        await _slots.WaitAsync(cancellationToken);
        return await RunAsync(new Invocation(payload, context ?? new InvocationContext())).WaitAsync(cancellationToken);
    }

    /// <summary>Kills every process and waits until all are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed.IsCancellationRequested)
            return;
        await _disposed.CancelAsync();
        foreach (var sandbox in _sandboxes.Keys)
            await RemoveAsync(sandbox);
        for (var slot = 0; slot < options.MaxConcurrency; slot++)
            await _slots.WaitAsync();
        _slots.Dispose();
        _disposed.Dispose();
    }

    private async Task<InvocationResult> RunAsync(Invocation invocation)
    {
        try
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            var sandbox = await TakeIdleAsync() ?? await StartSandboxAsync();
            var result = await sandbox.InvokeAsync(invocation);
            if (sandbox.IsIdle)
                _idle.Push(sandbox);
            else
                await RemoveAsync(sandbox);
            return result;
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<Sandbox?> TakeIdleAsync()
    {
        while (_idle.TryPop(out var sandbox))
        {
            if (!sandbox.HasExited)
                return sandbox;
            await RemoveAsync(sandbox);
        }
        return null;
    }

    private async Task<Sandbox> StartSandboxAsync()
    {
        var sandbox = await Sandbox.StartAsync(options, Log, _disposed.Token);
        _sandboxes[sandbox] = 0;
        if (_disposed.IsCancellationRequested)
            await RemoveAsync(sandbox);
        return sandbox;
    }

    private ValueTask RemoveAsync(Sandbox sandbox) =>
        _sandboxes.TryRemove(sandbox, out _) ? sandbox.DisposeAsync() : ValueTask.CompletedTask;
}
