using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LambdaServer.Http;

/// <summary>
/// The response while the application writes it. Nothing is sent before the end, but as on Kestrel status and headers are final once
/// the body has been flushed: code that fails there fails here.
/// </summary>
internal sealed class Response : IHttpResponseFeature
{
    private readonly HeaderDictionary _headers = [];
    private readonly ReusableBuffer _buffer;
    private Stack<(Func<object, Task> Callback, object State)>? _onStarting;
    private Stack<(Func<object, Task> Callback, object State)>? _onCompleted;

    public Response(ReusableBuffer buffer)
    {
        _buffer = buffer;
        _buffer.Clear();
        Body = new ResponseBody(buffer, StartAsync);
        Headers = _headers;
    }

    public ResponseBody Body { get; }

    public bool HasStarted { get; private set; }

    public int StatusCode
    {
        get;
        set
        {
            ThrowIfStarted(nameof(StatusCode));
            field = value;
        }
    } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; }

    Stream IHttpResponseFeature.Body
    {
        get => Body.Stream;
        set => throw new NotSupportedException("The body is replaced through IHttpResponseBodyFeature.");
    }

    public void OnStarting(Func<object, Task> callback, object state)
    {
        ThrowIfStarted(nameof(OnStarting));
        (_onStarting ??= []).Push((callback, state));
    }

    public void OnCompleted(Func<object, Task> callback, object state) => (_onCompleted ??= []).Push((callback, state));

    public async Task StartAsync()
    {
        if (HasStarted)
            return;
        while (_onStarting is not null && _onStarting.TryPop(out var starting))
            await starting.Callback(starting.State);
        HasStarted = true;
        _headers.IsReadOnly = true;
    }

    public async Task CompleteAsync(ILogger logger)
    {
        while (_onCompleted is not null && _onCompleted.TryPop(out var completed))
        {
            try
            {
                await completed.Callback(completed.State);
            }
            catch (Exception exception)
            {
                logger.CompletedCallbackFailed(exception);
            }
        }
    }

    /// <summary>Replaces everything by a plain reason; only the headers that let a browser's script read it are kept.</summary>
    public void Replace(int statusCode, string? reason)
    {
        HasStarted = false;
        StatusCode = statusCode;
        _headers.IsReadOnly = false;
        foreach (var name in Headers.Keys.Where(name => !IsForCors(name)).ToArray())
            Headers.Remove(name);

        _buffer.Clear();
        if (reason is not null)
        {
            Headers.ContentType = "text/plain; charset=utf-8";
            var bytes = Encoding.UTF8.GetBytes(reason);
            bytes.CopyTo(_buffer.GetSpan(bytes.Length));
            _buffer.Advance(bytes.Length);
        }

        static bool IsForCors(string name) =>
            name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Vary", StringComparison.OrdinalIgnoreCase);
    }

    private void ThrowIfStarted(string member)
    {
        if (HasStarted)
            throw new InvalidOperationException($"{member} cannot be set because the response has already started.");
    }
}
