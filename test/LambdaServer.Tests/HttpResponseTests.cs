using System.Text;
using System.Text.Json;
using LambdaServer.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LambdaServer.Tests;

public sealed class HttpResponseTests
{
    [Theory]
    [InlineData("text/plain", null, false)]
    [InlineData("text/html; charset=utf-8", null, false)]
    [InlineData("application/json", null, false)]
    [InlineData("application/problem+json; charset=utf-8", null, false)]
    [InlineData("application/xml", null, false)]
    [InlineData("image/svg+xml", null, false)]
    [InlineData("application/json", "br", true)]
    [InlineData("image/png", null, true)]
    [InlineData("application/octet-stream", null, true)]
    [InlineData("no media type", null, true)]
    [InlineData(null, null, true)]
    public async Task Sends_Text_As_Text_And_Anything_Else_As_Base64(string? contentType, string? contentEncoding, bool isBase64)
    {
        const string Text = "{\"a\": \"é \ud83d\udcf7 \u0001\"}";
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            context.Response.ContentType = contentType;
            context.Response.Headers.ContentEncoding = contentEncoding;
            return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Text)).AsTask();
        });
        var response = await lambda.SendAsync(Events.V2());
        Assert.Equal(isBase64, response.IsBase64);
        Assert.Equal(Text, response.Text);
    }

    /// <summary>Kestrel refuses to set these; a gateway would pass them on.</summary>
    [Theory]
    [InlineData("x-wrong", "a\r\nset-cookie: b=1")]
    [InlineData("x-wrong", "a\nb")]
    [InlineData("x-wrong", "\u0000")]
    [InlineData("x-wrong", "\u007f")]
    [InlineData("x wrong", "a")]
    [InlineData("", "a")]
    [InlineData("set-cookie", "a=1\r\nx-wrong: 1")]
    public async Task Never_Sends_A_Header_That_Http_Does_Not_Allow(string name, string value)
    {
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            context.Response.Headers["x-right"] = "a\tb c";
            context.Response.Headers[name] = value;
            return Task.CompletedTask;
        });

        foreach (var sent in new[] { Events.V2(), Events.V1() })
        {
            var response = await lambda.SendAsync(sent);
            Assert.Equal(["a\tb c"], response.Header("x-right"));
            Assert.Empty(response.Header(name));
            Assert.Empty(response.Cookies);
        }
    }

    [Fact]
    public async Task Sends_Text_That_Is_Not_Utf8_As_Base64()
    {
        byte[] latin1 = [.. "caf"u8, 0xE9];
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            context.Response.ContentType = "text/plain; charset=iso-8859-1";
            return context.Response.Body.WriteAsync(latin1).AsTask();
        });
        var response = await lambda.SendAsync(Events.V2());
        Assert.True(response.IsBase64);
        Assert.Equal(latin1, response.Body);
    }

    [Fact]
    public async Task Sends_Long_Text_Whole_Wherever_Its_Characters_Fall()
    {
        var text = string.Concat(Enumerable.Repeat("0é\ud83d\udcf7\"", 50_000));
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync(text);
        });
        var response = await lambda.SendAsync(Events.V2());
        Assert.False(response.IsBase64);
        Assert.Equal(text, response.Raw);
    }

    [Fact]
    public async Task Sends_Cookies_And_Repeated_Headers_In_Format_2()
    {
        await using var lambda = await LambdaHost.StartAsync(WriteHeaders);
        var response = await lambda.SendAsync(Events.V2());
        Assert.Equal(["a=1; path=/", "b=2; path=/"], response.Cookies);
        Assert.Equal(["Origin,Accept"], response.Header("Vary"));
        Assert.Empty(response.Header("Set-Cookie"));
    }

    [Fact]
    public async Task Sends_Cookies_And_Repeated_Headers_In_Format_1()
    {
        await using var lambda = await LambdaHost.StartAsync(WriteHeaders);
        var response = await lambda.SendAsync(Events.V1());
        Assert.Equal(["a=1; path=/", "b=2; path=/"], response.Header("Set-Cookie"));
        Assert.Equal(["Origin", "Accept"], response.Header("Vary"));
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    public async Task Sends_No_Body_Where_Http_Has_None(string method, int status)
    {
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentLength = 4;
            return context.Response.WriteAsync("body");
        });
        var response = await lambda.SendAsync(Events.V2(method));
        Assert.Equal(status, response.Status);
        Assert.Empty(response.Raw);
        Assert.Equal(["4"], response.Header("Content-Length"));
    }

    [Fact]
    public async Task Takes_The_Body_From_Writer_Stream_And_File()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "0123456789", TestContext.Current.CancellationToken);
        try
        {
            await using var lambda = await LambdaHost.StartAsync(async context =>
            {
                context.Response.ContentType = "text/plain";
                "writer "u8.CopyTo(context.Response.BodyWriter.GetSpan(7));
                context.Response.BodyWriter.Advance(7);
                await context.Response.Body.WriteAsync("stream "u8.ToArray());
                await context.Response.SendFileAsync(file, 3, 4);
                await context.Response.CompleteAsync();
            });
            Assert.Equal("writer stream 3456", (await lambda.SendAsync(Events.V2())).Text);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Writes_Json_Straight_Into_The_Response()
    {
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return JsonSerializer.SerializeAsync(context.Response.BodyWriter, Enumerable.Range(0, 10_000), JsonSerializerOptions.Default);
        });
        Assert.Equal(10_000, JsonElement.Parse((await lambda.SendAsync(Events.V2())).Body).GetArrayLength());
    }

    [Fact]
    public async Task Calls_Back_When_Starting_And_When_Completed_Last_First()
    {
        var calls = new List<string>();
        await using var lambda = await LambdaHost.StartAsync(async context =>
        {
            context.Response.OnStarting(() => Call("starting 1"));
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["X-Late"] = "1";
                return Call("starting 2");
            });
            context.Response.OnCompleted(() => Call("completed 1"));
            context.Response.OnCompleted(() => throw new InvalidOperationException("A callback that throws."));
            context.Response.OnCompleted(() => Call("completed 2"));
            await context.Response.WriteAsync("body");
            await Call("written");
        });
        var response = await lambda.SendAsync(Events.V2());

        Assert.Equal(["starting 2", "starting 1", "written", "completed 2", "completed 1"], calls);
        Assert.Equal(["1"], response.Header("X-Late"));
        Assert.Contains(lambda.Log.Errors, message => message.Contains("A callback that throws.", StringComparison.Ordinal));

        Task Call(string what)
        {
            calls.Add(what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Calls_Back_When_Starting_Though_Nothing_Is_Written()
    {
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.StatusCode = 418;
                return Task.CompletedTask;
            });
            return Task.CompletedTask;
        });
        Assert.Equal(418, (await lambda.SendAsync(Events.V2())).Status);
    }

    [Fact]
    public async Task Rejects_Changes_Of_Status_And_Headers_After_The_Start_As_Kestrel_Does()
    {
        Exception? status = null, header = null, starting = null;
        var started = false;
        await using var lambda = await LambdaHost.StartAsync(async context =>
        {
            await context.Response.StartAsync();
            started = context.Response.HasStarted;
            status = Record.Exception(() => context.Response.StatusCode = 500);
            header = Record.Exception(() => context.Response.Headers["X"] = "1");
            starting = Record.Exception(() => context.Response.OnStarting(() => Task.CompletedTask));
        });
        Assert.Equal(200, (await lambda.SendAsync(Events.V2())).Status);
        Assert.True(started);
        Assert.IsType<InvalidOperationException>(status);
        Assert.IsType<InvalidOperationException>(header);
        Assert.IsType<InvalidOperationException>(starting);
    }

    [Fact]
    public async Task Works_With_A_Middleware_That_Wraps_The_Body()
    {
        await using var lambda = await LambdaHost.StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                var inner = context.Response.Body;
                var buffer = new MemoryStream();
                context.Response.Body = buffer;
                await next();
                context.Response.Body = inner;
                await inner.WriteAsync(buffer.ToArray().Reverse().ToArray());
            });
            app.Run(context => context.Response.WriteAsync("abc"));
        });
        Assert.Equal("cba", (await lambda.SendAsync(Events.V2())).Text);
    }

    [Fact]
    public async Task Serves_A_Minimal_Api_With_Its_Services()
    {
        var disposed = 0;
        await using var lambda = await LambdaHost.StartAsync(app =>
        {
            app.MapPost("/sum", (int[] numbers, HttpContext context) =>
            {
                context.Response.RegisterForDispose(new OnDispose(() => disposed++));
                return new { Sum = numbers.Sum() };
            });
        });
        var response = await lambda.SendAsync(Events.V2("POST", "/sum").WithHeader("content-type", "application/json").WithText("[1,2,3]"));
        Assert.Equal("""{"sum":6}""", response.Text);
        Assert.Equal(404, (await lambda.SendAsync(Events.V2("POST", "/nothing"))).Status);
        Assert.Equal(1, disposed);
    }

    private static Task WriteHeaders(HttpContext context)
    {
        context.Response.Headers.Append("Vary", "Origin");
        context.Response.Headers.Append("Vary", "Accept");
        context.Response.Cookies.Append("a", "1");
        context.Response.Cookies.Append("b", "2");
        return Task.CompletedTask;
    }

    private sealed class OnDispose(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
