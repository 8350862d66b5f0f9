using ObjectStorage;
using UploadFunction.Direct;
using UploadFunction.Uploads;

namespace UploadFunction.Local;

/// <summary>
/// Stands in for EventBridge: tells the verifier, in this process, about each object that a form brought into the disk store.
/// </summary>
/// <remarks>It tells once. After a failure or a restart the object waits for the uploader's <c>complete</c>.</remarks>
internal sealed class DiskEvents(Verifier verifier, UploadMetrics metrics, IHostApplicationLifetime lifetime, ILogger<DiskEvents> logger)
{
    public void OnStored(string key) => _ = VerifyAsync(key);

    private async Task VerifyAsync(string key)
    {
        // The request that brought the object must not wait for its check.
        await Task.Yield();
        try
        {
            await verifier.ReceiveAsync(key, lifetime.ApplicationStopping);
        }
        catch (StorageException exception)
        {
            logger.StoreFailed(exception);
            metrics.Failed();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            logger.Failed(exception);
            metrics.Failed();
        }
    }
}
