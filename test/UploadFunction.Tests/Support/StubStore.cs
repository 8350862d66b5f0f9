using UploadFunction.Storage;

namespace UploadFunction.Tests.Support;

/// <summary>A store that misbehaves as a test tells it to.</summary>
internal sealed class StubStore(Func<CancellationToken, ValueTask> behave) : IObjectStore
{
    public async ValueTask<bool> TryPutAsync(string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        await behave(cancellationToken);
        return true;
    }

    public ValueTask PutAsync(string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken) =>
        behave(cancellationToken);

    public async ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        await behave(cancellationToken);
        return null;
    }

    public async ValueTask<ObjectContent?> GetAsync(string key, CancellationToken cancellationToken)
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

    public async ValueTask<PresignedPost> PresignPostAsync(PostPolicy policy, string api, CancellationToken cancellationToken)
    {
        await behave(cancellationToken);
        return new PresignedPost($"{api}/nowhere/", new Dictionary<string, string>());
    }
}
