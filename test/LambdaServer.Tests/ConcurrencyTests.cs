using LambdaServer.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace LambdaServer.Tests;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Takes_As_Many_Invocations_At_Once_As_Lambda_Asks_For()
    {
        const int Loops = 8;
        var inside = 0;
        var all = new TaskCompletionSource();
        await using var lambda = await LambdaHost.StartAsync(
            app => app.Run(async context =>
            {
                // Nobody leaves before everybody is in: with a loop less this would never end.
                if (Interlocked.Increment(ref inside) == Loops)
                    all.SetResult();
                await all.Task;
                await context.Request.Body.CopyToAsync(context.Response.Body);
            }),
            change: environment => environment with { Loops = Loops, OneAtATime = false });

        var bodies = Enumerable.Range(0, Loops).Select(i => new byte[100_000 + i]).ToArray();
        for (var i = 0; i < Loops; i++)
            bodies[i].AsSpan().Fill((byte)i);
        var responses = await Task.WhenAll(bodies.Select(body => lambda.SendAsync(Events.V2("POST").WithBody(body))));

        Assert.All(responses.Zip(bodies), pair => Assert.Equal(pair.Second, pair.First.Body));
    }

    [Fact]
    public async Task Takes_One_Invocation_After_The_Other_Otherwise()
    {
        var inside = 0;
        var most = 0;
        await using var lambda = await LambdaHost.StartAsync(async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        });
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => lambda.SendAsync(Events.V2())));
        Assert.Equal(1, most);
    }
}
