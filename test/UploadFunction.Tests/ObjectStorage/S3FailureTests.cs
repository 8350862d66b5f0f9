using System.Net;
using System.Net.Sockets;
using ObjectStorage;
using ObjectStorage.S3;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>What the store makes of an S3 that refuses, stumbles or keeps silent.</summary>
public sealed class S3FailureTests
{
    private const string Key = "images/x";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Conflict_With_Another_Write_Is_Tried_Again()
    {
        await using var s3 = await StubS3.StartAsync((context, attempt) =>
            attempt <= 3 ? StubS3.RefuseAsync(context, 409, "ConditionalRequestConflict") : Task.CompletedTask);

        Assert.True(await s3.OpenStore().TryPutAsync(Key, TestObjects.Bytes(10)));

        Assert.Equal(4, s3.Requests.Count);
    }

    [Fact]
    public async Task A_Conflict_That_The_Other_Write_Won_Is_A_Taken_Key()
    {
        await using var s3 = await StubS3.StartAsync((context, attempt) => attempt == 1
            ? StubS3.RefuseAsync(context, 409, "ConditionalRequestConflict")
            : StubS3.RefuseAsync(context, 412, "PreconditionFailed"));

        Assert.False(await s3.OpenStore().TryPutAsync(Key, TestObjects.Bytes(10)));
    }

