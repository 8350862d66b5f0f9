using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace UploadFunction.Tests.Form;

/// <summary>A request on the way of an image.</summary>
internal enum Step
{
    /// <summary><c>POST /uploads</c>: the image itself.</summary>
    Inline,

    /// <summary><c>POST /uploads/direct</c>: asks for a ticket.</summary>
    Ticket,

    /// <summary><c>POST /disk/</c>: the image, past the API.</summary>
    Store,

    /// <summary><c>POST /uploads/{id}/complete</c></summary>
    Complete,
}

/// <summary>
/// What lies between a browser and the program: it sees every upload and removal, and can lose, delay or answer one. Requests it is
/// not told about go to the real program.
/// </summary>
internal sealed class Gateway : IStartupFilter
{
    private readonly ConcurrentQueue<SeenRequest> _seen = new();
    private readonly Dictionary<Step, ConcurrentQueue<Plan>> _plans = Enum.GetValues<Step>().ToDictionary(
        step => step, _ => new ConcurrentQueue<Plan>());

    private delegate Task Plan(HttpContext context, SeenRequest seen, RequestDelegate next);

    /// <summary>Images that came to the API itself.</summary>
    public IReadOnlyList<SeenRequest> Uploads => At(Step.Inline);

    public IReadOnlyList<SeenRequest> Removals => [.. _seen.Where(request => request.Method == HttpMethods.Delete)];

    /// <summary>The steps that images took, in order.</summary>
    public IReadOnlyList<Step> Steps => [.. _seen.Select(request => request.Step).OfType<Step>()];

    /// <summary>While it is, every connection is closed without an answer, whatever was asked.</summary>
    public bool IsDown { private get; set; }

    /// <summary>As a bucket whose CORS does not have the page's origin: the preflight is refused, and no answer may be read.</summary>
    public bool StoreRefusesOrigins { private get; set; }

    public IReadOnlyList<SeenRequest> At(Step step) => [.. _seen.Where(request => request.Step == step)];

    /// <summary>The next request of this step gets this answer, and the program never sees it.</summary>
    /// <param name="json">The answer's body.</param>
    /// <param name="hasCors">Whether a page of another origin may read the answer.</param>
    public void Answer(int status, string? retryAfter = null, string json = "", Step at = Step.Inline, bool hasCors = true) =>
        _plans[at].Enqueue(async (context, seen, _) =>
        {
            await seen.ReceiveAsync(context);
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            if (hasCors)
            {
                context.Response.Headers.AccessControlAllowOrigin = "*";
                context.Response.Headers.AccessControlExposeHeaders = "retry-after";
            }
            await context.Response.WriteAsync(json);
        });

    /// <summary>The connection of the next request of this step breaks in the middle of its body.</summary>
    public void Break(Step at = Step.Inline) => _plans[at].Enqueue(async (context, _, _) =>
    {
        await context.Request.Body.ReadExactlyAsync(new byte[100]);
        context.Abort();
    });

    /// <summary>The program does what the next request of this step asks, and the connection breaks before the answer.</summary>
    public void LoseAnswer(Step at) => _plans[at].Enqueue(async (context, _, next) =>
    {
        context.Response.Body = Stream.Null;
        await next(context);
        context.Abort();
    });

    /// <summary>
    /// The next request of this step goes on only when the result is disposed; what does not fit into the sockets' buffers stays unsent.
    /// </summary>
    public Hold Hold(Step at = Step.Inline)
    {
        var hold = new Hold();
        _plans[at].Enqueue(async (context, _, next) =>
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
            var seen = new SeenRequest(context.Request);
            if (seen.Step == Step.Store && StoreRefusesOrigins)
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            }
            if (HttpMethods.IsOptions(seen.Method) || (seen.Step is null && !HttpMethods.IsDelete(seen.Method)))
                return rest(context);
            _seen.Enqueue(seen);
            return seen.Step is { } step && _plans[step].TryDequeue(out var plan) ? plan(context, seen, PassAsync) : PassAsync(context);

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

    /// <summary><see langword="null"/> for a removal, and for what has nothing to do with uploads.</summary>
    public Step? Step { get; } = HttpMethods.IsPost(request.Method) || HttpMethods.IsOptions(request.Method)
        ? request.Path.Value switch
        {
            "/uploads" => Form.Step.Inline,
            "/uploads/direct" => Form.Step.Ticket,
            "/disk/" => Form.Step.Store,
            { } path when path.EndsWith("/complete", StringComparison.Ordinal) => Form.Step.Complete,
            _ => null,
        }
        : null;

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
