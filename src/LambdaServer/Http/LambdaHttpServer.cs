using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LambdaServer.Http;

/// <summary>Serves HTTP events of the Lambda Runtime API to an ASP.NET Core application, in place of Kestrel.</summary>
internal sealed class LambdaHttpServer(
    RuntimeEnvironment environment, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<LambdaHttpServer> logger) : IServer
{
    private readonly RuntimeApi _api = new(environment.Endpoint);
    private readonly CancellationTokenSource _stopping = new();
    private CancellationTokenRegistration _onStopping;
    private Task _loops = Task.CompletedTask;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        // StopAsync comes only after everything else has stopped; by then the loops would have taken another event.
        _onStopping = lifetime.ApplicationStopping.Register(_stopping.Cancel);
        _loops = RunAsync(() => new HttpInvocations<TContext>(application, logger).HandleAsync);
        return Task.CompletedTask;
    }

    /// <summary>Waits for the current invocations. Throws what ended the loops, so that the process ends as a failure.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loops.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_loops.IsCompleted)
            await _loops;
    }

    public void Dispose()
    {
        _onStopping.Dispose();
        _api.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync(Func<InvocationHandler> createHandler)
    {
        try
        {
            await InvocationLoops.RunAsync(environment, _api, createHandler, time, logger, _stopping.Token);
        }
        catch (Exception exception)
        {
            logger.ServerFailed(exception);
            lifetime.StopApplication();
            throw;
        }
    }
}
