using LambdaServer.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;

namespace LambdaServer.Tests;

public sealed class KestrelTests
{
    [Fact]
    public void Stays_Outside_Of_Lambda()
    {
        Assert.False(LambdaRuntime.IsPresent, "The tests must run outside of Lambda.");
        var builder = WebApplication.CreateSlimBuilder();
        builder.UseLambdaServer();
        using var services = builder.Services.BuildServiceProvider();
        Assert.Contains("Kestrel", services.GetRequiredService<IServer>().GetType().Name, StringComparison.Ordinal);
    }
}
