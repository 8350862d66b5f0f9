using System.Buffers;
using ObjectStorage;

namespace UploadFunction.Tests.Support;

/// <summary>A store that leaves everything to another one, for tests that change one thing about it.</summary>
internal abstract class DelegatingStore(IObjectStore inner) : IObjectStore
{
    public string Place => inner.Place;

    public string? PublicUrl => inner.PublicUrl;

    protected IObjectStore Inner => inner;

    public bool IsBucket(string name) => inner.IsBucket(name);

    public virtual ValueTask<bool> TryPutAsync(
        string key, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken) =>
        inner.TryPutAsync(key, content, headers, cancellationToken);

    public virtual ValueTask PutAsync(
        string key, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken) =>
        inner.PutAsync(key, content, headers, cancellationToken);

    public virtual ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken) =>
        inner.HeadAsync(key, cancellationToken);

    public virtual ValueTask<ObjectContent?> GetAsync(string key, long maxBytes, CancellationToken cancellationToken) =>
        inner.GetAsync(key, maxBytes, cancellationToken);

    public virtual ValueTask DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public virtual ValueTask DeleteAsync(string key, string eTag, CancellationToken cancellationToken) =>
        inner.DeleteAsync(key, eTag, cancellationToken);

    public virtual ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    public virtual ValueTask<SignedUpload> SignUploadAsync(UploadPolicy policy, CancellationToken cancellationToken) =>
        inner.SignUploadAsync(policy, cancellationToken);
}
