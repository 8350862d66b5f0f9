using System.Text;
using System.Text.Json;
using LambdaServer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LambdaServer.Tests;

public sealed class PlainEventTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private Task _running = Task.CompletedTask;
    private FakeRuntimeApi? _api;

    [Fact]
    public async Task Takes_Bytes_And_Returns_Bytes()
    {
        var api = await StartAsync((payload, _) =>
            ValueTask.FromResult<ReadOnlyMemory<byte>>(payload.ToArray().Reverse().ToArray()));

        var outcome = await api.InvokeAsync("""{"detail-type":"Object Created"}"""u8.ToArray());

        Assert.False(outcome.IsError);
        Assert.Equal("""}"detaerC tcejbO":"epyt-liated"{""", Encoding.UTF8.GetString(outcome.Body));
    }

    [Fact]
    public async Task Takes_An_Http_Event_For_An_Event_Like_Any_Other()
    {
        var httpEvent = Events.V2("POST", "/uploads").ToBytes();
        var api = await StartAsync((payload, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(payload.ToArray()));
        Assert.Equal(httpEvent, (await api.InvokeAsync(httpEvent)).Body);
    }

    [Fact]
    public async Task Reports_An_Exception_And_Goes_On()
    {
        var api = await StartAsync((payload, _) => payload.Length == 0
            ? throw new InvalidOperationException("\"Nothing\" came.")
            : ValueTask.FromResult(payload));

        var outcome = await api.InvokeAsync(Array.Empty<byte>());
        Assert.True(outcome.IsError);
        Assert.Equal("InvalidOperationException", outcome.ErrorTypeHeader);
        var error = JsonElement.Parse(outcome.Body);
        Assert.Equal("InvalidOperationException", error.GetProperty("errorType").GetString());
        Assert.Equal("\"Nothing\" came.", error.GetProperty("errorMessage").GetString());

        Assert.Equal("1", Encoding.UTF8.GetString((await api.InvokeAsync("1"u8.ToArray())).Body));
    }

    [Fact]
    public async Task Cancels_Shortly_Before_The_Deadline_And_Still_Takes_The_Response()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        var entered = new TaskCompletionSource();
        var api = await StartAsync(
            async (_, cancellationToken) =>
            {
                var cancelled = new TaskCompletionSource();
                cancellationToken.Register(cancelled.SetResult);
                entered.SetResult();
                await cancelled.Task;
                return "\"partly\""u8.ToArray();
            },
            time);
        var outcome = api.InvokeAsync("{}"u8.ToArray(), new Delivery { Deadline = time.GetUtcNow().AddSeconds(10) });
        await entered.Task.WaitAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("\"partly\"", Encoding.UTF8.GetString((await outcome).Body));
    }

    [Fact]
    public async Task Finishes_The_Invocation_Under_Way_When_It_Is_Stopped()
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var api = await StartAsync(async (payload, _) =>
        {
            entered.SetResult();
            await release.Task;
            return payload;
        });
        var outcome = api.InvokeAsync("1"u8.ToArray());
        await entered.Task.WaitAsync(TestContext.Current.CancellationToken);
        await _stop.CancelAsync();
        Assert.False(_running.IsCompleted);
        release.SetResult();

        Assert.Equal("1", Encoding.UTF8.GetString((await outcome).Body));
        await _running;
    }

    [Fact]
    public async Task Stops_While_It_Waits_For_An_Event()
    {
        var api = await StartAsync((payload, _) => ValueTask.FromResult(payload));
        await api.InvokeAsync("1"u8.ToArray());
        await _stop.CancelAsync();
        await _running.WaitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        if (_api is not null)
            await _api.DisposeAsync();
        _stop.Dispose();
    }

    private async Task<FakeRuntimeApi> StartAsync(LambdaHandler handler, TimeProvider? time = null)
    {
        _api = await FakeRuntimeApi.StartAsync();
        _running = LambdaRuntime.RunAsync(_api.Environment, handler, NullLogger.Instance, time ?? TimeProvider.System, _stop.Token);
        return _api;
    }
}
