using Microsoft.Extensions.Logging;

namespace LambdaServer;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The next event could not be fetched (attempt {Attempt} of {MaxAttempts}).")]
    public static partial void NextFailed(this ILogger logger, int attempt, int maxAttempts, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Invocation {RequestId} failed.")]
    public static partial void InvocationFailed(this ILogger logger, string requestId, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "Invocation {RequestId} had no response by its deadline.")]
    public static partial void DeadlineMissed(this ILogger logger, string requestId);

    [LoggerMessage(4, LogLevel.Error, "The Runtime API did not accept the response to invocation {RequestId}, {Size} bytes.")]
    public static partial void ResponseRefused(this ILogger logger, string requestId, int size, Exception exception);

    [LoggerMessage(5, LogLevel.Error, "The error {ErrorType} of invocation {RequestId} could not be reported.")]
    public static partial void ReportRefused(this ILogger logger, string requestId, string errorType, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "A callback of a request's cancellation threw.")]
    public static partial void CancellationCallbackFailed(this ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "An unhandled exception was thrown by the application (invocation {RequestId}).")]
    public static partial void ApplicationFailed(this ILogger logger, string requestId, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "The application did not respond to invocation {RequestId} in time.")]
    public static partial void ApplicationTimedOut(this ILogger logger, string requestId, Exception? exception);

    [LoggerMessage(9, LogLevel.Error, "The response to invocation {RequestId} is larger than Lambda's limit of {MaxBytes} bytes.")]
    public static partial void ResponseTooLarge(this ILogger logger, string requestId, int maxBytes);

    [LoggerMessage(10, LogLevel.Error, "A callback of a completed response threw.")]
    public static partial void CompletedCallbackFailed(this ILogger logger, Exception exception);

    [LoggerMessage(11, LogLevel.Critical, "The server cannot go on.")]
    public static partial void ServerFailed(this ILogger logger, Exception exception);
}
