using ObjectStorage;
using UploadFunction.Uploads;

namespace UploadFunction.Local;

/// <summary>
/// Stands in for the bucket's lifecycle rule: removes from the disk store what was sent with a ticket and not published for a day.
/// </summary>
internal sealed class IncomingExpiry(IObjectStore store, TimeProvider clock, ILogger<IncomingExpiry> logger) : BackgroundService
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (store is not IUploadReceiver)
            return;
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await RemoveExpiredAsync(stoppingToken);
            }
            catch (StorageException exception)
            {
                logger.StoreFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Lifetime;
        foreach (var key in await store.ListAsync(ImageKeys.AllIncoming, cancellationToken))
        {
            // Another image may be sent with the same ticket at this moment: that one stays.
            if (await store.HeadAsync(key, cancellationToken) is { } found && found.LastModified < before)
                await store.DeleteAsync(key, found.ETag, cancellationToken);
        }
    }
}
