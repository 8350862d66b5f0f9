using System.Net;
using System.Text.Json.Nodes;
using LambdaServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace LambdaServer.Tests;

public sealed class HttpRequestTests
{
    [Fact]
    public async Task Reads_A_Request_Of_An_Http_Api()
    {
        string? method = null, protocol = null, trace = null, target = null;
        IPAddress? client = null;
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            (method, protocol) = (context.Request.Method, context.Request.Protocol);
            trace = context.TraceIdentifier;
            target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            client = context.Connection.RemoteIpAddress;
            return context.Response.WriteAsync(context.Request.GetDisplayUrl());
        });

        var response = await lambda.SendAsync(
            Events.V2("PATCH", "/a%20b", "x=1&y=%C3%A9"), new Delivery { RequestId = "8476a536-e9f4-11e8-9739-2dfe598c3fcd" });

        Assert.Equal("https://abc123.execute-api.eu-west-1.amazonaws.com/a b?x=1&y=%C3%A9", response.Text);
        Assert.Equal("PATCH", method);
        Assert.Equal("HTTP/1.1", protocol);
        Assert.Equal("/a%20b?x=1&y=%C3%A9", target);
        Assert.Equal("8476a536-e9f4-11e8-9739-2dfe598c3fcd", trace);
        Assert.Equal(IPAddress.Parse("203.0.113.7"), client);
    }

    [Fact]
    public async Task Reads_A_Request_Of_A_Rest_Api()
    {
        IPAddress? client = null;
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            client = context.Connection.RemoteIpAddress;
            return context.Response.WriteAsync($"{context.Request.Method} {context.Request.GetDisplayUrl()}");
        });

        var response = await lambda.SendAsync(Events.V1("DELETE", "/uploads/1"));

        Assert.Equal("DELETE https://abc123.execute-api.eu-west-1.amazonaws.com/prod/uploads/1", response.Text);
        Assert.Equal(IPAddress.Parse("203.0.113.8"), client);
    }

    [Fact]
    public async Task Reads_A_Request_Of_A_Function_Url()
    {
        await using var lambda = await LambdaHost.StartAsync(context => context.Response.WriteAsync(context.Request.GetDisplayUrl()));

        // As the documentation of Function URLs shows it, with null where there is nothing.
        var response = await lambda.SendAsync("""
            {
              "version": "2.0",
              "routeKey": "$default",
              "rawPath": "/my/path",
              "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
              "cookies": ["cookie1", "cookie2"],
              "headers": {"header1": "value1", "header2": "value1,value2", "host": "u1.lambda-url.us-west-2.on.aws"},
              "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "value"},
              "requestContext": {
                "accountId": "123456789012", "apiId": "u1", "authentication": null, "authorizer": null,
                "domainName": "u1.lambda-url.us-west-2.on.aws", "domainPrefix": "u1",
                "http": {"method": "POST", "path": "/my/path", "protocol": "HTTP/1.1", "sourceIp": "2001:db8::1", "userAgent": "agent"},
                "requestId": "id", "routeKey": "$default", "stage": "$default",
                "time": "12/Mar/2020:19:03:58 +0000", "timeEpoch": 1583348638390
              },
              "body": null, "pathParameters": null, "isBase64Encoded": false, "stageVariables": null
            }
            """);

        Assert.Equal(
            "https://u1.lambda-url.us-west-2.on.aws/my/path?parameter1=value1&parameter1=value2&parameter2=value", response.Text);
    }

    [Theory]
    [InlineData("http", "http")]
    [InlineData("https", "https")]
    [InlineData("gopher", "https")]
    [InlineData(null, "https")]
    public async Task Takes_The_Scheme_From_The_Gateway(string? forwarded, string scheme)
    {
        await using var lambda = await LambdaHost.StartAsync(context => context.Response.WriteAsync(context.Request.Scheme));
        var httpEvent = Events.V2();
        httpEvent["headers"]!["x-forwarded-proto"] = forwarded;
        Assert.Equal(scheme, (await lambda.SendAsync(httpEvent)).Text);
    }

    [Fact]
    public async Task Takes_The_Host_From_The_Domain_Name_When_The_Header_Is_Missing()
    {
        await using var lambda = await LambdaHost.StartAsync(context => context.Response.WriteAsync(context.Request.Host.Value!));
        var httpEvent = Events.V2();
        httpEvent["headers"] = new JsonObject();
        Assert.Equal("abc123.execute-api.eu-west-1.amazonaws.com", (await lambda.SendAsync(httpEvent)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Passes_Unicode_In_Headers_Path_And_Query(bool escaped)
    {
        string? path = null, name = null;
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            path = context.Request.Path.Value;
            name = context.Request.Query["name"];
            context.Response.Headers["X-Echo"] = context.Request.Headers["X-Title"];
            return Task.CompletedTask;
        });

        var httpEvent = Events.V2("GET", "/фото/%F0%9F%93%B7", "name=%E5%86%99%E7%9C%9F")
            .WithHeader("x-title", "Žluťoučký kůň 🐎 \"\\");
        var response = FunctionResponse.Of(await lambda.Api.InvokeAsync(httpEvent.ToBytes(escaped)));

        Assert.Equal("/фото/📷", path);
        Assert.Equal("写真", name);
        Assert.Equal(["Žluťoučký kůň 🐎 \"\\"], response.Header("x-echo"));
    }

    [Fact]
    public async Task Reads_Every_Cookie_Of_Format_2()
    {
        await using var lambda = await LambdaHost.StartAsync(context =>
            context.Response.WriteAsync($"{context.Request.Cookies["a"]} {context.Request.Cookies["b"]}"));
        var httpEvent = Events.V2();
        httpEvent["cookies"] = new JsonArray("a=1", "b=2%3D3");
        Assert.Equal("1 2=3", (await lambda.SendAsync(httpEvent)).Text);
    }

    [Fact]
    public async Task Reads_Repeated_Headers_And_Parameters_Of_Format_1()
    {
        string?[] tags = [], headers = [];
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            tags = [.. context.Request.Query["tag&name"]];
            headers = [.. context.Request.Headers["X-Tag"]];
            return context.Response.WriteAsync(context.Request.Cookies["b"]!);
        });
        var httpEvent = Events.V1();
        httpEvent["multiValueQueryStringParameters"] = new JsonObject { ["tag&name"] = new JsonArray("a b", "c+d=ü", "") };
        httpEvent["multiValueHeaders"]!["x-tag"] = new JsonArray("1", "2");
        httpEvent["multiValueHeaders"]!["Cookie"] = new JsonArray("a=1; b=2");

        Assert.Equal("2", (await lambda.SendAsync(httpEvent)).Text);
        Assert.Equal<string?[]>(["a b", "c+d=ü", ""], tags);
        Assert.Equal<string?[]>(["1", "2"], headers);
    }

    [Fact]
    public async Task Reads_Single_Headers_And_Parameters_When_Format_1_Has_No_Others()
    {
        await using var lambda = await LambdaHost.StartAsync(context =>
            context.Response.WriteAsync($"{context.Request.QueryString} {context.Request.Headers["x-one"]}"));
        var httpEvent = Events.V1().WithHeader("X-One", "1");
        httpEvent.Remove("multiValueHeaders");
        httpEvent["queryStringParameters"] = new JsonObject { ["a"] = "1/2" };
        Assert.Equal("?a=1%2F2 1", (await lambda.SendAsync(httpEvent)).Text);
    }

    [Fact]
    public async Task Reads_Repeated_Parameters_Of_Format_2()
    {
        await using var lambda = await LambdaHost.StartAsync(context =>
            context.Response.WriteAsync(string.Join('|', context.Request.Query["a"]!)));
        Assert.Equal("1|2|", (await lambda.SendAsync(Events.V2(query: "a=1&a=2&a="))).Text);
    }
}
