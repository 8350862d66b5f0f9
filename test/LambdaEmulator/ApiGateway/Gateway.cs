using LambdaEmulator.Runtime;
using Microsoft.AspNetCore.Http.Features;

namespace LambdaEmulator.ApiGateway;

/// <summary>API Gateway on the loopback: HTTP in, events to a function, its responses back, within both services' limits.</summary>
public sealed class Gateway : IAsyncDisposable
{
    private readonly LambdaFunction _function;
    private readonly GatewayOptions _options;
    private readonly Api _api;
    private readonly SiteFiles? _site;
    private LoopbackServer? _server;

    private Gateway(LambdaFunction function, GatewayOptions options)
    {
        _function = function;
        _options = options;
        _api = options.Kind == ApiKind.Http
            ? new HttpApi(options.Stage, new RouteTable(options.Routes), options.Jwt)
            : new RestApi(options.Stage, options.BinaryMediaTypes);
        _site = options.SiteFolder is { } folder ? new SiteFiles(folder) : null;
    }

    /// <summary>Where the API lies, a named stage included; ends in a slash.</summary>
    public Uri BaseAddress => new(_server!.Address, _options.Stage is { } stage ? stage + "/" : "");

    /// <param name="function">Stays the caller's to dispose.</param>
    public static async Task<Gateway> StartAsync(
        LambdaFunction function, GatewayOptions? options = null, CancellationToken cancellationToken = default)
    {
        var gateway = new Gateway(function, options ?? new GatewayOptions());
        gateway._server = await LoopbackServer.StartAsync(gateway._options.Port, gateway.HandleAsync, cancellationToken);
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _site?.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            if (_site is not null && await TryServeSiteAsync(context, _site))
                return;
            await (await RespondAsync(context)).WriteToAsync(context);
        }
        catch (Exception exception) when (
            context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // The client hung up.
        }
    }

    private async Task<GatewayResponse> RespondAsync(HttpContext context)
    {
        var (body, _) = await BodyReader.ReadAsync(context.Request.Body, GatewayLimits.BodyBytes, context.RequestAborted);
        var request = GatewayRequest.From(context, body ?? default);
        if (request.HeaderBytes > GatewayLimits.HeaderBytes)
            return _api.HeadersTooLarge;
        if (body is null)
            return _api.BodyTooLarge;
        if (_options.Cors is not null && CorsConfiguration.IsPreflight(request))
            return _options.Cors.PreflightResponse(request);

        var call = GatewayCall.New(
            _options.TimeProvider, context.Request.Scheme, context.Connection.LocalPort, request.Header("X-Amzn-Trace-Id"));
        context.Response.Headers["Apigw-Requestid"] = call.RequestId;
        if (_api.Reject(request, call) is { } rejection)
            return rejection;
        if (_api.BuildEvent(request, call) is not { } payload)
            return _api.NotFound;
        if (await InvokeAsync(_options.EscapeEvents ? EventEscapes.Apply(payload) : payload, call) is not { } result)
            return _api.TimedOut;
        if (result.Outcome == InvocationOutcome.EventTooLarge)
            return _api.EventTooLarge;
        if (result.Outcome == InvocationOutcome.FunctionError || _api.ReadResponse(result.Payload, request) is not { } response)
            return _api.Failed;
        return _options.Cors?.Apply(request, response) ?? response;
    }

    /// <summary>The result, or <see langword="null"/> when the integration timed out; the function then goes on all the same.</summary>
    private async Task<InvocationResult?> InvokeAsync(ReadOnlyMemory<byte> payload, GatewayCall call)
    {
        try
        {
            return await _function
                .InvokeAsync(payload, new InvocationContext(call.TraceId))
                .WaitAsync(_options.IntegrationTimeout, _options.TimeProvider);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task<bool> TryServeSiteAsync(HttpContext context, SiteFiles site)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return false;
        var path = context.Request.Path;
        if (_options.Stage is { } stage && !path.StartsWithSegments("/" + stage, out path))
            return false;
        if (await site.TryServeAsync(context, path))
            return true;

        // In the bucket the publisher writes this file; here the function is asked for it.
        if (path == "/site/config.json")
        {
            var http = context.Features.GetRequiredFeature<IHttpRequestFeature>();
            http.RawTarget = http.RawTarget.Replace("/site/", "/", StringComparison.Ordinal);
        }
        return false;
    }
}
