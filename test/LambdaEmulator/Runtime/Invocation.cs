namespace LambdaEmulator.Runtime;

/// <summary>What an event's sender may say beside it.</summary>
/// <param name="TraceId">X-Ray tracing header.</param>
/// <param name="ClientContext">JSON of a mobile SDK.</param>
/// <param name="CognitoIdentity">JSON.</param>
public sealed record InvocationContext(string? TraceId = null, string? ClientContext = null, string? CognitoIdentity = null);

/// <summary>One event on its way through one sandbox.</summary>
internal sealed class Invocation(ReadOnlyMemory<byte> payload, InvocationContext context)
{
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<InvocationResult> _responded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId { get; } = Guid.NewGuid().ToString();

    public ReadOnlyMemory<byte> Payload => payload;

    public InvocationContext Context => context;

    /// <summary>The function has the event: its time runs.</summary>
    public Task Taken => _taken.Task;

    public Task<InvocationResult> Responded => _responded.Task;

    /// <summary>The function asked for the next event: only then is its sandbox free.</summary>
    public Task Released => _released.Task;

    public void Take() => _taken.TrySetResult();

    public bool TryRespond(InvocationResult result) => _responded.TrySetResult(result);

    public void Release() => _released.TrySetResult();
}
