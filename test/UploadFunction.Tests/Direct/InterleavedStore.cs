using System.Buffers;
using ObjectStorage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Direct;

/// <summary>A store between whose calls a test lets something happen: once, right before a call that the test names.</summary>
internal sealed class InterleavedStore(IObjectStore inner) : DelegatingStore(inner)
{
    private readonly List<string> _calls = [];
    private readonly Lock _lock = new();
    private (string Call, Func<Task> Happens)? _next;

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

    public override async ValueTask<bool> TryPutAsync(
        string key, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        await InterleaveAsync("PUT", key);
        return await Inner.TryPutAsync(key, content, headers, cancellationToken);
    }

    public override async ValueTask PutAsync(
        string key, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        await InterleaveAsync("PUT", key);
        await Inner.PutAsync(key, content, headers, cancellationToken);
    }

    public override async ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        await InterleaveAsync("HEAD", key);
        return await Inner.HeadAsync(key, cancellationToken);
    }

    public override async ValueTask<ObjectContent?> GetAsync(string key, long maxBytes, CancellationToken cancellationToken)
    {
        await InterleaveAsync("GET", key);
        return await Inner.GetAsync(key, maxBytes, cancellationToken);
    }

    public override async ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await InterleaveAsync("DELETE", key);
        await Inner.DeleteAsync(key, cancellationToken);
    }

    public override async ValueTask DeleteAsync(string key, string eTag, CancellationToken cancellationToken)
    {
        await InterleaveAsync("DELETE", key);
        await Inner.DeleteAsync(key, eTag, cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        await InterleaveAsync("LIST", prefix);
        return await Inner.ListAsync(prefix, cancellationToken);
    }

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
