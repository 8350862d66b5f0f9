using Microsoft.AspNetCore.Http.Features;

namespace LambdaServer.Http;

internal sealed class RequestLifetime(CancellationToken deadline) : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(deadline);

    public CancellationToken RequestAborted
    {
        get => field == default ? _source.Token : field;
        set;
    }

    /// <summary>Whether the application wants no answer to be sent, where Kestrel would drop the connection.</summary>
    public bool IsAborted { get; private set; }

    public void Abort()
    {
        IsAborted = true;
        _source.Cancel();
    }

    public void Dispose() => _source.Dispose();
}
