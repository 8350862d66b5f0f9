using Amazon.Lambda.RuntimeSupport;

namespace UploadFunction.Hosting;

/// <summary>Runs the program so that a failure is one line on stderr, exit code 1 and, during the start, an initialization error.</summary>
internal static class ProgramStart
{
    private const string RuntimeApi = "AWS_LAMBDA_RUNTIME_API";

    /// <summary>
    /// As LambdaServer has it: Lambda ends a slow start, so this only limits the wait for a Runtime API that never responds.
    /// </summary>
    private static readonly TimeSpan InitErrorTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Whether the process has begun to ask for events. Errors until then go to <c>/runtime/init/error</c>.</summary>
    public static bool IsOver { get; set; }

    private static bool HasRuntimeApi => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(RuntimeApi));

    /// <exception cref="InvalidOperationException">This is not Lambda.</exception>
    public static void RequireRuntimeApi()
    {
        if (!HasRuntimeApi)
            throw new InvalidOperationException($"{RuntimeApi} is not set: events come from AWS Lambda or an emulator of it.");
    }

    public static async Task<int> RunAsync(Func<Task> main)
    {
        // The packages replace Console.Error by a writer that adds to each line.
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
            // The exit code says it too, and the line on stderr says why.
        }
    }
}
