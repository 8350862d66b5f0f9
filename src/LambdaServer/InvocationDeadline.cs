using Microsoft.Extensions.Logging;

namespace LambdaServer;

/// <summary>
/// How long an invocation may take. Lambda kills the sandbox at the deadline, and the caller learns nothing; so the handler is told
/// to come to an end a little earlier, and given up on just before.
/// </summary>
internal sealed class InvocationDeadline : IDisposable
{
    private static readonly TimeSpan LongestGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unlimited = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _source = new();
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    public InvocationDeadline(LambdaInvocation invocation, TimeProvider time, ILogger logger)
    {
        _logger = logger;

        // A deadline that is past when the event comes is a wrong clock, as some emulators have it; a true one ends the process anyway.
        var remaining = invocation.Deadline - time.GetUtcNow();
        if (remaining <= TimeSpan.Zero || remaining > Unlimited)
            remaining = Unlimited;

        var grace = TimeSpan.FromTicks(Math.Min(LongestGrace.Ticks, remaining.Ticks / 4));
        GiveUpAfter = remaining - (grace / 20); // 50 ms of a second: for reporting the error while Lambda still listens
        _timer = time.CreateTimer(_ => Cancel(), null, remaining - grace, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Fires when a second is left, or a quarter of the time where that is less.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>When, from the start on, the invocation is reported as failed if there is no answer.</summary>
    public TimeSpan GiveUpAfter { get; }

    /// <summary>Stops the clock, but leaves the token alone: an abandoned handler may still hold it.</summary>
    public void Dispose() => _timer.Dispose();

    private void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException exception)
        {
            // A callback of the application threw. On a timer's thread that would end the process.
            _logger.CancellationCallbackFailed(exception);
        }
    }
}
