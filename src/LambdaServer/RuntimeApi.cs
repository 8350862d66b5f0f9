using System.Net.Http.Headers;
using System.Text;

namespace LambdaServer;

/// <summary>
/// The client of the Lambda Runtime API. Every method throws <see cref="HttpRequestException"/> when the API cannot be reached or
/// returns anything but success.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"/>
internal sealed class RuntimeApi(Uri endpoint) : IDisposable
{
    /// <summary>
    /// Lambda ends a start that takes too long, so this only limits how long a process waits for a Runtime API that never responds. It
    /// has to be generous: with little processor time, the report alone may take seconds, and without it nobody learns the reason.
    /// </summary>
    private static readonly TimeSpan InitErrorTimeout = TimeSpan.FromMinutes(1);

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // An invoker rather than an HttpClient: `next` blocks for as long as nobody calls the function, and HttpClient's timeout,
    // buffering and base address do not help here.
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        UseCookies = false,
        UseProxy = false,
    });

    /// <summary>Waits, without limit, for the next event. The caller reads its body and disposes of it.</summary>
    public Task<HttpResponseMessage> NextAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "runtime/invocation/next", cancellationToken: cancellationToken);

    public Task RespondAsync(string requestId, ReadOnlyMemory<byte> response) =>
        PostAsync($"runtime/invocation/{requestId}/response", response);

    public Task ReportErrorAsync(string requestId, LambdaError error) =>
        PostAsync($"runtime/invocation/{requestId}/error", error.ToJson(), error.Type);

    /// <exception cref="OperationCanceledException">The API did not respond for a minute.</exception>
    public async Task ReportInitErrorAsync(LambdaError error, TimeProvider time)
    {
        using var timeout = new CancellationTokenSource(InitErrorTimeout, time);
        await PostAsync("runtime/init/error", error.ToJson(), error.Type, timeout.Token);
    }

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(
        string path, ReadOnlyMemory<byte> json, string? errorType = null, CancellationToken cancellationToken = default)
    {
        using var content = new ReadOnlyMemoryContent(json);
        content.Headers.ContentType = Json;
        using var response = await SendAsync(HttpMethod.Post, path, content, errorType, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content = null,
        string? errorType = null,
        CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(endpoint, path)) { Content = content };
        if (errorType is not null)
            request.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", errorType);

        var response = await _http.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;

        using (response)
        {
            throw new HttpRequestException(
                $"The Runtime API returned {(int)response.StatusCode} for {method} {path}.", null, response.StatusCode);
        }
    }
}
