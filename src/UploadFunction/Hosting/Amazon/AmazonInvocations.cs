using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;

namespace UploadFunction.Hosting;

/// <summary>Passes the events of an annotated function to the handler that both Lambda hosts share.</summary>
internal static class AmazonInvocations
{
    private static readonly TimeSpan LongestGrace = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Takes and returns a stream: the generated wrapper is public, while the event types are not; and both hosts respond with
    /// <c>null</c>, while a method that returns a plain <see cref="Task"/> would send an empty response.
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

    /// <summary>As in LambdaServer: the remaining time, less one second or a quarter of it, whichever is less.</summary>
    private static TimeSpan TimeFor(TimeSpan remaining)
    {
        // A deadline in the past means that the clock is wrong: Lambda would have ended the process by then.
        if (remaining <= TimeSpan.Zero)
            return Timeout.InfiniteTimeSpan;
        var quarter = remaining / 4;
        return remaining - (quarter < LongestGrace ? quarter : LongestGrace);
    }
}
