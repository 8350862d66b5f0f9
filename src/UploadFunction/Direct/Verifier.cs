using ObjectStorage;
using UploadFunction.Uploads;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Direct;

/// <summary>
/// Moves an image from <c>incoming/</c> to <c>images/</c> after checking it. It may run twice, concurrently, late, out of order, and while
/// the uploader posts again: the bytes that are published are the bytes that were checked, in the same memory; <see cref="Publisher"/>
/// writes an id once; and only the very object that was checked is removed.
/// </summary>
internal sealed class Verifier(
    IObjectStore store, Publisher publisher, UploadOptions options, UploadMetrics metrics, ILogger<Verifier> logger)
{
    /// <summary>For the uploader, who waits: a rejected image is removed, since its problem is told.</summary>
    /// <returns>The object that has the id now, or why there is none.</returns>
    /// <exception cref="StorageException">The store cannot do its work now; trying again is safe.</exception>
    public async ValueTask<Outcome<Published>> CompleteAsync(string id, CancellationToken cancellationToken) =>
        await VerifyAsync(id, keepsRejected: false, cancellationToken) ?? UploadProblems.NotReceived();

    /// <summary>
    /// For an event that announces an object, where nobody waits: a rejected image stays, so that the uploader can still be told why; the
    /// lifecycle rule removes it. If the object is gone by now, it was dealt with.
    /// </summary>
    /// <param name="key">Of the object; one that no ticket could name is left alone.</param>
    /// <exception cref="StorageException">The store cannot do its work now; the event has to be delivered again.</exception>
    public async ValueTask ReceiveAsync(string key, CancellationToken cancellationToken)
    {
        var id = key[(key.LastIndexOf('/') + 1)..];
        if (!UploadKey.IsId(id) || key != ImageKeys.Incoming(id))
            return;
        if (await VerifyAsync(id, keepsRejected: true, cancellationToken) is { } outcome && outcome.Failed(out var problem, out _))
        {
            logger.RejectedIncoming(id, problem.Code, problem.Status);
            metrics.Rejected(problem.Code);
        }
    }

    /// <returns><see langword="null"/> if there is neither a published image nor an incoming one.</returns>
    private async ValueTask<Outcome<Published>?> VerifyAsync(string id, bool keepsRejected, CancellationToken cancellationToken)
    {
        var key = ImageKeys.Incoming(id);
        // The first image that was published is final. A ticket may be used again until it expires, and what came with it the second time
        // is not worth reading.
        if (await FindAsync(id, cancellationToken) is { } before)
        {
            await store.DeleteAsync(key, cancellationToken);
            return before;
        }
        // One response of the store: bytes, metadata and ETag belong together, whatever is posted meanwhile. The policy allows nothing
        // larger; others who may write to the bucket must not fill our memory either.
        if (await store.GetAsync(key, options.MaxBytes, cancellationToken) is not { } incoming)
        {
            // In this order: a verifier publishes before it removes, so an image is never in neither place.
            return await FindAsync(id, cancellationToken) is { } there ? there : (Outcome<Published>?)null;
        }
        Outcome<Published> outcome = SubmissionOf(id, incoming).Failed(out var problem, out var submission)
            ? problem
            : await publisher.PublishAsync(submission, cancellationToken);
        if (outcome.Failed(out _, out _))
        {
            // Another verifier may have published an image that was posted before this one.
            if (await FindAsync(id, cancellationToken) is { } finished)
                outcome = finished;
            else if (keepsRejected)
                return outcome;
        }
        await store.DeleteAsync(key, incoming.Head.ETag, cancellationToken);
        return outcome;
    }

    private Outcome<Submission> SubmissionOf(string id, ObjectContent incoming)
    {
        var (stored, entries) = (incoming.Head, incoming.Head.Metadata);
        if (stored.Size > options.MaxBytes)
            return UploadProblems.TooLarge(stored.Size, options);

        var hash = entries.GetValueOrDefault(MetadataKeys.DeleteTokenSha256, "");
        var uploader = entries.GetValueOrDefault(MetadataKeys.UploadedBy);
        var fileName = Decode(MetadataKeys.FileName);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        // Names that were allowed when the ticket was made may not be allowed any more.
        foreach (var name in options.MetadataNames.Where(entries.ContainsKey))
        {
            if (Decode(name) is not { } value)
                return NotFromATicket();
            metadata.Add(name, value);
        }
        return fileName is null || !ObjectMetadata.IsHash(hash) || (uploader is not null && !ObjectMetadata.IsHash(uploader))
            ? NotFromATicket()
            : new Submission(incoming.Bytes, id, hash, uploader, fileName, metadata);

        string? Decode(string name) => entries.TryGetValue(name, out var value) ? StrictText.FromPercentEncoding(value) : null;
    }

    private async ValueTask<Published?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.HeadAsync(ImageKeys.Published(id), cancellationToken) is { } there ? Published.Of(there, PublishedBy.Another) : null;

    private static Problem NotFromATicket() =>
        UploadProblems.InvalidTicket("The object that is stored for this upload was not sent with a ticket of this service.");
}
