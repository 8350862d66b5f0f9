using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace UploadFunction.Tests.Form;

/// <summary>
/// What lies between a browser and the program: it sees every upload and removal, and can lose, delay or answer one. Requests it is
/// not told about go to the real program.
/// </summary>
internal sealed class Gateway : IStartupFilter
{
    private readonly ConcurrentQueue<SeenRequest> _seen = new();
    private readonly ConcurrentQueue<Plan> _plans = new();

    private delegate Task Plan(HttpContext context, SeenRequest seen, RequestDelegate next);

    public IReadOnlyList<SeenRequest> Uploads => [.. _seen.Where(request => request.Method == HttpMethods.Post)];

    public IReadOnlyList<SeenRequest> Removals => [.. _seen.Where(request => request.Method == HttpMethods.Delete)];

    /// <summary>While it is, every connection is closed without an answer, whatever was asked.</summary>
    public bool IsDown { private get; set; }

    /// <summary>The next upload gets this answer, and the program never sees it.</summary>
    /// <param name="json">The answer's body.</param>
    public void Answer(int status, string? retryAfter = null, string json = "") => _plans.Enqueue(async (context, seen, _) =>
    {
        await seen.ReceiveAsync(context);
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.AccessControlExposeHeaders = "retry-after";
        await context.Response.WriteAsync(json);
    });

    /// <summary>The connection of the next upload breaks in the middle of its body.</summary>
    public void Break() => _plans.Enqueue(async (context, _, _) =>
    {
        await context.Request.Body.ReadExactlyAsync(new byte[100]);
        context.Abort();
    });

    /// <summary>The next upload goes on only when the result is disposed; what does not fit into the sockets' buffers stays unsent.</summary>
    public Hold Hold()
    {
        var hold = new Hold();
        _plans.Enqueue(async (context, _, next) =>
        {
            if (await hold.Released.WaitAsync(context.RequestAborted))
                await next(context);
            else
                context.Abort();
        });
        return hold;
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((HttpContext context, RequestDelegate rest) =>
        {
            if (IsDown)
            {
                context.Abort();
                return Task.CompletedTask;
            }
            // A browser sends a request again by itself when a connection breaks that it used before.
            context.Response.Headers.Connection = "close";
            var request = context.Request;
            if (!request.Path.StartsWithSegments("/uploads", StringComparison.Ordinal) || HttpMethods.IsOptions(request.Method))
                return rest(context);
            var seen = new SeenRequest(request);
            _seen.Enqueue(seen);
            return HttpMethods.IsPost(request.Method) && _plans.TryDequeue(out var plan) ? plan(context, seen, PassAsync) : PassAsync(context);

            async Task PassAsync(HttpContext passing)
            {
                await seen.ReceiveAsync(passing);
                await rest(passing);
            }
        });
        next(app);
    };
}

/// <summary>An upload or removal as it came to the server.</summary>
internal sealed class SeenRequest(HttpRequest request)
{
    public string Method { get; } = request.Method;

    public string Path { get; } = request.Path;

    public string IdempotencyKey { get; } = request.Headers["Idempotency-Key"].ToString();

    public string DeleteToken { get; } = request.Headers["X-Delete-Token"].ToString();

    public string Authorization { get; } = request.Headers.Authorization.ToString();

    /// <summary>The file part's name; empty until all of the body is there.</summary>
    public string FileName { get; private set; } = "";

    /// <summary>The file part; empty until all of the body is there.</summary>
    public byte[] File { get; private set; } = [];

    /// <summary>Reads the body, and leaves it to be read again.</summary>
    public async Task ReceiveAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var copy = new DefaultHttpContext();
        copy.Request.ContentType = context.Request.ContentType;
        copy.Request.Body = new MemoryStream(body.ToArray());
        var file = (await copy.Request.ReadFormAsync(context.RequestAborted)).Files[0];
        using var part = new MemoryStream();
        await file.CopyToAsync(part, context.RequestAborted);
        (FileName, File) = (file.FileName, part.ToArray());
        context.Request.Body = new MemoryStream(body.ToArray());
    }
}

/// <summary>Keeps a request waiting until it is disposed.</summary>
internal sealed class Hold : IDisposable
{
    private readonly TaskCompletionSource<bool> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the request goes on; otherwise its connection breaks.</summary>
    public Task<bool> Released => _released.Task;

    public void Break() => _released.TrySetResult(false);

    public void Dispose() => _released.TrySetResult(true);
}
