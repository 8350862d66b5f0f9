using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LambdaServer.Tests.Support;

/// <summary>The Lambda Runtime API on the loopback, driven by a test: it hands out events, and takes what comes back.</summary>
internal sealed class FakeRuntimeApi : IAsyncDisposable
{
    public static readonly DateTimeOffset FarDeadline = DateTimeOffset.UtcNow.AddMinutes(15);

    private readonly WebApplication _app;
    private readonly Channel<Delivery> _events = Channel.CreateUnbounded<Delivery>();
    private readonly Channel<Outcome> _initErrors = Channel.CreateUnbounded<Outcome>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Outcome>> _waiting = new();
    private int _lastId;
    private int _nextFailures;

    private FakeRuntimeApi(WebApplication app)
    {
        _app = app;
        app.MapGet("/2018-06-01/runtime/invocation/next", NextAsync);
        app.MapPost("/2018-06-01/runtime/invocation/{id}/response", context => TakeAsync(context, isError: false));
        app.MapPost("/2018-06-01/runtime/invocation/{id}/error", context => TakeAsync(context, isError: true));
        app.MapPost("/2018-06-01/runtime/init/error", async context =>
        {
            _initErrors.Writer.TryWrite(await ReadAsync(context, isError: true));
            await InitErrorsAccepted.WaitAsync(context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        });
    }

    public string Address { get; private set; } = "";

    public RuntimeEnvironment Environment => new(new Uri($"http://{Address}/2018-06-01/"));

    /// <summary>The status that a POST of a response gets.</summary>
    public HttpStatusCode ResponseStatus { get; set; } = HttpStatusCode.Accepted;

    /// <summary>How often <c>next</c> was asked for.</summary>
    public int NextCalls { get; private set; }

    /// <summary>Until then the report of an initialization error gets no response.</summary>
    public Task InitErrorsAccepted { get; set; } = Task.CompletedTask;

    public ChannelReader<Outcome> InitErrors => _initErrors.Reader;

    public static async Task<FakeRuntimeApi> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
        });
        builder.WebHost.UseShutdownTimeout(TimeSpan.Zero);
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();

        var app = builder.Build();
        app.UseRouting();
        var api = new FakeRuntimeApi(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        api.Address = new Uri(app.Urls.Single()).Authority;
        return api;
    }

    /// <summary>Hands an event to the function, and waits for its response or its error.</summary>
    public Task<Outcome> InvokeAsync(ReadOnlyMemory<byte> payload, Delivery? how = null)
    {
        var id = (how ?? Delivery.Plain).RequestId ?? $"invocation-{Interlocked.Increment(ref _lastId)}";
        var waiting = _waiting[id] = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _events.Writer.TryWrite((how ?? Delivery.Plain) with { RequestId = id, Payload = payload });
        return waiting.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    /// <summary>Drops the connection of the next calls of <c>next</c>.</summary>
    public void BreakNext(int times) => _nextFailures = times;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task NextAsync(HttpContext context)
    {
        NextCalls++;
        if (_nextFailures > 0)
        {
            _nextFailures--;
            context.Abort();
            return;
        }

        var delivery = await _events.Reader.ReadAsync(context.RequestAborted);
        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = delivery.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] =
            (delivery.Deadline ?? FarDeadline).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-west-1:123456789012:function:Test";
        headers["Lambda-Runtime-Trace-Id"] = delivery.TraceId;

        if (!delivery.Chunked)
            context.Response.ContentLength = delivery.Payload.Length;
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.WriteAsync(delivery.BrokenOff ? delivery.Payload[..(delivery.Payload.Length / 2)] : delivery.Payload);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (delivery.BrokenOff)
            context.Abort();
    }

    private async Task TakeAsync(HttpContext context, bool isError)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        var outcome = await ReadAsync(context, isError);
        if (!isError && ResponseStatus != HttpStatusCode.Accepted)
        {
            context.Response.StatusCode = (int)ResponseStatus;
            return;
        }
        context.Response.StatusCode = _waiting.TryRemove(id, out var waiting) && waiting.TrySetResult(outcome)
            ? StatusCodes.Status202Accepted
            : StatusCodes.Status400BadRequest;
    }

    private static async Task<Outcome> ReadAsync(HttpContext context, bool isError)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return new Outcome(isError, body.ToArray(), context.Request.Headers["Lambda-Runtime-Function-Error-Type"]);
    }
}

/// <summary>How the Runtime API delivers an event.</summary>
internal sealed record Delivery
{
    public static readonly Delivery Plain = new();

    public string? RequestId { get; init; }
    public ReadOnlyMemory<byte> Payload { get; init; }
    public DateTimeOffset? Deadline { get; init; }
    public string TraceId { get; init; } = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1";
    public bool Chunked { get; init; }
    public bool BrokenOff { get; init; }
}

/// <summary>What a function posted for an invocation.</summary>
internal sealed record Outcome(bool IsError, byte[] Body, string? ErrorTypeHeader);
