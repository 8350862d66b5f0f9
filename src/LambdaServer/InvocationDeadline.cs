using Microsoft.Extensions.Logging;

namespace LambdaServer;

/// <summary>
/// How long an invocation may take. Lambda kills the sandbox at the deadline, and the caller learns nothing. So the handler is
/// cancelled a little earlier, and abandoned just before the deadline.
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

        // A deadline in the past means a wrong clock, as some emulators have it: Lambda would have ended the process.
        var remaining = invocation.Deadline - time.GetUtcNow();
        if (remaining <= TimeSpan.Zero || remaining > Unlimited)
            remaining = Unlimited;

        var grace = TimeSpan.FromTicks(Math.Min(LongestGrace.Ticks, remaining.Ticks / 4));
        GiveUpAfter = remaining - (grace / 20); // 50 ms of a second: for reporting the error while Lambda still listens
        _timer = time.CreateTimer(_ => Cancel(), null, remaining - grace, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Fires when a second is left, or a quarter of the time where that is less.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>When, counted from the start, the invocation is reported as failed if there is no response.</summary>
    public TimeSpan GiveUpAfter { get; }

    /// <summary>Stops the clock, but does not dispose of the token: an abandoned handler may still hold it.</summary>
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
