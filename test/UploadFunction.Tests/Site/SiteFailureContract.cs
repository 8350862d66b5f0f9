using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using LambdaEmulator.Runtime;
using UploadFunction.Tests.EndToEnd;
using UploadFunction.Tests.ObjectStorage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Site;

/// <summary>
/// Whatever goes wrong, CloudFormation is told, in time: the published program before an S3 that fails, and events that are wrong.
/// </summary>
public abstract class SiteFailureContract(PublishedProgram program, S3Servers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Create", 403, "AccessDenied", "access is denied")]
    [InlineData("Update", 404, "NoSuchBucket", "there is no such bucket")]
    [InlineData("Update", 500, "InternalError", "S3 is overloaded or disturbed")]
    public async Task A_Failing_S3_Is_A_Failure_With_Its_Reason(string type, int status, string code, string reason)
    {
        await using var s3 = await StubS3.StartAsync((context, _) => StubS3.RefuseAsync(context, status, code));
        await using var site = await OpenAsync(s3);

        var answer = await site.InvokeAsync(site.CloudFormation.Event(type));

        Assert.Equal("FAILED", answer.Outcome.Status);
        Assert.StartsWith($"PUT site/", answer.Outcome.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, answer.Outcome.Reason, StringComparison.Ordinal);
        Assert.Contains(code, answer.Outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("site", answer.Json.Text("PhysicalResourceId"));
        await site.Log.WaitForLineAsync(line => line.Contains($"{type} of the site failed", StringComparison.Ordinal), Cancellation);
        var metrics = await site.Log.WaitForLineAsync(line => line.Contains("CloudWatchMetrics", StringComparison.Ordinal), Cancellation);
        Assert.Equal(1, MetricLines.Read([metrics], "UploadFunction").Sum("Failures"));
    }

    [Theory]
    [InlineData("Create", "FAILED")]
    [InlineData("Update", "FAILED")]
    [InlineData("Delete", "SUCCESS")]
    public async Task A_Silent_S3_Is_Answered_Before_The_Functions_Deadline(string type, string status)
    {
        await using var s3 = await StubS3.StartAsync((context, _) => StubS3.KeepSilentAsync(context));
        // Killed before the publisher's own limit is over, so that this does not pass for the deadline.
        await using var site = await OpenAsync(s3, options => options.With(TimeSpan.FromSeconds(5), killedAfter: TimeSpan.FromSeconds(20)));

        var answer = await site.InvokeUntilInTimeAsync(site.CloudFormation.Event(type));

        Assert.Equal(status, answer.Outcome.Status);
        Assert.Contains("S3 had not responded", answer.Outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_Time_To_Spare_A_Silent_S3_Leaves_The_Answer_Half_A_Minute()
    {
        await using var s3 = await StubS3.StartAsync((context, _) => StubS3.KeepSilentAsync(context));
        await using var site = await OpenAsync(s3, options => options with { Timeout = 2 * Patience.Limit });
        var time = Stopwatch.StartNew();

        var answer = await site.InvokeAsync(site.CloudFormation.Event("Create")).WaitAsync(Patience.Limit, Cancellation);

        Assert.Equal("FAILED", answer.Outcome.Status);
        Assert.True(time.Elapsed > TimeSpan.FromSeconds(20), $"answered after {time.Elapsed}");
    }

    [Fact]
    public async Task A_Delete_After_A_Failed_Create_Succeeds()
    {
        var server = await servers.MotoAsync();
        var bucket = await server.CreateBucketAsync();
        using var s3 = server.CreateClient();
        await using (var failing = await StubS3.StartAsync((context, _) => StubS3.RefuseAsync(context, 403, "AccessDenied")))
        {
            await using var create = await OpenAsync(failing);
            Assert.Equal("FAILED", (await create.InvokeAsync(create.CloudFormation.Event("Create"))).Outcome.Status);
        }
        // What a Create that failed half-way may have left.
        await s3.PutObjectAsync(new() { BucketName = bucket, Key = "site/0.1.0/icon.svg", ContentBody = "x" }, Cancellation);
        await using var site = await SiteFunction.StartAsync(await program.PathAsync(), server.Environment, bucket);

        var answer = await site.InvokeAsync(site.CloudFormation.Event("Delete"));

        Assert.Equal(("SUCCESS", null), answer.Outcome);
        Assert.Empty((await s3.ListObjectsV2Async(new() { BucketName = bucket }, Cancellation)).S3Objects ?? []);
    }

    [Fact]
    public async Task A_Delete_Needs_No_Right_Property()
    {
        var server = await servers.MotoAsync();
        await using var site = await SiteFunction.StartAsync(
            await program.PathAsync(), server.Environment, await server.CreateBucketAsync());

        Assert.Equal("FAILED", (await site.InvokeAsync(site.CloudFormation.Event("Create", ("MaxBytes", "many")))).Outcome.Status);
        Assert.Equal(("SUCCESS", null), (await site.InvokeAsync(site.CloudFormation.Event("Delete", ("MaxBytes", "many")))).Outcome);
    }

    [Fact]
    public async Task A_Delete_Succeeds_When_The_Bucket_Is_Gone_And_Says_Why_Nothing_Was_Done()
    {
        var server = await servers.MotoAsync();
        await using var site = await SiteFunction.StartAsync(await program.PathAsync(), server.Environment, "no-such-bucket");

        var (status, reason) = (await site.InvokeAsync(site.CloudFormation.Event("Delete"))).Outcome;

        Assert.Equal("SUCCESS", status);
        Assert.Contains("there is no such bucket", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxBytes", "many", "Upload__MaxBytes is 'many', but must be a whole number from 1 to 1000000000.")]
    [InlineData("Types", "image/jpeg,image/svg+xml", "Upload__Types is 'image/svg+xml', but must be a MIME type such as image/jpeg.")]
    [
        InlineData(
            "PublicBaseUrl",
            "cdn.example.com",
            "Upload__PublicBaseUrl is 'cdn.example.com', but must be an absolute http or https URL without a query."),
    ]
    [InlineData("Api", "", "Api is '', but must be an absolute http or https URL without a query.")]
    [InlineData("Api", "ftp://example.com", "Api is 'ftp://example.com', but must be an absolute http or https URL without a query.")]
    [InlineData("Authorization", "basic", "Authorization is 'basic', but must be jwt or none.")]
    public async Task A_Wrong_Property_Is_A_Failure_With_One_Line(string name, string value, string line)
    {
        await using var s3 = await StubS3.StartAsync((_, _) => Task.CompletedTask);
        await using var site = await OpenAsync(s3);

        Assert.Equal(("FAILED", line), (await site.InvokeAsync(site.CloudFormation.Event("Create", (name, value)))).Outcome);
        Assert.Empty(s3.Requests);
    }

    [Fact]
    public async Task An_Event_That_Is_Wrong_Is_Answered_All_The_Same()
    {
        await using var s3 = await StubS3.StartAsync((_, _) => Task.CompletedTask);
        await using var site = await OpenAsync(s3);
        var url = site.CloudFormation.ResponseUrl;
        foreach (var wrong in (JsonObject[])
            [
                new() { ["ResponseURL"] = url },
                new()
                {
                    ["ResponseURL"] = url,
                    ["RequestType"] = "Rename",
                    ["StackId"] = "s",
                    ["RequestId"] = "r",
                    ["LogicalResourceId"] = "l",
                },
                new() { ["ResponseURL"] = url, ["RequestType"] = 7, ["ResourceProperties"] = "none" },
                new() { ["ResponseURL"] = url, ["RequestType"] = "Create" },
                new() { ["ResponseURL"] = url, ["RequestType"] = "Create", ["ResourceProperties"] = new JsonArray() },
                new()
                {
                    ["ResponseURL"] = url,
                    ["RequestType"] = "Update",
                    ["ResourceProperties"] = new JsonObject { ["Api"] = new JsonArray("https://a.example") },
                },
            ])
        {
            var answer = await site.InvokeAsync(Encoding.UTF8.GetBytes(wrong.ToJsonString()));
            Assert.Equal("FAILED", answer.Outcome.Status);
            Assert.False(string.IsNullOrWhiteSpace(answer.Outcome.Reason));
        }
        Assert.Empty(s3.Requests);
    }

    [Theory]
    [InlineData("""{"RequestType":"Create"}""", "ResponseURL")]
    [InlineData("""{"RequestType":"Create","ResponseURL":"http://example.com/"}""", "https")]
    [InlineData("""{"RequestType":"Create","ResponseURL":"file:///etc/passwd"}""", "https")]
    [InlineData("[]", "ResponseURL")]
    [InlineData("null", "ResponseURL")]
    public async Task An_Event_That_Nobody_Waits_For_Is_The_Invocations_Error(string json, string hint)
    {
        await using var s3 = await StubS3.StartAsync((_, _) => Task.CompletedTask);
        await using var site = await OpenAsync(s3);

        var result = await site.InvokeRawAsync(Encoding.UTF8.GetBytes(json));

        Assert.Equal(InvocationOutcome.FunctionError, result.Outcome);
        Assert.Contains(hint, result.Text, StringComparison.Ordinal);
        Assert.Empty(s3.Requests);
    }

    [Fact]
    public async Task An_Answer_That_Is_Not_Taken_Is_Given_Again()
    {
        await using var s3 = await StubS3.StartAsync((context, _) => StubS3.RefuseAsync(context, 403, "AccessDenied"));
        await using var site = await OpenAsync(s3, cloudFormation: await CloudFormation.StartAsync((attempt, context) =>
        {
            if (attempt == 1)
                context.Abort();
            context.Response.StatusCode = attempt < 4 ? 503 : 200;
            return Task.CompletedTask;
        }));

        Assert.Equal("FAILED", (await site.InvokeAsync(site.CloudFormation.Event("Create"))).Outcome.Status);
    }

    [Fact]
    public async Task An_Answer_That_Nobody_Takes_Is_The_Invocations_Error_And_Lambda_Brings_The_Event_Again()
    {
        await using var s3 = await StubS3.StartAsync((context, _) => StubS3.RefuseAsync(context, 403, "AccessDenied"));
        await using var site = await OpenAsync(s3, cloudFormation: await CloudFormation.StartAsync((_, context) =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        }));

        var result = await site.InvokeRawAsync(site.CloudFormation.Event("Create"));

        Assert.Equal(InvocationOutcome.FunctionError, result.Outcome);
        Assert.Contains("403", result.Text, StringComparison.Ordinal);
    }

    private async Task<SiteFunction> OpenAsync(
        StubS3 s3, Func<FunctionOptions, FunctionOptions>? configure = null, CloudFormation? cloudFormation = null) =>
        await SiteFunction.StartAsync(
            await program.PathAsync(),
            new Dictionary<string, string>
            {
                ["AWS_ENDPOINT_URL_S3"] = s3.Endpoint,
                ["AWS_ACCESS_KEY_ID"] = "x",
                ["AWS_SECRET_ACCESS_KEY"] = "x",
            },
            "site-bucket",
            configure,
            cloudFormation);
}
