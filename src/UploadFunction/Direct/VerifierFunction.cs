using UploadFunction.Uploads;

namespace UploadFunction.Direct;

/// <summary>The Verifier as a Lambda function: told by EventBridge of each object that came into <c>incoming/</c>, at least once.</summary>
internal sealed class VerifierFunction(Verifier verifier, UploadOptions options)
{
    /// <exception cref="InvalidOperationException">The event is none of our bucket's. It comes again, and then lies among the dead letters.</exception>
    /// <exception cref="Storage.StorageException">The store cannot do its work now; the event has to come again.</exception>
    public ValueTask HandleAsync(ObjectCreated? created, CancellationToken cancellationToken)
    {
        if (created?.Detail is not { Bucket.Name: { } bucket, Object.Key: { } key })
            throw new InvalidOperationException("This is no event 'Object Created' of EventBridge: it has no detail.bucket.name or no detail.object.key.");
        // With the disk store (`sam local`) any bucket's event will do.
        if (options.Bucket is { } ours && bucket != ours)
            throw new InvalidOperationException("The event is of another bucket than Upload__Bucket.");
        return verifier.ReceiveAsync(key, cancellationToken);
    }
}
