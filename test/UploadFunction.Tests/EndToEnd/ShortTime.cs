using LambdaEmulator.Runtime;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>For a function that must end its work before its time is over.</summary>
internal static class ShortTime
{
    /// <param name="told">What the function believes it has, for each event.</param>
    /// <param name="killedAfter">What it has. The difference is for a machine that is busy with other things.</param>
    public static FunctionOptions With(this FunctionOptions options, TimeSpan told, TimeSpan killedAfter) =>
        options with { Timeout = killedAfter, TimeProvider = new ClockThatIsSlow(killedAfter - told) };

    private sealed class ClockThatIsSlow(TimeSpan behind) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - behind;
    }
}
