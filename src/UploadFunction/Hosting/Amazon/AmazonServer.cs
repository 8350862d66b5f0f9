using Amazon.Lambda.AspNetCoreServer.Hosting.Internal;
using Microsoft.AspNetCore.Hosting.Server;

namespace UploadFunction.Hosting;

/// <summary>
/// The server of <c>AddAWSLambdaHosting</c>, changed so that it starts and stops as other servers do. On its own, it does not finish
/// starting until its last invocation has ended, so the application never counts as started, and SIGTERM does not end the process.
/// </summary>
internal sealed class AmazonServer(IServiceProvider services, IHostApplicationLifetime lifetime)
    : APIGatewayHttpApiV2LambdaRuntimeSupportServer(services)
{
    private Exception? _failure;

    public override Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
    {
        var invocations = base.StartAsync(application, cancellationToken);
        ProgramStart.IsOver = true;
        _ = StopWithAsync(invocations);
        return Task.CompletedTask;
    }

    /// <summary>If an exception ended the invocations, throws it again, so that the process ends with a failure.</summary>
    public override Task StopAsync(CancellationToken cancellationToken) =>
        _failure is null ? base.StopAsync(cancellationToken) : Task.FromException(_failure);

    private async Task StopWithAsync(Task invocations)
    {
        try
        {
            await invocations;
        }
        catch (Exception exception)
        {
            _failure = exception;
        }
        lifetime.StopApplication();
    }
}
