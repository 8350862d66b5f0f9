using UploadFunction.Uploads;

namespace UploadFunction.Hosting;

/// <summary>Measures every event that is not an HTTP request, and writes the measurements before the response is posted.</summary>
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
