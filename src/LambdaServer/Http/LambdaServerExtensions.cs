using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LambdaServer.Http;

/// <summary>Puts an application behind the Lambda Runtime API.</summary>
public static class LambdaServerExtensions
{
    /// <summary>
    /// In Lambda, serves events of API Gateway (payload format 1.0 and 2.0) and of Function URLs in place of Kestrel. Elsewhere
    /// Kestrel stays. A <see cref="TimeProvider"/> among the services is the clock of the deadlines.
    /// </summary>
    /// <exception cref="InvalidOperationException">Lambda's environment variables are invalid, or ask for SnapStart.</exception>
    public static WebApplicationBuilder UseLambdaServer(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return RuntimeEnvironment.Current is { } environment ? builder.UseLambdaServer(environment) : builder;
    }

    internal static WebApplicationBuilder UseLambdaServer(this WebApplicationBuilder builder, RuntimeEnvironment environment)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<IServer>(services => new LambdaHttpServer(
            environment,
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILogger<LambdaHttpServer>>())));
        return builder;
    }
}
