using Microsoft.Extensions.Logging;

namespace LambdaServer;

/// <summary>The life of the process after its start: as many loops as Lambda asks for, until it is told to stop.</summary>
internal static class InvocationLoops
{
    /// <summary>
    /// Whether this process has begun to ask for events, so that its start is over. Errors until then go to <c>/runtime/init/error</c>.
    /// </summary>
    public static bool Started { get; private set; }

    /// <param name="createHandler">Makes the handler of a loop: two loops never share one.</param>
    /// <exception cref="HttpRequestException">The Runtime API stays out of reach.</exception>
    public static async Task RunAsync(
        RuntimeEnvironment environment,
        RuntimeApi api,
        Func<InvocationHandler> createHandler,
        TimeProvider time,
        ILogger logger,
        CancellationToken stopping)
    {
        Started = true;
        using var any = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAll(Enumerable.Range(0, environment.Loops).Select(_ => RunOneAsync()));

        async Task RunOneAsync()
        {
            try
            {
                await new InvocationLoop(api, createHandler, environment.OneAtATime, time, logger).RunAsync(any.Token);
            }
            finally
            {
                await any.CancelAsync(); // one loop that cannot go on takes the others with it: the process is to be replaced
            }
        }
    }
}
