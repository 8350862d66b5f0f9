using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace LambdaServer;

/// <summary>The program's side of the Lambda Runtime API: how it starts, and how it takes events that are not HTTP requests.</summary>
public static class LambdaRuntime
{
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

    /// <summary>Takes plain events until the process is told to end (SIGTERM), after the current invocation.</summary>
    /// <param name="handler">Handles an event. Where Lambda asks for concurrency, several run at once.</param>
    /// <param name="logger">Logs failures of invocations, which are reported to Lambda as well.</param>
    /// <exception cref="InvalidOperationException">
    /// This is not Lambda, or its environment variables are invalid or ask for SnapStart.
    /// </exception>
    /// <exception cref="HttpRequestException">The Runtime API stays out of reach.</exception>
    public static async Task RunAsync(LambdaHandler handler, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var environment = RuntimeEnvironment.Current
            ?? throw new InvalidOperationException("AWS_LAMBDA_RUNTIME_API is not set: events come from AWS Lambda or an emulator of it.");

        using var stopping = new CancellationTokenSource();
        using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true; // the current invocation is finished first
            stopping.Cancel();
        });
        await RunAsync(environment, handler, logger, TimeProvider.System, stopping.Token);
    }

    internal static async Task RunAsync(
        RuntimeEnvironment environment, LambdaHandler handler, ILogger logger, TimeProvider time, CancellationToken stopping)
    {
        using var api = new RuntimeApi(environment.Endpoint);
        await InvocationLoops.RunAsync(
            environment, api, () => (payload, _, deadline) => handler(payload, deadline), time, logger, stopping);
    }

    private static async Task ReportInitErrorAsync(LambdaError error)
    {
        try
        {
            if (RuntimeEnvironment.CurrentEndpoint is not { } endpoint)
                return;
            using var api = new RuntimeApi(endpoint);
            await api.ReportInitErrorAsync(error, TimeProvider.System);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            // The exit code says it too, and the line on stderr says why.
        }
    }
}
