using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Threading.Channels;
using LambdaEmulator.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>
/// One process that takes several invocations at once, as Lambda has it where <c>AWS_LAMBDA_MAX_CONCURRENCY</c> is set. The emulator's
/// sandboxes take one at a time.
/// </summary>
internal sealed class ConcurrentLambda : IAsyncDisposable
{
    private readonly WebApplication _api;
    private readonly Channel<(string Id, byte[] Payload)> _events = Channel.CreateUnbounded<(string, byte[])>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<byte[]>> _waiting = new();
    private readonly ConcurrentQueue<string> _log = [];
    private readonly CancellationTokenSource _kill = new();
    private Task<int> _process = Task.FromResult(0);
    private int _lastId;

    private ConcurrentLambda(WebApplication api)
    {
        _api = api;
        api.MapGet("/2018-06-01/runtime/invocation/next", async context =>
        {
            var (id, payload) = await _events.Reader.ReadAsync(context.RequestAborted);
            context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = id;
            context.Response.Headers["Lambda-Runtime-Deadline-Ms"] =
                DateTimeOffset.UtcNow.AddMinutes(15).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            await context.Response.Body.WriteAsync(payload, context.RequestAborted);
        });
        api.MapPost("/2018-06-01/runtime/invocation/{id}/{kind}", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            _waiting[(string)context.Request.RouteValues["id"]!].SetResult(body.ToArray());
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        });
    }

    /// <summary>All that the process wrote, complete once this is disposed.</summary>
    public IReadOnlyCollection<string> Log => _log;

    public static async Task<ConcurrentLambda> StartAsync(string binary, int concurrency, IReadOnlyDictionary<string, string> environment)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.WebHost.UseShutdownTimeout(TimeSpan.Zero);
        var lambda = new ConcurrentLambda(builder.Build());
        await lambda._api.StartAsync(TestContext.Current.CancellationToken);
        var variables = new Dictionary<string, string>(environment)
        {
            ["AWS_LAMBDA_RUNTIME_API"] = new Uri(lambda._api.Urls.Single()).Authority,
            ["AWS_LAMBDA_FUNCTION_NAME"] = "UploadFunction",
            ["AWS_LAMBDA_MAX_CONCURRENCY"] = concurrency.ToString(CultureInfo.InvariantCulture),
            ["LAMBDA_TASK_ROOT"] = Path.GetDirectoryName(binary)!,
        };
        lambda._process = FunctionProcess.File(binary)(new FunctionSandbox(variables, lambda._log.Enqueue), lambda._kill.Token);
        return lambda;
    }

    public async Task<byte[]> InvokeAsync(byte[] payload)
    {
        var id = $"invocation-{Interlocked.Increment(ref _lastId)}";
        var waiting = _waiting[id] = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _events.Writer.TryWrite((id, payload));
        return await waiting.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _kill.CancelAsync();
        await _process;
        await _api.DisposeAsync();
        _kill.Dispose();
    }
}
