namespace LambdaEmulator.Runtime;

/// <summary>Lambda's limits for a synchronous invocation, none of which can be raised.</summary>
public static class LambdaLimits
{
    /// <summary>Bytes of an event (JSON, as sent).</summary>
    public const int EventBytes = 6 * 1024 * 1024;

    /// <summary>Bytes of a response: <c>interop.MaxPayloadSize</c> of the Runtime Interface Emulator, which is Lambda's own code.</summary>
    public const int ResponseBytes = (6 * 1024 * 1024) + 100;

    /// <summary>A start that takes longer is begun again inside the invocation's own time; the emulator just adds the two.</summary>
    internal static readonly TimeSpan InitTimeout = TimeSpan.FromSeconds(10);
}
