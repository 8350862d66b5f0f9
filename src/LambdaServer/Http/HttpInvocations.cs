using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Logging;

namespace LambdaServer.Http;

/// <summary>Runs HTTP events through the application. Each loop has its own, with buffers that it uses again and again.</summary>
internal sealed class HttpInvocations<TContext>(IHttpApplication<TContext> application, ILogger logger)
    where TContext : notnull
{
    private readonly ReusableBuffer _body = new();
    private readonly ReusableBuffer _answer = new();

    /// <exception cref="InvalidEventException">The event is no HTTP request.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> HandleAsync(Memory<byte> payload, LambdaInvocation invocation, CancellationToken deadline)
    {
        var httpEvent = HttpEvent.Read(payload);
        using var lifetime = new RequestLifetime(deadline);
        var response = new Response(_body);
        var context = application.CreateContext(CreateFeatures(httpEvent, invocation, lifetime, response));

        Exception? failure = null;
        try
        {
            await application.ProcessRequestAsync(context);
            await response.StartAsync();

            // What the exception handler makes of a cancelled request. Here the client is still there.
            if (deadline.IsCancellationRequested && response.StatusCode == StatusCodes.Status499ClientClosedRequest)
                AnswerTimeout(response, invocation, exception: null);
        }
        catch (Exception exception)
        {
            failure = exception;
            AnswerFailure(response, invocation, exception, deadline);
        }

        await response.CompleteAsync(logger);
        application.DisposeContext(context, failure);
        if (lifetime.IsAborted)
            throw new InvalidEventException("Runtime.RequestAborted", "The application aborted the request.", failure);

        var isHead = HttpMethods.IsHead(httpEvent.Request.Method);
        HttpAnswer.Write(_answer, response, httpEvent.Format, isHead);
        if (response.Body.Overflowed || _answer.Length > HttpAnswer.MaxBytes)
        {
            // As an HTTP answer and not as the invocation's error: from that a gateway makes a 500 without a word of the reason.
            logger.AnswerTooLarge(invocation.RequestId, HttpAnswer.MaxBytes);
            response.Replace(
                StatusCodes.Status500InternalServerError,
                $"The answer is larger than the {HttpAnswer.MaxBytes:N0} bytes that AWS Lambda takes.");
            HttpAnswer.Write(_answer, response, httpEvent.Format, isHead);
        }
        return _answer.Written;
    }

    private void AnswerFailure(Response response, LambdaInvocation invocation, Exception exception, CancellationToken deadline)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                response.Replace(bad.StatusCode, reason: null);
                break;
            case OperationCanceledException when deadline.IsCancellationRequested:
                AnswerTimeout(response, invocation, exception);
                break;
            default:
                logger.ApplicationFailed(invocation.RequestId, exception);
                response.Replace(StatusCodes.Status500InternalServerError, reason: null);
                break;
        }
    }

    private void AnswerTimeout(Response response, LambdaInvocation invocation, Exception? exception)
    {
        logger.ApplicationTimedOut(invocation.RequestId, exception);
        response.Replace(StatusCodes.Status503ServiceUnavailable, "The function ran out of time.");
        response.Headers.RetryAfter = "1";
    }

    private static FeatureCollection CreateFeatures(
        HttpEvent httpEvent, LambdaInvocation invocation, RequestLifetime lifetime, Response response)
    {
        var body = new RequestBody(httpEvent.Request, httpEvent.Body);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(httpEvent.Request);
        features.Set<IRequestBodyPipeFeature>(body);
        features.Set<IHttpRequestBodyDetectionFeature>(body);
        features.Set<IHttpRequestLifetimeFeature>(lifetime);
        features.Set<IHttpRequestIdentifierFeature>(new HttpRequestIdentifierFeature { TraceIdentifier = invocation.RequestId });
        features.Set<IHttpConnectionFeature>(
            new HttpConnectionFeature { ConnectionId = invocation.RequestId, RemoteIpAddress = httpEvent.RemoteIp });
        features.Set<IHttpAuthenticationFeature>(new HttpAuthenticationFeature { User = httpEvent.User });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(response.Body);
        features.Set<ILambdaInvocationFeature>(new LambdaInvocationFeature(invocation));
        return features;
    }
}
