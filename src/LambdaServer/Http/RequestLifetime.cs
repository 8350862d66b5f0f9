using Microsoft.AspNetCore.Http.Features;

namespace LambdaServer.Http;

internal sealed class RequestLifetime : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly CancellationTokenSource _source;

    public RequestLifetime(CancellationToken deadline)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        RequestAborted = _source.Token;
    }

    public CancellationToken RequestAborted { get; set; }

    /// <summary>Whether the application wants no response to be sent, where Kestrel would drop the connection.</summary>
    public bool IsAborted { get; private set; }

    public void Abort()
    {
        IsAborted = true;
        _source.Cancel();
    }

    public void Dispose() => _source.Dispose();
}
