using LambdaServer.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace LambdaServer.Tests;

public sealed class DeadlineTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly SemaphoreSlim _entered = new(0);

    [Theory]
    [InlineData(30_000, 29_000)]
    [InlineData(2_000, 1_500)]
    public async Task Aborts_The_Request_Shortly_Before_The_Deadline(int limit, int abort)
    {
        var aborted = new TaskCompletionSource();
        CancellationToken token = default;
        await using var lambda = await LambdaHost.StartAsync(
            async context =>
            {
                token = context.RequestAborted;
                token.Register(aborted.SetResult);
                _entered.Release();
                await aborted.Task;
                context.Response.StatusCode = 503;
                await context.Response.WriteAsync("The store is slow.", context.RequestAborted);
            },
            _time);
        var response = lambda.SendAsync(Events.V2(), Within(limit));
        await EnteredAsync();

        _time.Advance(TimeSpan.FromMilliseconds(abort - 1));
        Assert.False(token.IsCancellationRequested);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(503, (await response).Status);
        Assert.Equal("The store is slow.", (await response).Text);
    }

    [Fact]
    public async Task Sends_A_Response_That_Comes_After_The_Abort_And_Before_The_Deadline()
    {
        var late = new TaskCompletionSource();
        await using var lambda = await LambdaHost.StartAsync(
            async context =>
            {
                _entered.Release();
                await late.Task;
                await context.Response.WriteAsync("late", CancellationToken.None);
            },
            _time);
        var response = lambda.SendAsync(Events.V2(), Within(10_000));
        await EnteredAsync();

        _time.Advance(TimeSpan.FromMilliseconds(9_900));
        Assert.False(response.IsCompleted);
        late.SetResult();

        Assert.Equal("late", (await response).Text);
    }

    [Fact]
    public async Task Returns_503_When_The_Application_Lets_The_Cancellation_Through()
    {
        await using var lambda = await LambdaHost.StartAsync(
            async context =>
            {
                _entered.Release();
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
            },
            _time);
        var response = lambda.SendAsync(Events.V2(), Within(10_000));
        await EnteredAsync();
        _time.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(503, (await response).Status);
        Assert.Equal(["1"], (await response).Header("Retry-After"));
    }

    [Fact]
    public async Task Returns_503_When_A_Middleware_Takes_The_Cancellation_For_A_Client_That_Has_Left()
    {
        await using var lambda = await LambdaHost.StartAsync(
            app =>
            {
                app.UseExceptionHandler(_ => { });
                app.Run(async context =>
                {
                    _entered.Release();
                    await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
                });
            },
            _time);
        var response = lambda.SendAsync(Events.V2(), Within(10_000));
        await EnteredAsync();
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(503, (await response).Status);
    }

    [Fact]
    public async Task Returns_The_Problem_That_A_Handler_Returns_After_The_Abort()
    {
        await using var lambda = await LambdaHost.StartAsync(
            app => app.MapGet("/", async (CancellationToken cancellationToken) =>
            {
                _entered.Release();
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                }
                return TypedResults.Problem("The store is slow.", statusCode: 503);
            }),
            _time);
        var response = lambda.SendAsync(Events.V2(), Within(10_000));
        await EnteredAsync();
        _time.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(503, (await response).Status);
        Assert.Contains("The store is slow.", (await response).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reports_An_Invocation_That_Never_Ends_And_Goes_On(bool blocksItsThread)
    {
        var never = new TaskCompletionSource();
        var lateBody = "";
        var finished = new TaskCompletionSource();
        await using var lambda = await LambdaHost.StartAsync(
            async context =>
            {
                _entered.Release();
                if (context.Request.Path == "/next")
                {
                    // The one given up on wakes up and responds while its successor is at work.
                    await context.Response.WriteAsync("fi");
                    never.SetResult();
                    await finished.Task;
                    await context.Response.WriteAsync("ne");
                    return;
                }
                if (blocksItsThread)
                    Wait(never);
                await never.Task;
                using var reader = new StreamReader(context.Request.Body);
                lateBody = await reader.ReadToEndAsync(CancellationToken.None);
                await context.Response.WriteAsync("too late");
                finished.SetResult();
            },
            _time);
        var outcome = lambda.Api.InvokeAsync(Events.V2("POST").WithText("first").ToBytes(), Within(10_000));
        await EnteredAsync();
        while (!outcome.IsCompleted)
        {
            // Once is not enough if the server has not begun to wait for the handler when it is entered.
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.Equal("Runtime.DeadlineExceeded", (await outcome).ErrorTypeHeader);
        Assert.Equal("fine", (await lambda.SendAsync(Events.V2("POST", "/next").WithText("second"), Within(10_000))).Text);
        Assert.Equal("first", lateBody);

        static void Wait(TaskCompletionSource source) => source.Task.Wait();
    }

    [Fact]
    public async Task Survives_A_Callback_Of_The_Cancellation_That_Throws()
    {
        await using var lambda = await LambdaHost.StartAsync(
            async context =>
            {
                var aborted = new TaskCompletionSource();
                context.RequestAborted.Register(aborted.SetResult);
                context.RequestAborted.Register(() => throw new InvalidOperationException("A callback that throws."));
                _entered.Release();
                await aborted.Task;
                await context.Response.WriteAsync("survived", CancellationToken.None);
            },
            _time);
        var response = lambda.SendAsync(Events.V2(), Within(10_000));
        await EnteredAsync();
        _time.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal("survived", (await response).Text);
        Assert.Contains(lambda.Log.Errors, message => message.Contains("A callback that throws.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ignores_A_Deadline_In_The_Past()
    {
        var aborted = true;
        await using var lambda = await LambdaHost.StartAsync(
            context =>
            {
                aborted = context.RequestAborted.IsCancellationRequested;
                return Task.CompletedTask;
            },
            _time);
        Assert.Equal(200, (await lambda.SendAsync(Events.V2(), Within(-5_000))).Status);
        Assert.False(aborted);
    }

    public void Dispose() => _entered.Dispose();

    private Delivery Within(int milliseconds) => new() { Deadline = _time.GetUtcNow().AddMilliseconds(milliseconds) };

    private Task EnteredAsync() => _entered.WaitAsync(TestContext.Current.CancellationToken);
}
