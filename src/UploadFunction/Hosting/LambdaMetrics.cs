using System.Diagnostics.Metrics;

namespace UploadFunction.Hosting;

/// <summary>Makes every invocation write its metrics, whichever Lambda host is linked in.</summary>
internal static class LambdaMetrics
{
    public static void AddLambdaMetrics(this IServiceCollection services)
    {
        services.AddSingleton(provider => new EmbeddedMetrics(
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            Console.Out,
            Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME") ?? "UploadFunction"));
        services.AddSingleton<EventInvocations>();
        services.AddSingleton<IStartupFilter, AfterEachRequest>();
    }

    /// <summary>Runs outside all other middleware, so that nothing is measured after it has written.</summary>
    private sealed class AfterEachRequest(EmbeddedMetrics writer) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (HttpContext context, RequestDelegate run) =>
            {
                try
                {
                    await run(context);
                }
                finally
                {
                    writer.Flush();
                }
            });
            next(app);
        };
    }
}
