using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using LambdaServer.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LambdaServer.Tests;

public sealed class HttpPathTests
{
    private static readonly RequestDelegate WritePath = context =>
        context.Response.WriteAsync($"{context.Request.PathBase.Value}|{context.Request.Path.Value}");

    [Theory]
    [InlineData("$default", "/prod/uploads", "|/prod/uploads")]
    [InlineData("prod", "/prod/uploads", "/prod|/uploads")]
    [InlineData("prod", "/prod/", "/prod|/")]
    [InlineData("prod", "/prod", "/prod|/")]
    [InlineData("prod", "/prodx/uploads", "|/prodx/uploads")]
    [InlineData("prod", "/PROD/uploads", "|/PROD/uploads")]
    [InlineData("prod", "/prod/prod", "/prod|/prod")]
    [InlineData("prod", "/uploads", "|/uploads")]
    public async Task Takes_A_Named_Stage_Off_The_Path(string stage, string path, string expected)
    {
        await using var lambda = await LambdaHost.StartAsync(WritePath);
        Assert.Equal(expected, (await lambda.SendAsync(Events.V2(path: path, stage: stage))).Text);
    }

    [Fact]
    public async Task Keeps_A_Stage_Out_Of_The_Urls_Of_A_Custom_Domain()
    {
        await using var lambda = await LambdaHost.StartAsync(WritePath);
        var httpEvent = Events.V2(path: "/prod/uploads", stage: "prod").WithHeader("host", "api.example.com");
        httpEvent["requestContext"]!["domainName"] = "api.example.com";
        Assert.Equal("|/uploads", (await lambda.SendAsync(httpEvent)).Text);
    }

    /// <summary>As REST APIs send it: the stage is in requestContext.path only, the base path of a custom domain in both.</summary>
    [Theory]
    [InlineData("/{proxy+}", "uploads/1", "/uploads/1", "/prod/uploads/1", "/prod|/uploads/1")]
    [InlineData("/", null, "/", "/prod/", "/prod|/")]
    [InlineData("/{proxy+}", "uploads/1", "/uploads/1", "/uploads/1", "|/uploads/1")]
    [InlineData("/{proxy+}", "uploads/1", "/v1/uploads/1", "/v1/uploads/1", "/v1|/uploads/1")]
    [InlineData("/{proxy+}", "uploads/1", "/v1/nested/uploads/1/", "/v1/nested/uploads/1/", "/v1/nested|/uploads/1/")]
    [InlineData("/{proxy+}", "a b", "/v1/a%20b", "/v1/a%20b", "/v1|/a b")]
    [InlineData("/", null, "/v1", "/v1", "/v1|/")]
    [InlineData("/", null, "/v1/", "/v1/", "/v1|/")]
    [InlineData("/health", null, "/v1/health", "/v1/health", "/v1|/health")]
    [InlineData("/health", null, "/other", "/other", "|/other")]
    public async Task Finds_Stage_And_Base_Path_Of_A_Rest_Api(string resource, string? proxy, string path, string whole, string expected)
    {
        await using var lambda = await LambdaHost.StartAsync(WritePath);
        var httpEvent = Events.V1(path: path);
        httpEvent["resource"] = resource;
        httpEvent["pathParameters"] = proxy is null ? null : new JsonObject { ["proxy"] = proxy };
        httpEvent["requestContext"]!["path"] = whole;
        Assert.Equal(expected, (await lambda.SendAsync(httpEvent)).Text);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/a%20b/c+d")]
    [InlineData("/a%2Fb%2fc")]
    [InlineData("/%E5%86%99%E7%9C%9F%F0%9F%93%B7")]
    [InlineData("/%FF%C3%28")]
    [InlineData("/100%25")]
    [InlineData("/%2525")]
    [InlineData("/%zz%4")]
    [InlineData("/a/./b/../c")]
    [InlineData("/a/%2e%2E/b")]
    [InlineData("/../../etc")]
    [InlineData("/a/..")]
    [InlineData("/a/b/.")]
    [InlineData("/a//b/../c")]
    [InlineData("/a/...")]
    [InlineData("/.well-known/x")]
    public async Task Decodes_A_Path_As_Kestrel_Does(string path)
    {
        await using var lambda = await LambdaHost.StartAsync(context => context.Response.WriteAsync(context.Request.Path.Value!));
        Assert.Equal(await AskKestrelAsync(path), (await lambda.SendAsync(Events.V2(path: path))).Text);
    }

    [Fact]
    public async Task Leaves_An_Encoded_Nul_Encoded()
    {
        await using var lambda = await LambdaHost.StartAsync(context => context.Response.WriteAsync(context.Request.Path.Value!));
        Assert.Equal("/a%00b", (await lambda.SendAsync(Events.V2(path: "/a%00b"))).Text);
    }

    /// <summary>Over a socket, as every HTTP client normalizes the path first.</summary>
    private static async Task<string> AskKestrelAsync(string path)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(context => context.Response.WriteAsync(context.Request.Path.Value!));
        await app.StartAsync(TestContext.Current.CancellationToken);

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(app.Urls.Single()).Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var response = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        return response[(response.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
    }
}
