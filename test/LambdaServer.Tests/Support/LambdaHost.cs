using System.Text;
using System.Text.Json.Nodes;
using LambdaServer.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LambdaServer.Tests.Support;

/// <summary>A web application behind LambdaServer and a Runtime API of the test's own.</summary>
internal sealed class LambdaHost : IAsyncDisposable
{
    private LambdaHost(FakeRuntimeApi api, WebApplication app, LogRecorder log)
    {
        Api = api;
        App = app;
        Log = log;
    }

    public FakeRuntimeApi Api { get; }

    public WebApplication App { get; }

    public LogRecorder Log { get; }

    /// <summary>Starts an application that handles every request with the handler.</summary>
    public static Task<LambdaHost> StartAsync(RequestDelegate handler, TimeProvider? time = null) =>
        StartAsync(app => app.Run(handler), time);

    public static async Task<LambdaHost> StartAsync(
        Action<WebApplication> configure, TimeProvider? time = null, Func<RuntimeEnvironment, RuntimeEnvironment>? change = null)
    {
        var api = await FakeRuntimeApi.StartAsync();
        var log = new LogRecorder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.UseLambdaServer(change is null ? api.Environment : change(api.Environment));

        var app = builder.Build();
        configure(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new LambdaHost(api, app, log);
    }

    public async Task<FunctionResponse> SendAsync(JsonObject httpEvent, Delivery? how = null) =>
        FunctionResponse.Of(await Api.InvokeAsync(httpEvent.ToBytes(), how));

    public async Task<FunctionResponse> SendAsync(string json, Delivery? how = null) =>
        FunctionResponse.Of(await Api.InvokeAsync(Encoding.UTF8.GetBytes(json), how));

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Api.DisposeAsync();
    }
}
