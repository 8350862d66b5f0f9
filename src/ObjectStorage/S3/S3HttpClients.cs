using Amazon.Runtime;
using HttpClientFactory = Amazon.Runtime.HttpClientFactory;

namespace ObjectStorage.S3;

/// <summary>Makes the HTTP client of the S3 client.</summary>
internal sealed class S3HttpClients(TimeSpan attemptTimeout) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            // Looks S3's name up again now and then, as S3's addresses change.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        return new HttpClient(new WithoutExpect(sockets)) { Timeout = attemptTimeout };
    }

    // The SDK asks for permission to send every body (Expect: 100-continue): a round trip more for each image, or a wait of a second
    // where a server does not support it.
    private sealed class WithoutExpect(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.ExpectContinue = null;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
