using System.Text;
using System.Text.Json.Nodes;
using LambdaServer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace LambdaServer.Tests;

/// <summary>A body of no bytes, however an event says it and however an application reads it.</summary>
public sealed class EmptyBodyTests
{
    /// <summary>The body, or null for none; <c>true</c> where the event says that it is base64.</summary>
    public static TheoryData<string?, bool> Bodies => new()
    {
        { null, false },
        { null, true },
        { "", false },
        { "", true },
        { " ", true },
        { "\r\n", true },
        { new string(' ', 10_000), true },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Ends_At_Once_Whichever_Way_It_Is_Read(string? body, bool isBase64)
    {
        var read = new List<long>();
        await using var lambda = await LambdaHost.StartAsync(async context =>
        {
            var reader = context.Request.BodyReader;
            for (var again = 0; again < 2; again++)
            {
                var result = await reader.ReadAsync(context.RequestAborted);
                Assert.True(result.IsCompleted);
                read.Add(result.Buffer.Length);
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);

                result = await reader.ReadAtLeastAsync(1_000, context.RequestAborted);
                read.Add(result.Buffer.Length);
                reader.AdvanceTo(result.Buffer.End);

                read.Add(await context.Request.Body.ReadAsync(new byte[10], context.RequestAborted));
                using var copy = new MemoryStream();
                await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
                read.Add(copy.Length);
            }
            await context.Response.WriteAsync("read");
        });

        foreach (var httpEvent in new[] { Events.V1("POST"), Events.V2("POST") })
        {
            read.Clear();
            httpEvent["body"] = body;
            httpEvent["isBase64Encoded"] = isBase64;
            Assert.Equal("read", (await lambda.SendAsync(httpEvent)).Text);
            Assert.Equal(Enumerable.Repeat(0L, 8), read);
        }
        Assert.Empty(lambda.Log.Errors);
    }

    [Fact]
    public async Task Is_Read_When_The_Event_Has_No_Member_For_It()
    {
        await using var lambda = await LambdaHost.StartAsync(ReadAsync);
        var httpEvent = Events.V2("POST");
        httpEvent.Remove("isBase64Encoded");
        Assert.Equal("0 ", (await lambda.SendAsync(httpEvent)).Text);
    }

    [Theory]
    [InlineData("", "0")]
    [InlineData("", "5")]
    [InlineData("", "many")]
    [InlineData("", "-1")]
    [InlineData("abc", "2")]
    [InlineData("abc", "4000000000")]
    [InlineData("abc", "99999999999999999999")]
    [InlineData("abc", "many")]
    [InlineData("abc", "")]
    public async Task Has_Its_True_Length_Whatever_The_Header_Says(string body, string contentLength)
    {
        await using var lambda = await LambdaHost.StartAsync(ReadAsync);
        var expected = $"{body.Length} {body.Length}";

        var text = Events.V2("POST").WithText(body).WithHeader("content-length", contentLength);
        Assert.Equal(expected, (await lambda.SendAsync(text)).Text);
        var base64 = Events.V2("POST").WithBody(Encoding.UTF8.GetBytes(body)).WithHeader("Content-Length", contentLength);
        Assert.Equal(expected, (await lambda.SendAsync(base64)).Text);

        var repeated = Events.V1("POST").WithText(body);
        repeated["multiValueHeaders"]!["Content-Length"] = new JsonArray(contentLength, "1");
        Assert.Equal(expected, (await lambda.SendAsync(repeated)).Text);
    }

    private static async Task ReadAsync(HttpContext context)
    {
        var result = await context.Request.BodyReader.ReadAtLeastAsync(1_000, context.RequestAborted);
        var length = result.Buffer.Length;
        context.Request.BodyReader.AdvanceTo(result.Buffer.End);
        await context.Response.WriteAsync($"{length} {context.Request.ContentLength}");
    }
}
