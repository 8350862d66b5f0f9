using System.Net;
using System.Text;
using System.Text.Json;
using LambdaServer.Http;
using LambdaServer.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LambdaServer.Tests;

public sealed class FailureTests
{
    [Theory]
    [InlineData("", "Runtime.MalformedEvent")]
    [InlineData("{", "Runtime.MalformedEvent")]
    [InlineData("nonsense", "Runtime.MalformedEvent")]
    [InlineData("""{"version":"2.0","rawPath":"/","body":"abc""", "Runtime.MalformedEvent")]
    [InlineData("""{"httpMethod":"POST","body":"no base64!","isBase64Encoded":true}""", "Runtime.MalformedEvent")]
    [InlineData("""{"httpMethod":"POST","body":{}}""", "Runtime.MalformedEvent")]
    [InlineData("""{"httpMethod":"POST","path":"/\ud83d"}""", "Runtime.MalformedEvent")]
    [InlineData("null", "Runtime.UnknownEvent")]
    [InlineData("[]", "Runtime.UnknownEvent")]
    [InlineData("{}", "Runtime.UnknownEvent")]
    [InlineData("""{"version":"2.0"}""", "Runtime.UnknownEvent")]
    [InlineData("""{"version":"2.0","requestContext":{"http":[]}}""", "Runtime.UnknownEvent")]
    [InlineData("""{"version":"0","id":"1","detail-type":"Object Created","source":"aws.s3","detail":{}}""", "Runtime.UnknownEvent")]
    public async Task Reports_An_Event_That_Is_Not_An_Http_Request_And_Goes_On(string json, string errorType)
    {
        var requests = 0;
        await using var lambda = await LambdaHost.StartAsync(_ =>
        {
            requests++;
            return Task.CompletedTask;
        });

        var outcome = await lambda.Api.InvokeAsync(Encoding.UTF8.GetBytes(json));

        Assert.True(outcome.IsError);
        Assert.Equal(errorType, outcome.ErrorTypeHeader);
        var error = JsonElement.Parse(outcome.Body);
        Assert.Equal(errorType, error.GetProperty("errorType").GetString());
        Assert.NotEmpty(error.GetProperty("errorMessage").GetString()!);
        Assert.Equal(0, error.GetProperty("stackTrace").GetArrayLength());
        Assert.Equal(0, requests);
        Assert.Equal(200, (await lambda.SendAsync(Events.V2())).Status);
    }

