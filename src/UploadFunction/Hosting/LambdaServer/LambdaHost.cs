using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LambdaServer;
using LambdaServer.Http;
using UploadFunction.Direct;
using UploadFunction.Site;
using UploadFunction.Uploads;

namespace UploadFunction.Hosting;

/// <summary>The Lambda host that is linked in: this project's own, LambdaServer. Outside Lambda, Kestrel is the server.</summary>
internal static class LambdaHost
{
    public static bool IsPresent => LambdaRuntime.IsPresent;

    /// <summary>Runs the program. If it fails to start, reports that to Lambda and returns exit code 1.</summary>
    public static Task<int> RunAsync(Func<Task> main) => LambdaRuntime.RunAsync(main);

    /// <summary>Turns Lambda's events into requests to the application.</summary>
    public static void Use(WebApplicationBuilder builder) => builder.UseLambdaServer();

    /// <summary>Handles the events of a function that does not serve HTTP, until the process is told to end.</summary>
    /// <exception cref="InvalidOperationException">The process does not run in Lambda.</exception>
    public static Task RunEventsAsync(FunctionKind function, IServiceProvider services) => function switch
    {
        FunctionKind.Verifier =>
            TakeAsync(services, DirectJson.Default.ObjectCreated, services.GetRequiredService<VerifierFunction>().HandleAsync),
        FunctionKind.SitePublisher =>
            TakeAsync(services, SiteJson.Default.JsonElement, services.GetRequiredService<SitePublisher>().HandleAsync),
        _ => throw new NotSupportedException($"{function} does not handle events."),
    };

    /// <summary>An exception becomes the invocation's error. Otherwise the response is <c>null</c>.</summary>
    private static Task TakeAsync<TEvent>(
        IServiceProvider services, JsonTypeInfo<TEvent> type, Func<TEvent?, CancellationToken, ValueTask> handle)
    {
        var invocations = services.GetRequiredService<EventInvocations>();
        return LambdaRuntime.RunAsync(
            async (payload, cancellationToken) =>
            {
                await invocations.RunAsync(() => handle(JsonSerializer.Deserialize(payload.Span, type), cancellationToken));
                return "null"u8.ToArray();
            },
            services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(LambdaHost)));
    }
}
