using System.Buffers;
using ObjectStorage;

namespace UploadFunction.Tests.Support;

/// <summary>A store that misbehaves as a test tells it to.</summary>
internal sealed class StubStore(Func<CancellationToken, ValueTask> behave) : IObjectStore
{
    public string Place => "nowhere";

    public string? PublicUrl => null;

    public bool IsBucket(string name) => true;

    public async ValueTask<bool> TryPutAsync(
        string key, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        await behave(cancellationToken);
        return true;
    }

    public ValueTask PutAsync(string key, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken) =>
        behave(cancellationToken);

    public async ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        await behave(cancellationToken);
        return null;
    }

    public async ValueTask<ObjectContent?> GetAsync(string key, long maxBytes, CancellationToken cancellationToken)
    {
        await behave(cancellationToken);
        return null;
    }

    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken) => behave(cancellationToken);

    public ValueTask DeleteAsync(string key, string eTag, CancellationToken cancellationToken) => behave(cancellationToken);

    public async ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        await behave(cancellationToken);
        return [];
    }

    public async ValueTask<SignedUpload> SignUploadAsync(UploadPolicy policy, CancellationToken cancellationToken)
    {
        await behave(cancellationToken);
        return new SignedUpload("POST", "nowhere/", new Dictionary<string, string>(), new Dictionary<string, string>());
    }
}
