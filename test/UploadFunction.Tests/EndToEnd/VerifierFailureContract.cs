using System.Text;
using System.Text.Json;
using LambdaEmulator.Runtime;
using UploadFunction.Tests.ObjectStorage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>
/// Whatever keeps the Verifier from its work is the invocation's error: Lambda then sends the event again, and at last to the dead letters.
/// </summary>
public abstract class VerifierFailureContract(PublishedProgram program, S3Servers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "incoming", false)]
    [InlineData("PUT", "images", false)]
    [InlineData("DELETE", "incoming", false)]
    [InlineData("GET", "incoming", true)]
    [InlineData("PUT", "images", true)]
    [InlineData("DELETE", "incoming", true)]
    public async Task An_Event_That_Met_A_Failing_S3_Publishes_When_It_Comes_Again(string method, string folder, bool hangs)
    {
        var server = await servers.MotoAsync();
        var bucket = await server.SharedBucketAsync();
        var fails = true;
        await using var s3 = await StubS3.StartAsync((context, _) =>
            !fails || context.Request.Method != method || !context.Request.Path.StartsWithSegments($"/{bucket}/{folder}") ? StubS3
                .PassOnAsync(context, server.Endpoint)
            : hangs ? StubS3.KeepSilentAsync(context)
            : StubS3.RefuseAsync(context, 500, "InternalError"));
        await using var functions = await DirectFunctions.StartAsync(
            await program.PathAsync(), server, bucket, s3.Endpoint, hangs ? TimeSpan.FromSeconds(10) : null);
        var image = SampleImages.JpegOfLength(100_000);
        var id = (await functions.SendAsync(image)).Text("id");

        var failed = await functions.TellAsync($"incoming/{id}");

        Assert.Equal(InvocationOutcome.FunctionError, failed.Outcome);
        var error = JsonDocument.Parse(failed.Payload).RootElement;
        Assert.Equal(hangs ? "OperationCanceledException" : "StorageException", error.Text("errorType"));
        Assert.Contains($"{method} {folder}/{id}", error.Text("errorMessage"), StringComparison.Ordinal);
        Assert.Equal(image, await functions.IncomingAsync(id));

        fails = false;
        await functions.VerifyAsync(id);

        Assert.Equal(image, await functions.PublishedAsync(id));
        Assert.Null(await functions.IncomingAsync(id));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"detail":{"bucket":{"name":"images"}}}""")]
    [InlineData("""{"version":"2.0","rawPath":"/uploads","requestContext":{"http":{"method":"POST"}}}""")]
    [InlineData("""{"Records":[{"s3":{"bucket":{"name":"images"},"object":{"key":"incoming/p1125rfjfvqn7rnh7sx2anfm5g"}}}]}""")]
    public async Task What_Is_No_Event_Of_EventBridge_Is_An_Error_That_Says_So(string payload)
    {
        await using var function = Verifier(await program.PathAsync());

        var result = await function.InvokeAsync(Encoding.UTF8.GetBytes(payload), cancellationToken: Cancellation);

        AssertError(result, "This is not an event 'Object Created' of EventBridge: it lacks detail.bucket.name or detail.object.key.");
    }

    [Theory]
    [InlineData("[]", "Path: $ ")]
    [InlineData("""{"detail":{"bucket":"images","object":{"key":"x"}}}""", "Path: $.detail.bucket ")]
    public async Task An_Event_Of_Another_Shape_Is_An_Error_That_Says_Where(string payload, string where)
    {
        await using var function = Verifier(await program.PathAsync());

        var result = await function.InvokeAsync(Encoding.UTF8.GetBytes(payload), cancellationToken: Cancellation);

        Assert.Equal(InvocationOutcome.FunctionError, result.Outcome);
        Assert.Contains(where, JsonDocument.Parse(result.Payload).RootElement.Text("errorMessage"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Event_Of_Another_Bucket_Is_An_Error_And_Its_Object_Stays()
    {
        var server = await servers.MotoAsync();
        await using var functions = await DirectFunctions.StartAsync(await program.PathAsync(), server, await server.SharedBucketAsync());
        var image = SampleImages.Jpeg.Bytes;
        var id = (await functions.SendAsync(image)).Text("id");

        AssertError(
            await functions.TellAsync($"incoming/{id}", "another-bucket"), "The event is about another bucket than Upload__Bucket.");

        Assert.Equal(image, await functions.IncomingAsync(id));
        // The process lives on.
        await functions.VerifyAsync(id);
        Assert.Equal(image, await functions.PublishedAsync(id));
    }

    [Theory]
    [InlineData("Cook")]
    [InlineData("1")]
    public async Task A_Wrong_Role_Ends_The_Start_With_One_Line(string role)
    {
        await using var function = Verifier(await program.PathAsync(), role);

        var result = await function.InvokeAsync("{}"u8.ToArray(), cancellationToken: Cancellation);

        AssertError(result, $"Upload__Function is '{role}', but must be one of Api, Verifier, SitePublisher.");
        Assert.Single(function.Log.Lines, line => line.Contains("Upload__Function", StringComparison.Ordinal));
    }

    private static void AssertError(InvocationResult result, string message)
    {
        Assert.Equal(InvocationOutcome.FunctionError, result.Outcome);
        Assert.Equal(message, JsonDocument.Parse(result.Payload).RootElement.Text("errorMessage"));
    }

    private static LambdaFunction Verifier(string program, string role = "Verifier") => new(FunctionOptions.ForFile(program) with
    {
        Environment = new Dictionary<string, string>
        {
            ["Upload__Bucket"] = "images",
            ["Upload__Function"] = role,
            ["AWS_REGION"] = "eu-central-1",
            ["AWS_ACCESS_KEY_ID"] = "AK",
            ["AWS_SECRET_ACCESS_KEY"] = "SK",
        },
    });
}