    [Fact]
    public async Task Conflicts_Without_End_End_With_The_Token()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var s3 = await StubS3.StartAsync(async (context, attempt) =>
        {
            await StubS3.RefuseAsync(context, 409, "ConditionalRequestConflict");
            if (attempt == 3)
                await deadline.CancelAsync();
        });
        var content = TestObjects.Bytes(10);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await s3.OpenStore().TryPutAsync(Key, content, TestObjects.HeadersFor(content), deadline.Token));
    }

    [Fact]
    public async Task Conflicts_Without_End_Are_A_Failure_In_The_End()
    {
        await using var s3 = await StubS3.StartAsync((context, _) => StubS3.RefuseAsync(context, 409, "ConditionalRequestConflict"));
        var store = s3.OpenStore(new TimeWithoutPauses());

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await store.TryPutAsync(Key, TestObjects.Bytes(10)));

        Assert.Contains("ConditionalRequestConflict", failure.Message);
    }

    [Fact]
    public async Task An_Overloaded_S3_Is_Tried_Again_With_The_Whole_Body()
    {
        await using var s3 = await StubS3.StartAsync((context, attempt) =>
            attempt == 1 ? StubS3.RefuseAsync(context, 503, "SlowDown") : Task.CompletedTask);
        var content = TestObjects.Bytes(100_000);

        Assert.True(await s3.OpenStore().TryPutAsync(Key, content));

        Assert.Equal([content, content], s3.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task A_Connection_That_Breaks_Is_Tried_Again()
    {
        await using var s3 = await StubS3.StartAsync((context, attempt) =>
        {
            if (attempt == 1)
                context.Abort();
            return Task.CompletedTask;
        });

        Assert.True(await s3.OpenStore().TryPutAsync(Key, TestObjects.Bytes(100_000)));
    }

    [Fact]
    public async Task An_Attempt_That_Gets_No_Answer_Is_Given_Up_And_Tried_Again()
    {
        await using var s3 = await StubS3.StartAsync((context, attempt) =>
            attempt == 1 ? StubS3.KeepSilentAsync(context) : Task.CompletedTask);

        Assert.True(await s3.OpenStore(attemptTimeout: TimeSpan.FromSeconds(1)).TryPutAsync(Key, TestObjects.Bytes(10)));
    }

    [Theory]
    [InlineData("http://elsewhere.example/pictures/images/x")]
    [InlineData("not a url")]
    [InlineData(null)]
    public async Task A_Redirect_Is_A_Failure_That_Says_Where_To_Look(string? location)
    {
        await using var s3 = await StubS3.StartAsync((context, _) =>
        {
            context.Response.Headers.Location = location;
            return StubS3.RefuseAsync(context, 307, "TemporaryRedirect");
        });
        var store = s3.OpenStore();

        foreach (var call in (Func<Task>[])
        [
            async () => await store.TryPutAsync(Key, TestObjects.Bytes(10)),
            async () => await store.HeadAsync(Key, Cancellation),
            async () => await store.GetAsync(Key, Cancellation),
            async () => await store.DeleteAsync(Key, Cancellation),
        ])
        {
            var failure = await Assert.ThrowsAsync<StorageException>(call);
            Assert.Contains("AWS_REGION", failure.Message);
        }
    }

    /// <summary>MinIO's and Ceph's with encryption, for example; Amazon's with KMS.</summary>
    [Theory]
    [InlineData("\"b1946ac92492d2347c6235b4d2611184\"")]
    [InlineData("\"b1946ac92492d2347c6235b4d2611184-3\"")]
    [InlineData("\"v1:20251129\"")]
    [InlineData("W/\"1\"")]
    public async Task An_ETag_Need_Not_Be_The_Bytes_MD5(string eTag)
    {
        var content = TestObjects.Bytes(100_000);
        await using var s3 = await StubS3.StartAsync(async (context, _) =>
        {
            context.Response.Headers.ETag = eTag;
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content);
        });

        var found = await s3.OpenStore().GetAsync(Key, Cancellation);

        Assert.Equal(content, found?.Bytes.ToArray());
        Assert.Equal(eTag, found?.Head.ETag);
    }

    [Fact]
    public async Task An_Empty_Object_Has_No_Range_And_Is_Read_All_The_Same()
    {
        await using var s3 = await StubS3.StartAsync((context, _) =>
        {
            if (context.Request.Method == "GET")
                return StubS3.RefuseAsync(context, 416, "InvalidRange");
            context.Response.Headers.ETag = "\"d41d8cd98f00b204e9800998ecf8427e\"";
            return Task.CompletedTask;
        });

        var found = await s3.OpenStore().GetAsync(Key, Cancellation);

        Assert.Equal((0, 0), (found?.Head.Size, found?.Bytes.Length));
    }

    [Fact]
    public async Task A_Silent_S3_Is_A_Failure_After_All_Attempts()
    {
        await using var s3 = await StubS3.StartAsync((context, _) => StubS3.KeepSilentAsync(context));
        var store = s3.OpenStore(attemptTimeout: TimeSpan.FromMilliseconds(100));

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await store.HeadAsync(Key, Cancellation));

        Assert.Contains("did not respond", failure.Message);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("HEAD")]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task A_Deadline_Ends_The_Wait_For_A_Silent_S3(string method)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var s3 = await StubS3.StartAsync(async (context, _) =>
        {
            await deadline.CancelAsync();
            await StubS3.KeepSilentAsync(context);
        });
        var (store, content) = (s3.OpenStore(), TestObjects.Bytes(100_000));

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            switch (method)
            {
                case "PUT": await store.TryPutAsync(Key, content, TestObjects.HeadersFor(content), deadline.Token); break;
                case "HEAD": await store.HeadAsync(Key, deadline.Token); break;
                case "GET": await store.GetAsync(Key, deadline.Token); break;
                default: await store.DeleteAsync(Key, deadline.Token); break;
            }
        });

        Assert.Equal(deadline.Token, cancelled.CancellationToken);
        Assert.Single(s3.Requests);
    }

    [Fact]
    public async Task A_Deadline_Ends_A_Body_That_Stops_Coming()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var s3 = await StubS3.StartAsync(async (context, _) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(new byte[10]);
            await context.Response.Body.FlushAsync();
            await deadline.CancelAsync();
            await StubS3.KeepSilentAsync(context);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await s3.OpenStore().GetAsync(Key, deadline.Token));
    }

    [Fact]
    public async Task A_Body_That_Breaks_Off_Is_A_Failure_And_Never_A_Short_Object()
    {
        await using var s3 = await StubS3.StartAsync(async (context, _) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(new byte[10]);
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        await Assert.ThrowsAsync<StorageException>(async () => await s3.OpenStore().GetAsync(Key, Cancellation));
    }

    [Fact]
    public async Task An_S3_That_Cannot_Be_Reached_Is_A_Failure_That_Says_Where_To_Look()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();
        using var client = StubS3.CreateClient($"http://127.0.0.1:{port}");
        var store = new S3ObjectStore(client, StubS3.Bucket, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await store.HeadAsync(Key, Cancellation));

        Assert.Contains("cannot be reached", failure.Message);
        Assert.Contains("AWS_ENDPOINT_URL_S3", failure.Message);
    }

    [Theory]
    [InlineData(404, "NoSuchBucket", "Upload__Bucket")]
    [InlineData(403, "AccessDenied", "rights")]
    [InlineData(403, "InvalidAccessKeyId", "AWS_ACCESS_KEY_ID")]
    [InlineData(403, "SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY")]
    [InlineData(400, "ExpiredToken", "AWS_SESSION_TOKEN")]
    [InlineData(403, "RequestTimeTooSkewed", "clock")]
    [InlineData(301, "PermanentRedirect", "AWS_REGION")]
    [InlineData(400, "AuthorizationHeaderMalformed", "AWS_REGION")]
    [InlineData(400, "BadDigest", "changed on the way")]
    [InlineData(500, "InternalError", "overloaded or disturbed")]
    [InlineData(503, "SlowDown", "overloaded or disturbed")]
    [InlineData(400, "MetadataTooLarge", "rejected")]
    public async Task A_Refusal_Is_A_Failure_That_Says_Where_To_Look(int status, string code, string advice)
    {
        await using var s3 = await StubS3.StartAsync((context, _) => StubS3.RefuseAsync(context, status, code));
        var store = s3.OpenStore();

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await store.TryPutAsync(Key, TestObjects.Bytes(10)));

        Assert.Contains(advice, failure.Message);
        Assert.Contains(code, failure.Message);
    }

    [Fact]
    public async Task A_Missing_Bucket_Is_Not_A_Missing_Object()
    {
        await using var s3 = await StubS3.StartAsync((context, _) => StubS3.RefuseAsync(context, 404, "NoSuchBucket"));

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await s3.OpenStore().GetAsync(Key, Cancellation));

        Assert.Contains("Upload__Bucket", failure.Message);
    }

    [Fact]
    public async Task A_Head_That_Is_Forbidden_Says_That_The_Key_May_Be_Missing()
    {
        await using var s3 = await StubS3.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        });

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await s3.OpenStore().HeadAsync(Key, Cancellation));

        Assert.Contains("s3:ListBucket", failure.Message);
    }
}
