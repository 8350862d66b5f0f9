using System.Collections.Concurrent;

namespace LambdaServer.Tests.Support;

/// <summary>A clock on which every wait is over at once. Invocations need <see cref="NoDeadline"/>.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    public static readonly DateTimeOffset NoDeadline = DateTimeOffset.UnixEpoch;

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly ConcurrentQueue<TimeSpan> _delays = new();

    /// <summary>How long the waits would have been, in their order.</summary>
    public IReadOnlyCollection<TimeSpan> Delays => _delays;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime > LongestWait)
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        _delays.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
