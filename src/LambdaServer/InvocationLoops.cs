using Microsoft.Extensions.Logging;

namespace LambdaServer;

/// <summary>The life of the process after its start: as many loops as Lambda asks for, until it is told to stop.</summary>
internal static class InvocationLoops
{
    /// <summary>Whether Lambda was told that the start is over; errors until then go to <c>/runtime/init/error</c>.</summary>
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
        if (environment.SnapStart)
            await WaitForRestoreAsync();

        using var any = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAll(Enumerable.Range(0, environment.Loops).Select(_ => RunOneAsync()));

        async Task WaitForRestoreAsync()
        {
            try
            {
                await api.WaitForRestoreAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // Stopped before anything was restored; the loops see it too.
            }
        }

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
