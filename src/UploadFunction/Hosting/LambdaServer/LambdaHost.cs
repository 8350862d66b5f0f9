using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LambdaServer;
using LambdaServer.Http;
using UploadFunction.Direct;
using UploadFunction.Site;
using UploadFunction.Uploads;

namespace UploadFunction.Hosting;

/// <summary>Which Lambda host is linked in: ours, over the Runtime API. Outside Lambda Kestrel serves.</summary>
internal static class LambdaHost
{
    public static bool IsPresent => LambdaRuntime.IsPresent;

    /// <summary>Runs the program; a start that fails is reported to Lambda and ends with exit code 1.</summary>
    public static Task<int> RunAsync(Func<Task> main) => LambdaRuntime.RunAsync(main);

    /// <summary>Makes Lambda's events the application's requests.</summary>
    public static void Use(WebApplicationBuilder builder) => builder.UseLambdaServer();

    /// <summary>Takes the events of a function that does not serve HTTP, until the process is told to end.</summary>
    /// <exception cref="InvalidOperationException">This is not Lambda.</exception>
    public static Task RunEventsAsync(FunctionKind function, IServiceProvider services) => function switch
    {
        FunctionKind.Verifier =>
            TakeAsync(services, DirectJson.Default.ObjectCreated, services.GetRequiredService<VerifierFunction>().HandleAsync),
        FunctionKind.SitePublisher =>
            TakeAsync(services, SiteJson.Default.JsonElement, services.GetRequiredService<SitePublisher>().HandleAsync),
        _ => throw new NotSupportedException($"{function} takes no events."),
    };

    /// <summary>An exception is the invocation's error. There is no other response.</summary>
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
