namespace UploadFunction.Tests.Support;

/// <summary>The real time, but nobody waits.</summary>
internal sealed class TimeWithoutPauses : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, TimeSpan.Zero, period);
}
