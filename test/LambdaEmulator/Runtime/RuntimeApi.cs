using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace LambdaEmulator.Runtime;

/// <summary>
/// The Runtime API of one sandbox (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). Each sandbox has its own, as in
/// Lambda, so a response cannot reach another's event.
/// </summary>
internal sealed class RuntimeApi(FunctionOptions options) : IAsyncDisposable
{
    private const int ChunkBytes = 32 * 1024;

    private readonly Channel<Invocation> _events = Channel.CreateUnbounded<Invocation>();
    private LoopbackServer? _server;
    private Invocation? _offered;
    private Invocation? _current;

    public async Task<Uri> StartAsync(CancellationToken cancellationToken)
    {
        _server = await LoopbackServer.StartAsync(port: 0, HandleAsync, cancellationToken);
        return _server.Address;
    }

    public void Offer(Invocation invocation)
    {
        Volatile.Write(ref _offered, invocation);
        _events.Writer.TryWrite(invocation);
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task HandleAsync(HttpContext context)
    {
        var segments = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var response = (context.Request.Method, segments) switch
        {
            ("GET", ["2018-06-01", "runtime", "invocation", "next"]) => NextAsync(context),
            ("POST", ["2018-06-01", "runtime", "invocation", var id, "response"]) => ResponseAsync(context, id),
            ("POST", ["2018-06-01", "runtime", "invocation", var id, "error"]) => ErrorAsync(context, id),
            ("POST", ["2018-06-01", "runtime", "init", "error"]) => InitErrorAsync(context),
            _ => WriteErrorAsync(context, 404, "NotFound", "No such operation of the Runtime API."),
        };
        try
        {
            await response;
        }
        catch (Exception exception) when (
            context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // The process is gone; its sandbox notices by itself.
        }
    }

    private async Task NextAsync(HttpContext context)
    {
        if (_current is { Responded.IsCompleted: false })
        {
            await WriteErrorAsync(context, 403, "InvalidStateTransition", "The previous event has no response yet.");
            return;
        }
        _current?.Release();
        var invocation = await _events.Reader.ReadAsync(context.RequestAborted);
        _current = invocation;
        invocation.Take();

        var deadline = options.TimeProvider.GetUtcNow() + options.Timeout;
        var headers = context.Response.Headers;
        headers.ContentType = "application/json";
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = options.Arn;
        headers["Lambda-Runtime-Trace-Id"] = invocation.Context.TraceId ?? TraceId.New(options.TimeProvider);
        if (invocation.Context.ClientContext is { } clientContext)
            headers["Lambda-Runtime-Client-Context"] = clientContext;
        if (invocation.Context.CognitoIdentity is { } cognitoIdentity)
            headers["Lambda-Runtime-Cognito-Identity"] = cognitoIdentity;
        await WriteEventAsync(context, invocation.Payload);
    }

    private async Task WriteEventAsync(HttpContext context, ReadOnlyMemory<byte> payload)
    {
        if (!options.ChunkedEvents)
        {
            context.Response.ContentLength = payload.Length;
            await context.Response.Body.WriteAsync(payload, context.RequestAborted);
            return;
        }
        for (; payload.Length > 0; payload = payload[Math.Min(payload.Length, ChunkBytes)..])
        {
            await context.Response.Body.WriteAsync(payload[..Math.Min(payload.Length, ChunkBytes)], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private async Task ResponseAsync(HttpContext context, string requestId)
    {
        var (body, length) = await BodyReader.ReadAsync(context.Request.Body, LambdaLimits.ResponseBytes, context.RequestAborted);
        if (body is { } response)
        {
            await CompleteAsync(context, requestId, new InvocationResult(InvocationOutcome.Success, response));
            return;
        }
        var limit = LambdaLimits.ResponseBytes;
        var tooLarge = InvocationResult.Error(
            "Function.ResponseSizeTooLarge",
            $"Response payload size ({length} bytes) exceeded maximum allowed payload size ({limit} bytes).");
        if (IsCurrent(requestId) && _current!.TryRespond(tooLarge))
            await WriteErrorAsync(context, 413, "RequestEntityTooLarge", $"Exceeded maximum allowed payload size ({limit} bytes).");
        else
            await WriteInvalidIdAsync(context);
    }

    private async Task ErrorAsync(HttpContext context, string requestId)
    {
        var (body, _) = await BodyReader.ReadAsync(context.Request.Body, LambdaLimits.ResponseBytes, context.RequestAborted);
        await CompleteAsync(context, requestId, new InvocationResult(InvocationOutcome.FunctionError, body ?? default));
    }

    private async Task InitErrorAsync(HttpContext context)
    {
        var (body, _) = await BodyReader.ReadAsync(context.Request.Body, LambdaLimits.ResponseBytes, context.RequestAborted);
        var error = new InvocationResult(InvocationOutcome.FunctionError, body ?? default);
        if (_current is null && Volatile.Read(ref _offered) is { } waiting && waiting.TryRespond(error))
            await WriteAcceptedAsync(context);
        else
            await WriteErrorAsync(context, 403, "InvalidStateTransition", "The function is past its initialization.");
    }

    private Task CompleteAsync(HttpContext context, string requestId, InvocationResult result) =>
        IsCurrent(requestId) && _current!.TryRespond(result) ? WriteAcceptedAsync(context) : WriteInvalidIdAsync(context);

    private bool IsCurrent(string requestId) => _current?.RequestId == requestId;

    private static Task WriteAcceptedAsync(HttpContext context) => WriteAsync(context, 202, """{"status":"OK"}""");

    private static Task WriteInvalidIdAsync(HttpContext context) =>
        WriteErrorAsync(context, 400, "InvalidRequestID", "Invalid request ID");

    private static Task WriteErrorAsync(HttpContext context, int status, string type, string message) =>
        WriteAsync(context, status, $$"""{"errorMessage":"{{message}}","errorType":"{{type}}"}""");

    private static async Task WriteAsync(HttpContext context, int status, string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
