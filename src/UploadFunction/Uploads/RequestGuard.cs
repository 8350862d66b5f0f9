using Microsoft.AspNetCore.Connections;
using UploadFunction.Storage;

namespace UploadFunction.Uploads;

/// <summary>
/// The outermost middleware: every request is measured and answered within its time, and what fails on the way becomes a problem.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next, UploadMetrics metrics, TimeProvider clock, ILogger<RequestGuard> logger)
{
    /// <summary>An HTTP API gives up at 30 s. LambdaServer tightens this to the invocation's own deadline.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(28);

    public async Task InvokeAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        try
        {
            await AnswerAsync(context);
        }
        finally
        {
            metrics.Ended(clock.GetElapsedTime(started));
        }
    }

    private async Task AnswerAsync(HttpContext context)
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
        catch (StorageException e)
        {
            logger.StoreFailed(e);
            problem = UploadProblems.StorageUnavailable();
        }
        catch (Exception e) when (e is ConnectionResetException or BadHttpRequestException && !context.Response.HasStarted)
        {
            // Not a word of HTTP is left to answer in: the connection is gone, or what came is no HTTP.
            logger.ClientFailed(e.Message);
            context.Response.StatusCode = (e as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted && !limited.IsCancellationRequested)
        {
            logger.Failed(e);
            problem = UploadProblems.InternalError();
        }
        catch (Exception e) when (e is not IOException)
        {
            // Nothing can be answered any more; the server logs it.
            metrics.Failed();
            throw;
        }

        if (problem is { Status: >= 500 })
            metrics.Failed();
        if (problem is null || context.Response.HasStarted)
            return;
        // Whatever the token says by now: LambdaServer waits for this answer, and a client that left takes no harm.
        context.RequestAborted = CancellationToken.None;
        await problem.ExecuteAsync(context);
    }

    private static Problem? ForBareStatus(HttpContext context) => context.Response switch
    {
        { HasStarted: true } => null,
        { StatusCode: StatusCodes.Status404NotFound, ContentType: null } => UploadProblems.NotFound($"There is nothing at {context.Request.Path}."),
        { StatusCode: StatusCodes.Status405MethodNotAllowed, ContentType: null } => UploadProblems.MethodNotAllowed(context.Request.Method),
        _ => null,
    };
}
