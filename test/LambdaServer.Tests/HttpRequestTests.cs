using LambdaServer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace LambdaServer.Tests;

public sealed class HttpRequestTests
{
    [Fact]
    public async Task Says_Hello()
    {
        await using var lambda = await LambdaHost.StartAsync(context => context.Response.WriteAsync("hello"));
        var answer = await lambda.SendAsync(Events.V2());
        Assert.Equal(200, answer.Status);
        Assert.Equal("hello", answer.Text);
    }
}
