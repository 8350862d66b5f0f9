namespace UploadFunction.Tests.Support;

/// <summary>
/// How long a test waits for what must come. It only ends what hangs: no test asserts how long something took, so that none fails
/// because the machine is busy.
/// </summary>
internal static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(5);
}
