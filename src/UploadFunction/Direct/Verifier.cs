using UploadFunction.Storage;
using UploadFunction.Uploads;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Direct;

/// <summary>
/// Moves an image from <c>incoming/</c> to <c>images/</c> once it was checked. It may run twice, at the same time, late, out of order
/// and while the uploader posts again: what is published was checked in the same memory, <see cref="Publisher"/> writes an id
/// once, and only the very object that was checked is removed.
/// </summary>
internal sealed class Verifier(IObjectStore store, Publisher publisher, UploadOptions options, UploadMetrics metrics, ILogger<Verifier> logger)
{
    /// <summary>For the uploader, who waits: an image that is refused is removed, for its problem is told.</summary>
    /// <returns>The object that has the id now, or why there is none.</returns>
    /// <exception cref="StorageException">The store cannot do its work now; trying again is safe.</exception>
    public async ValueTask<Outcome<Published>> CompleteAsync(string id, CancellationToken cancellationToken) =>
        await VerifyAsync(id, keepsRefused: false, cancellationToken) ?? UploadProblems.NotReceived();

    /// <summary>
    /// For an event that says an object came: nobody waits. An image that is refused stays, so that the uploader can still be told why;
    /// the lifecycle rule removes it. One that is gone by now was dealt with.
    /// </summary>
    /// <param name="key">Of the object; one that no ticket of ours names is left alone.</param>
    /// <exception cref="StorageException">The store cannot do its work now; the event has to come again.</exception>
    public async ValueTask ReceiveAsync(string key, CancellationToken cancellationToken)
    {
        var id = key[(key.LastIndexOf('/') + 1)..];
        if (!UploadKey.IsId(id) || key != Publisher.IncomingKeyOf(id))
            return;
        if (await VerifyAsync(id, keepsRefused: true, cancellationToken) is { } outcome && outcome.Failed(out var problem, out _))
        {
            logger.RefusedIncoming(id, problem.Code, problem.Status);
            metrics.Refused(problem);
        }
    }

    /// <returns><see langword="null"/> when there is neither an image nor anything that could become one.</returns>
    private async ValueTask<Outcome<Published>?> VerifyAsync(string id, bool keepsRefused, CancellationToken cancellationToken)
    {
        var key = Publisher.IncomingKeyOf(id);
        if (await ReadAsync(key, cancellationToken) is not { } incoming)
        {
            // In this order: a verifier publishes first and removes then, so an image is never in neither place.
            return await FindAsync(id, cancellationToken) is { } there ? there : (Outcome<Published>?)null;
        }
        Outcome<Published> outcome = SubmissionOf(id, incoming).Failed(out var problem, out var submission)
            ? problem
            : await publisher.PublishAsync(submission, cancellationToken);
        if (outcome.Failed(out _, out _))
        {
            // The first image that was published is final, whatever is posted after it.
            if (await FindAsync(id, cancellationToken) is { } finished)
                outcome = finished;
            else if (keepsRefused)
                return outcome;
        }
        await store.DeleteAsync(key, incoming.Object.ETag, cancellationToken);
        return outcome;
    }

    /// <summary>One answer of the store, so bytes, metadata and ETag belong together, whatever is posted meanwhile.</summary>
    /// <returns>Without its bytes when it is too large to be an image.</returns>
    private async ValueTask<ObjectContent?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        // A policy lets nothing larger in. Others who may write to the bucket shall not fill our memory either.
        if (await store.HeadAsync(key, cancellationToken) is { } there && there.Size > options.MaxBytes)
            return new ObjectContent(there, ReadOnlyMemory<byte>.Empty);
        return await store.GetAsync(key, cancellationToken);
    }

    private Outcome<Submission> SubmissionOf(string id, ObjectContent incoming)
    {
        var (stored, entries) = (incoming.Object, incoming.Object.Metadata);
        if (stored.Size > options.MaxBytes)
            return UploadProblems.TooLarge(stored.Size, options);

        var hash = entries.GetValueOrDefault(ObjectMetadata.DeleteTokenSha256, "");
        var uploader = entries.GetValueOrDefault(ObjectMetadata.UploadedBy);
        var fileName = Decode(ObjectMetadata.FileName);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        // Names that were allowed when the ticket was made may not be any more.
        foreach (var name in options.MetadataNames.Where(entries.ContainsKey))
        {
            if (Decode(name) is not { } value)
                return NotOurs();
            metadata.Add(name, value);
        }
        return fileName is null || !ObjectMetadata.IsHash(hash) || (uploader is not null && !ObjectMetadata.IsHash(uploader))
            ? NotOurs()
            : new Submission(incoming.Bytes, id, hash, uploader, fileName, metadata);

        string? Decode(string name) => entries.TryGetValue(name, out var value) ? StrictText.FromPercentEncoding(value) : null;
    }

    private async ValueTask<Published?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.HeadAsync(Publisher.KeyOf(id), cancellationToken) is { } there
            ? new Published(there.ContentType, there.Size, there.Metadata, PublishedBy.Another)
            : null;

    private static Problem NotOurs() => UploadProblems.InvalidTicket("What lies here for this upload was not sent with a ticket of this service.");
}
