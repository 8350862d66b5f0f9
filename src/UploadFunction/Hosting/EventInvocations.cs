using UploadFunction.Uploads;

namespace UploadFunction.Hosting;

/// <summary>Around every event that is no HTTP request: measures it, and writes the measurements before its answer is posted.</summary>
internal sealed class EventInvocations(UploadMetrics metrics, EmbeddedMetrics writer, TimeProvider clock)
{
    public async ValueTask RunAsync(Func<ValueTask> handle)
    {
        var started = clock.GetTimestamp();
        try
        {
            await handle();
        }
        catch
        {
            metrics.Failed();
            throw;
        }
        finally
        {
            metrics.Ended(clock.GetElapsedTime(started));
            writer.Flush();
        }
    }
}
