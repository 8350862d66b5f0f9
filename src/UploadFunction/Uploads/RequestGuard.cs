using ObjectStorage;
using UploadFunction.Uploads.Answers;

namespace UploadFunction.Uploads;

/// <summary>
/// The outermost middleware: measures every request, gives it a response in time, and turns whatever fails into a problem.
/// </summary>
internal sealed class RequestGuard(
    RequestDelegate next,
    Dialects dialects,
    UploadOptions options,
    UploadMetrics metrics,
    TimeProvider clock,
    ILogger<RequestGuard> logger)
{
    /// <summary>An HTTP API gives up at 30 s. LambdaServer tightens this to the invocation's own deadline.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(28);

    public async Task InvokeAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        try
        {
            await RunAsync(context);
        }
        finally
        {
            metrics.Ended(clock.GetElapsedTime(started));
        }
    }

    private async Task RunAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        using var timer = new CancellationTokenSource(TimeLimit, clock);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, timer.Token);
        context.RequestAborted = limited.Token;
        Problem? problem;
        try
        {
            await next(context);
            problem = ForBareStatus(context);
        }
        catch (OperationCanceledException) when (limited.IsCancellationRequested)
        {
            logger.DeadlinePassed();
            problem = UploadProblems.Deadline();
        }
        catch (StorageException exception)
        {
            logger.StoreFailed(exception);
            problem = UploadProblems.StorageUnavailable();
        }
        catch (IOException exception) when (!context.Response.HasStarted)
        {
            // Of the connection, since stores have exceptions of their own: it is gone, or what came was not HTTP.
            logger.ClientFailed(exception.Message);
            problem = (exception as BadHttpRequestException)?.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? UploadProblems.TooLargeInline(null, options)
                : UploadProblems.BadRequest();
        }
        catch (Exception exception) when (!context.Response.HasStarted && !limited.IsCancellationRequested)
        {
            logger.Failed(exception);
            problem = UploadProblems.InternalError();
        }
        catch (Exception exception) when (exception is not IOException)
        {
            // It is too late for a problem; the server logs the exception.
            metrics.Failed();
            throw;
        }

        if (problem is { Status: >= 500 })
            metrics.Failed();
        if (problem is null || context.Response.HasStarted)
            return;
        // Whatever the token says by now: LambdaServer waits for this response, and a client that left is not harmed.
        context.RequestAborted = CancellationToken.None;
        try
        {
            await dialects.TellAsync(context, problem);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            // A fault in the dialect itself: whoever asked gets the plain response, not an empty one.
            logger.Failed(exception);
            metrics.Failed();
            await JsonAnswers.Of(UploadProblems.InternalError()).ExecuteAsync(context);
        }
    }

    private static Problem? ForBareStatus(HttpContext context) => context.Response switch
    {
        { HasStarted: true } => null,
        { StatusCode: StatusCodes.Status404NotFound, ContentType: null } =>
            UploadProblems.NotFound($"There is nothing at {context.Request.Path}."),
        { StatusCode: StatusCodes.Status405MethodNotAllowed, ContentType: null } => UploadProblems.MethodNotAllowed(context.Request.Method),
        _ => null,
    };
}
