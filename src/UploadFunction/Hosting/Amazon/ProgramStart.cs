using Amazon.Lambda.RuntimeSupport;

namespace UploadFunction.Hosting;

/// <summary>
/// Runs the program. A failure becomes one line on stderr, exit code 1 and, if the program has not started yet, an initialization error.
/// </summary>
internal static class ProgramStart
{
    private const string RuntimeApi = "AWS_LAMBDA_RUNTIME_API";

    /// <summary>
    /// As in LambdaServer: Lambda itself ends a slow start, so this only limits the wait for a Runtime API that never responds.
    /// </summary>
    private static readonly TimeSpan InitErrorTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Whether the process has begun to ask for events. Earlier errors are reported to <c>/runtime/init/error</c>.</summary>
    public static bool IsOver { get; set; }

    private static bool HasRuntimeApi => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(RuntimeApi));

    /// <exception cref="InvalidOperationException">The process does not run in Lambda.</exception>
    public static void RequireRuntimeApi()
    {
        if (!HasRuntimeApi)
            throw new InvalidOperationException($"{RuntimeApi} is not set: events come from AWS Lambda or an emulator of it.");
    }

    public static async Task<int> RunAsync(Func<Task> main)
    {
        // The Amazon.Lambda packages replace Console.Error with a writer that adds text to each line.
        var stderr = Console.Error;
        try
        {
            await main();
            return 0;
        }
        catch (Exception exception)
        {
            var error = exception is AggregateException ? exception.GetBaseException() : exception;
            var what = IsOver ? "The program failed" : "The program could not start";
            await stderr.WriteLineAsync($"{what}: {error.GetType().Name}: {error.Message}".ReplaceLineEndings(" "));
            if (!IsOver && HasRuntimeApi)
                await ReportInitErrorAsync(error);
            return 1;
        }
    }

    private static async Task ReportInitErrorAsync(Exception error)
    {
        try
        {
            using var http = new HttpClient { Timeout = InitErrorTimeout };
            await new RuntimeApiClient(http).ReportInitializationErrorAsync(error, error.GetType().Name);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or RuntimeApiClientException)
        {
            // Lambda also sees the exit code, and the line on stderr says why.
        }
    }
}
