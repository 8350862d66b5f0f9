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
    private readonly ConcurrentQueue<Func<HttpContext, RequestDelegate, Task>> _plans = new();

    public IReadOnlyList<SeenRequest> Uploads => [.. _seen.Where(request => request.Method == HttpMethods.Post)];

    public IReadOnlyList<SeenRequest> Removals => [.. _seen.Where(request => request.Method == HttpMethods.Delete)];

    /// <summary>The next upload gets this answer, and the program never sees it.</summary>
    public void Answer(int status, string? retryAfter = null) => _plans.Enqueue(async (context, _) =>
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.AccessControlExposeHeaders = "retry-after";
    });

    /// <summary>The connection of the next upload breaks in the middle of its body.</summary>
    public void Break() => _plans.Enqueue(async (context, _) =>
    {
        await context.Request.Body.ReadExactlyAsync(new byte[100]);
        context.Abort();
    });

    /// <summary>The next upload goes on only when the result is disposed; what does not fit into the sockets' buffers stays unsent.</summary>
    public Hold Hold()
    {
        var hold = new Hold();
        _plans.Enqueue(async (context, next) =>
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
        app.Use((context, rest) =>
        {
            // A browser sends a request again by itself when a connection breaks that it used before.
            context.Response.Headers.Connection = "close";
            var request = context.Request;
            if (!request.Path.StartsWithSegments("/uploads", StringComparison.Ordinal) || HttpMethods.IsOptions(request.Method))
                return rest(context);
            _seen.Enqueue(new(request.Method, request.Path, request.Headers["Idempotency-Key"].ToString(), request.Headers["X-Delete-Token"].ToString()));
            return HttpMethods.IsPost(request.Method) && _plans.TryDequeue(out var plan) ? plan(context, rest) : rest(context);
        });
        next(app);
    };
}

internal sealed record SeenRequest(string Method, string Path, string IdempotencyKey, string DeleteToken);

/// <summary>Keeps a request waiting until it is disposed.</summary>
internal sealed class Hold : IDisposable
{
    private readonly TaskCompletionSource<bool> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the request goes on; otherwise its connection breaks.</summary>
    public Task<bool> Released => _released.Task;

    public void Break() => _released.TrySetResult(false);

    public void Dispose() => _released.TrySetResult(true);
}
