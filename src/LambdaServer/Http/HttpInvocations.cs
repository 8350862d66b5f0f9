using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LambdaServer.Http;

/// <summary>Runs HTTP events through the application. Each loop has its own, with buffers that it reuses.</summary>
internal sealed class HttpInvocations<TContext>(IHttpApplication<TContext> application, ILogger logger)
    where TContext : notnull
{
    private readonly ReusableBuffer _body = new();
    private readonly ReusableBuffer _json = new();

    /// <exception cref="InvocationException">The event is not an HTTP request, or the application aborted it.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> HandleAsync(Memory<byte> payload, LambdaInvocation invocation, CancellationToken deadline)
    {
        var httpEvent = HttpEventReader.Read(payload);
        using var lifetime = new RequestLifetime(deadline);
        var response = new Response(_body);
        var context = application.CreateContext(HttpFeatures.Create(httpEvent, invocation.RequestId, lifetime, response));

        Exception? failure = null;
        try
        {
            await application.ProcessRequestAsync(context);
            await response.StartAsync();

            // ASP.NET Core takes a cancelled request for a client that has left. This one is still waiting.
            if (deadline.IsCancellationRequested && response.StatusCode == StatusCodes.Status499ClientClosedRequest)
                WriteTimeout(response, invocation, exception: null);
        }
        catch (Exception exception)
        {
            failure = exception;
            WriteFailure(response, invocation, exception, deadline);
        }

        await response.CompleteAsync(logger);
        application.DisposeContext(context, failure);
        if (lifetime.IsAborted)
            throw new InvocationException("Runtime.RequestAborted", "The application aborted the request.", failure);

        var isHead = HttpMethods.IsHead(httpEvent.Method);
        HttpResponseWriter.Write(_json, response, httpEvent.Format, isHead);
        if (response.Body.Overflowed || _json.Length > ResponseBody.MaxBytes)
        {
            // As an HTTP response, not as the invocation's error: a gateway turns that into a 500 without the reason.
            logger.ResponseTooLarge(invocation.RequestId, ResponseBody.MaxBytes);
            response.Replace(
                StatusCodes.Status500InternalServerError,
                $"The response is larger than AWS Lambda's limit of {ResponseBody.MaxBytes:N0} bytes.");
            HttpResponseWriter.Write(_json, response, httpEvent.Format, isHead);
        }
        return _json.Written;
    }

    private void WriteFailure(Response response, LambdaInvocation invocation, Exception exception, CancellationToken deadline)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                response.Replace(bad.StatusCode, reason: null);
                break;
            case OperationCanceledException when deadline.IsCancellationRequested:
                WriteTimeout(response, invocation, exception);
                break;
            default:
                logger.ApplicationFailed(invocation.RequestId, exception);
                response.Replace(StatusCodes.Status500InternalServerError, reason: null);
                break;
        }
    }

    private void WriteTimeout(Response response, LambdaInvocation invocation, Exception? exception)
    {
        logger.ApplicationTimedOut(invocation.RequestId, exception);
        response.Replace(StatusCodes.Status503ServiceUnavailable, "The function ran out of time.");
        response.Headers.RetryAfter = "1";
    }
}
