using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;

namespace UploadFunction.Hosting;

/// <summary>From an annotated function to the handler that both hosts share.</summary>
internal static class AmazonInvocations
{
    private static readonly TimeSpan LongestGrace = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Streams on both sides: the wrapper is public and the events' types are not, and both hosts respond with <c>null</c>, where a
    /// plain task would send nothing at all.
    /// </summary>
    public static async Task<Stream> RunAsync<TEvent>(
        this EventInvocations invocations,
        Stream payload,
        ILambdaContext context,
        JsonTypeInfo<TEvent> type,
        Func<TEvent?, CancellationToken, ValueTask> handle)
    {
        using var deadline = new CancellationTokenSource(TimeFor(context.RemainingTime));
        await invocations.RunAsync(async () =>
            await handle(await JsonSerializer.DeserializeAsync(payload, type, deadline.Token), deadline.Token));
        return new MemoryStream("null"u8.ToArray());
    }

    /// <summary>As LambdaServer has it: until a second is left, or a quarter of the time where that is less.</summary>
    private static TimeSpan TimeFor(TimeSpan remaining)
    {
        // A deadline in the past means a wrong clock: Lambda would have ended the process.
        if (remaining <= TimeSpan.Zero)
            return Timeout.InfiniteTimeSpan;
        var quarter = remaining / 4;
        return remaining - (quarter < LongestGrace ? quarter : LongestGrace);
    }
}
