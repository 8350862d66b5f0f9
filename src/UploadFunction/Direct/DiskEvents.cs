using UploadFunction.Storage;
using UploadFunction.Uploads;

namespace UploadFunction.Direct;

/// <summary>What EventBridge is to a bucket: tells the verifier, in this process, of each object that came into the disk store.</summary>
/// <remarks>It tells once. After a failure or a restart the object waits for the uploader's <c>complete</c>.</remarks>
internal sealed class DiskEvents(Verifier verifier, UploadMetrics metrics, IHostApplicationLifetime lifetime, ILogger<DiskEvents> logger)
{
    /// <summary>Starts the work and comes back.</summary>
    public void OnStored(string key) => _ = VerifyAsync(key);

    private async Task VerifyAsync(string key)
    {
        // The request that brought the object shall not wait for its check.
        await Task.Yield();
        try
        {
            await verifier.ReceiveAsync(key, lifetime.ApplicationStopping);
        }
        catch (StorageException e)
        {
            logger.StoreFailed(e);
            metrics.Failed();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            logger.Failed(e);
            metrics.Failed();
        }
    }
}
