using ObjectStorage;

namespace UploadFunction.Tests.Direct;

/// <summary>A store between whose calls a test lets something happen: once, right before a call that the test names.</summary>
internal sealed class InterleavedStore(IObjectStore inner) : IObjectStore
{
    private readonly List<string> _calls = [];
    private readonly Lock _lock = new();
    private (string Call, Func<Task> Happens)? _next;

    public string Place => inner.Place;

    public string? PublicUrl => inner.PublicUrl;

    /// <summary>Each call so far, such as <c>GET incoming/</c>.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    /// <param name="call">Method and prefix, such as <c>DELETE incoming/</c>.</param>
    public void Before(string call, Func<Task> happens) => _next = (call, happens);

    public bool IsBucket(string name) => inner.IsBucket(name);

    public async ValueTask<bool> TryPutAsync(
        string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        await InterleaveAsync("PUT", key);
        return await inner.TryPutAsync(key, content, headers, cancellationToken);
    }

    public async ValueTask PutAsync(string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        await InterleaveAsync("PUT", key);
        await inner.PutAsync(key, content, headers, cancellationToken);
    }

    public async ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        await InterleaveAsync("HEAD", key);
        return await inner.HeadAsync(key, cancellationToken);
    }

    public async ValueTask<ObjectContent?> GetAsync(string key, long maxBytes, CancellationToken cancellationToken)
    {
        await InterleaveAsync("GET", key);
        return await inner.GetAsync(key, maxBytes, cancellationToken);
    }

    public async ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await InterleaveAsync("DELETE", key);
        await inner.DeleteAsync(key, cancellationToken);
    }

    public async ValueTask DeleteAsync(string key, string eTag, CancellationToken cancellationToken)
    {
        await InterleaveAsync("DELETE", key);
        await inner.DeleteAsync(key, eTag, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        await InterleaveAsync("LIST", prefix);
        return await inner.ListAsync(prefix, cancellationToken);
    }

    public ValueTask<SignedUpload> SignUploadAsync(UploadPolicy policy, CancellationToken cancellationToken) =>
        inner.SignUploadAsync(policy, cancellationToken);

    private async Task InterleaveAsync(string method, string key)
    {
        var call = $"{method} {key[..(key.IndexOf('/', StringComparison.Ordinal) + 1)]}";
        Func<Task>? happens = null;
        lock (_lock)
        {
            _calls.Add(call);
            if (_next is { } next && next.Call == call)
                (happens, _next) = (next.Happens, null);
        }
        if (happens is not null)
            await happens();
    }
}
