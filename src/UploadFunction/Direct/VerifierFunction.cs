using ObjectStorage;

namespace UploadFunction.Direct;

/// <summary>
/// The Verifier as a Lambda function: EventBridge tells it about each object that arrives in <c>incoming/</c>, at least once.
/// </summary>
internal sealed class VerifierFunction(Verifier verifier, IObjectStore store)
{
    /// <exception cref="InvalidOperationException">
    /// The event is not about our bucket. It is delivered again, and ends among the dead letters.
    /// </exception>
    /// <exception cref="StorageException">The store cannot do its work now; the event has to be delivered again.</exception>
    public ValueTask HandleAsync(ObjectCreated? created, CancellationToken cancellationToken)
    {
        if (created?.Detail is not { Bucket.Name: { } bucket, Object.Key: { } key })
        {
            throw new InvalidOperationException(
                "This is not an event 'Object Created' of EventBridge: it lacks detail.bucket.name or detail.object.key.");
        }
        if (!store.IsBucket(bucket))
            throw new InvalidOperationException("The event is about another bucket than Upload__Bucket.");
        return verifier.ReceiveAsync(key, cancellationToken);
    }
}
