using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace UploadFunction.Tests.Emulator;

/// <summary>A clock that stands still and says when somebody has begun to wait, so that a test never moves it too early.</summary>
internal sealed class ObservedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Lets a time-out of exactly this length run out once it has been set.</summary>
    public async Task RunOutAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        while (await _timers.Reader.ReadAsync(cancellationToken) != timeout)
        {
        }
        Advance(timeout);
    }
}