    /// <summary>As the documentation of Application Load Balancers shows it, without and with headers of several values.</summary>
    [Theory]
    [InlineData(""" "queryStringParameters": {"a": "1"}, "headers": {"host": "lb-1.elb.amazonaws.com"} """)]
    [InlineData(""" "multiValueQueryStringParameters": {"a": ["1"]}, "multiValueHeaders": {"host": ["lb-1.elb.amazonaws.com"]} """)]
    public async Task Rejects_An_Event_Of_A_Load_Balancer_And_Names_What_To_Use(string members)
    {
        await using var lambda = await LambdaHost.StartAsync(context => context.Response.WriteAsync("half of it"));

        var outcome = await lambda.Api.InvokeAsync(Encoding.UTF8.GetBytes(
            $$$"""
            {
              "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/group/1"}},
              "httpMethod": "POST", "path": "/uploads", {{{members}}}, "body": "", "isBase64Encoded": false
            }
            """));

        Assert.True(outcome.IsError);
        Assert.Equal("Runtime.UnsupportedEvent", outcome.ErrorTypeHeader);
        var message = JsonElement.Parse(outcome.Body).GetProperty("errorMessage").GetString();
        Assert.Contains("load balancer", message, StringComparison.Ordinal);
        Assert.Contains("API Gateway HTTP API, an API Gateway REST API or a Function URL", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Survives_An_Event_Cut_Anywhere()
    {
        await using var lambda = await LambdaHost.StartAsync(context => context.Response.WriteAsync("still here"));
        var whole = Events.V2("POST").WithBody([1, 2, 3]).ToBytes();
        for (var length = 0; length < whole.Length; length += 7)
            Assert.True((await lambda.Api.InvokeAsync(whole.AsMemory(0, length))).IsError);
        Assert.Equal("still here", FunctionResponse.Of(await lambda.Api.InvokeAsync(whole)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reports_An_Event_That_Breaks_Off_And_Goes_On(bool chunked)
    {
        await using var lambda = await LambdaHost.StartAsync(context => context.Response.WriteAsync("still here"), new ImpatientTime());
        var outcome = await lambda.Api.InvokeAsync(
            Events.V2("POST").WithBody(new byte[100_000]).ToBytes(),
            new Delivery { BrokenOff = true, Chunked = chunked, Deadline = ImpatientTime.NoDeadline });
        Assert.Equal("Runtime.TruncatedEvent", outcome.ErrorTypeHeader);
        Assert.Equal("still here", (await lambda.SendAsync(Events.V2(), new Delivery { Deadline = ImpatientTime.NoDeadline })).Text);
    }

    [Fact]
    public async Task Returns_500_When_The_Application_Throws()
    {
        await using var lambda = await LambdaHost.StartAsync(async context =>
        {
            context.Response.StatusCode = 201;
            context.Response.Headers["X-Half"] = "1";
            await context.Response.WriteAsync("half a response");
            throw new InvalidOperationException("Something broke.");
        });
        var response = await lambda.SendAsync(Events.V2());
        Assert.Equal(500, response.Status);
        Assert.Empty(response.Body);
        Assert.Empty(response.Header("X-Half"));
        Assert.Contains(lambda.Log.Errors, message => message.Contains("Something broke.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Returns_The_Status_Of_A_Bad_Request()
    {
        await using var lambda = await LambdaHost.StartAsync(_ => throw new BadHttpRequestException("Too long.", 414));
        Assert.Equal(414, (await lambda.SendAsync(Events.V2())).Status);
        Assert.Empty(lambda.Log.Errors);
    }

    [Fact]
    public async Task Returns_500_When_A_Callback_Of_The_Start_Throws()
    {
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            context.Response.OnStarting(() => throw new InvalidOperationException("Too late."));
            return Task.CompletedTask;
        });
        Assert.Equal(500, (await lambda.SendAsync(Events.V2())).Status);
        Assert.Contains(lambda.Log.Errors, message => message.Contains("Too late.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reports_A_Request_That_The_Application_Aborts()
    {
        var aborted = false;
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            if (context.Request.Path == "/fine")
                return Task.CompletedTask;
            context.Abort();
            aborted = context.RequestAborted.IsCancellationRequested;
            return context.Response.WriteAsync("nobody sees this", CancellationToken.None);
        });
        var outcome = await lambda.Api.InvokeAsync(Events.V2().ToBytes());
        Assert.Equal("Runtime.RequestAborted", outcome.ErrorTypeHeader);
        Assert.True(aborted);
        Assert.Equal(200, (await lambda.SendAsync(Events.V2(path: "/fine"))).Status);
    }

    [Theory]
    [InlineData("text/plain", ResponseBody.MaxBytes)]
    [InlineData("image/png", ResponseBody.MaxBytes / 4 * 3)]
    [InlineData("image/png", ResponseBody.MaxBytes * 3)]
    public async Task Returns_500_With_The_Reason_When_The_Response_Is_Too_Large(string contentType, int size)
    {
        await using var lambda = await LambdaHost.StartAsync(async context =>
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
            context.Response.Headers.ETag = "\"1\"";
            context.Response.ContentType = contentType;
            var piece = new byte[100_000];
            piece.AsSpan().Fill((byte)'x');
            for (var left = size; left > 0; left -= piece.Length)
                await context.Response.Body.WriteAsync(piece.AsMemory(0, Math.Min(left, piece.Length)));
        });
        var response = await lambda.SendAsync(Events.V2());
        Assert.Equal(500, response.Status);
        Assert.Contains("6,291,456 bytes", response.Text, StringComparison.Ordinal);
        Assert.Equal(["*"], response.Header("Access-Control-Allow-Origin"));
        Assert.Empty(response.Header("ETag"));
        Assert.Single(lambda.Log.Errors);
    }

    [Fact]
    public async Task Sends_The_Largest_Response_And_Not_A_Byte_More()
    {
        var size = 0;
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync(new string('x', size));
        });
        var envelope = (await lambda.SendAsync(Events.V2())).JsonLength;

        size = ResponseBody.MaxBytes - envelope;
        var largest = await lambda.SendAsync(Events.V2());
        Assert.Equal(200, largest.Status);
        Assert.Equal(ResponseBody.MaxBytes, largest.JsonLength);

        size++;
        Assert.Equal(500, (await lambda.SendAsync(Events.V2())).Status);
    }

    [Theory]
    [InlineData(HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Reports_A_Response_That_The_Runtime_Api_Refuses_And_Goes_On(HttpStatusCode status)
    {
        await using var lambda = await LambdaHost.StartAsync(context => context.Response.WriteAsync("hello"));

        lambda.Api.ResponseStatus = status;
        var outcome = await lambda.Api.InvokeAsync(Events.V2().ToBytes());
        Assert.Equal("Runtime.ResponseRefused", outcome.ErrorTypeHeader);
        Assert.Contains($"{(int)status}", Encoding.UTF8.GetString(outcome.Body), StringComparison.Ordinal);
        Assert.Contains(lambda.Log.Errors, message => message.Contains("did not accept the response", StringComparison.Ordinal));

        lambda.Api.ResponseStatus = HttpStatusCode.Accepted;
        Assert.Equal("hello", (await lambda.SendAsync(Events.V2())).Text);
    }

    [Fact]
    public async Task Goes_On_After_A_Broken_Connection()
    {
        var time = new ImpatientTime();
        var api = await FakeRuntimeApi.StartAsync();
        api.BreakNext(InvocationLoop.MaxAttempts - 1);
        await using var lambda = await LambdaHost.StartAsync(
            app => app.Run(context => context.Response.WriteAsync("hello")), time, _ => api.Environment);

        var outcome = await api.InvokeAsync(Events.V2().ToBytes(), new Delivery { Deadline = ImpatientTime.NoDeadline });

        Assert.Equal("hello", FunctionResponse.Of(outcome).Text);
        Assert.Equal(time.Delays.Order(), time.Delays);
        Assert.True(time.Delays.Max() > time.Delays.Min() * 10);
        await api.DisposeAsync();
    }

    [Fact]
    public async Task Ends_As_A_Failure_When_The_Runtime_Api_Stays_Away()
    {
        var api = await FakeRuntimeApi.StartAsync();
        api.BreakNext(int.MaxValue);
        await using var lambda = await LambdaHost.StartAsync(
            app => app.Run(context => context.Response.WriteAsync("hello")), new ImpatientTime(), _ => api.Environment);

        var stopping = new TaskCompletionSource();
        lambda.App.Lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task.WaitAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<HttpRequestException>(() => lambda.App.StopAsync(TestContext.Current.CancellationToken));
        Assert.Equal(InvocationLoop.MaxAttempts, api.NextCalls);
        await api.DisposeAsync();
    }
}
