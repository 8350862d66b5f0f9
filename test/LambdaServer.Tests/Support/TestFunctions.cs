using System.Globalization;
using System.Text;
using LambdaServer.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LambdaServer.Tests.Support;

/// <summary>The functions that tests run in processes of their own, configured by Lambda's environment variables alone.</summary>
internal static class TestFunctions
{
    public static Task<int> RunAsync(string name) => LambdaRuntime.RunAsync(name switch
    {
        nameof(Web) => Web,
        nameof(Plain) => Plain,
        nameof(FailsToStart) => FailsToStart,
        _ => throw new ArgumentException($"There is no function '{name}'.", nameof(name)),
    });

    public static async Task Web()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.UseLambdaServer();
        await using var app = builder.Build();
        app.MapPost("/length", async (HttpRequest request) =>
        {
            var length = (await request.BodyReader.ReadAsync()).Buffer.Length;
            return length.ToString(CultureInfo.InvariantCulture);
        });
        var stopping = new TaskCompletionSource();
        app.Lifetime.ApplicationStopping.Register(stopping.SetResult);
        app.MapPost("/slow", async () =>
        {
            // Tells the test that it is at work, and works on until the process was told to end.
            await Console.Out.WriteLineAsync("at work");
            await stopping.Task;
            return "finished";
        });
        app.MapGet("/trace", () => Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"));
        app.MapGet("/allocated", () => $"{GC.GetTotalAllocatedBytes(precise: true)}");
        app.MapGet("/memory", () =>
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return $"{GC.GetTotalMemory(forceFullCollection: true)} {Environment.WorkingSet}";
        });
        await app.RunAsync();
    }

    public static async Task Plain()
    {
        using var loggers = LoggerFactory.Create(static logging => logging.AddJsonConsole());
        await LambdaRuntime.RunAsync(Handle, loggers.CreateLogger(nameof(Plain)));

        static ValueTask<ReadOnlyMemory<byte>> Handle(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            var text = Encoding.UTF8.GetString(payload.Span);
            return text == "null"
                ? throw new InvalidOperationException("No null, please.")
                : ValueTask.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes($"[{text}]"));
        }
    }

    public static Task FailsToStart() => throw new InvalidOperationException("Upload__Bucket is not set.\nSet it.");
}
