using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace LambdaServer;

/// <summary>The program's side of the Lambda Runtime API: how it starts, and how it takes events that are no HTTP requests.</summary>
public static class LambdaRuntime
{
    private static readonly TimeSpan InitErrorTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Whether this process runs in Lambda or an emulator of it: <c>AWS_LAMBDA_RUNTIME_API</c> is set.</summary>
    public static bool IsPresent => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API"));

    /// <summary>
    /// Runs a program so that its failure is one line on stderr and a non-zero exit code, and, when it fails before it asks for its
    /// first event, an initialization error in Lambda.
    /// </summary>
    /// <returns>The exit code: 0, or 1 after an exception.</returns>
    public static async Task<int> RunAsync(Func<Task> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        try
        {
            await main();
            return 0;
        }
        catch (Exception exception)
        {
            var error = LambdaError.From(exception is AggregateException ? exception.GetBaseException() : exception);
            var what = InvocationLoops.Started ? "The program failed" : "The program could not start";
            await Console.Error.WriteLineAsync($"{what}: {error.Type}: {error.Message}".ReplaceLineEndings(" "));
            if (!InvocationLoops.Started)
                await ReportInitErrorAsync(error);
            return 1;
        }
    }

    /// <summary>Takes plain events, one after the other, until the process is told to end (SIGTERM). Logs JSON to the console.</summary>
    /// <inheritdoc cref="RunAsync(LambdaHandler, ILogger, CancellationToken)"/>
    public static async Task RunAsync(LambdaHandler handler, CancellationToken cancellationToken = default)
    {
        using var loggers = LoggerFactory.Create(static logging => logging.AddJsonConsole());
        await RunAsync(handler, loggers.CreateLogger(typeof(LambdaRuntime)), cancellationToken);
    }

    /// <summary>Takes plain events, one after the other, until the process is told to end (SIGTERM).</summary>
    /// <param name="handler">Answers an event. Where Lambda asks for concurrency, several run at once.</param>
    /// <param name="logger">Takes failures of invocations, which Lambda is told of as well.</param>
    /// <param name="cancellationToken">Ends the loop after the invocation under way.</param>
    /// <exception cref="InvalidOperationException">This is not Lambda, or its environment variables cannot be understood.</exception>
    /// <exception cref="HttpRequestException">The Runtime API stays out of reach.</exception>
    public static async Task RunAsync(LambdaHandler handler, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var environment = RuntimeEnvironment.Current
            ?? throw new InvalidOperationException("AWS_LAMBDA_RUNTIME_API is not set: events come from AWS Lambda or an emulator of it.");
        await RunAsync(environment, handler, logger, TimeProvider.System, cancellationToken);
    }

    internal static async Task RunAsync(
        RuntimeEnvironment environment, LambdaHandler handler, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true; // the invocation under way is finished first
            stopping.Cancel();
        });
        using var api = new RuntimeApi(environment.Endpoint);
        await InvocationLoops.RunAsync(
            environment,
            api,
            () => (payload, invocation, deadline) => handler(payload, invocation, deadline),
            time,
            logger,
            stopping.Token);
    }

    private static async Task ReportInitErrorAsync(LambdaError error)
    {
        try
        {
            if (RuntimeEnvironment.Current is not { } environment)
                return;
            using var api = new RuntimeApi(environment.Endpoint);
            using var timeout = new CancellationTokenSource(InitErrorTimeout);
            await api.ReportInitErrorAsync(error, timeout.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            // The exit code says it too, and the line on stderr says why.
        }
    }
}
