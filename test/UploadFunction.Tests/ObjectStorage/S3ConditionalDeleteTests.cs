using ObjectStorage;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>A DELETE with an ETag: what goes over the wire, and what S3's answers mean.</summary>
public sealed class S3ConditionalDeleteTests
{
    private const string Key = "incoming/x";
    private const string ETag = "\"d41d8cd98f00b204e9800998ecf8427e\"";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Carries_The_ETag_As_A_Condition()
    {
        await using var s3 = await StubS3.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });

        await s3.OpenStore().DeleteAsync(Key, ETag, Cancellation);

        var delete = Assert.Single(s3.Requests);
        Assert.Equal($"DELETE /{StubS3.Bucket}/{Key}", $"{delete.Method} {delete.Path}");
        Assert.Equal(ETag, delete.Headers["If-Match"]);
    }

    [Theory]
    [InlineData(412, "PreconditionFailed")]
    [InlineData(404, "NoSuchKey")]
    public async Task Another_Object_Or_None_Is_No_Error(int status, string code)
    {
        await using var s3 = await StubS3.StartAsync((context, _) => StubS3.RefuseAsync(context, status, code));

        await s3.OpenStore().DeleteAsync(Key, ETag, Cancellation);

        Assert.Single(s3.Requests);
    }

    [Fact]
    public async Task A_Conflict_With_A_Write_Is_Tried_Again()
    {
        await using var s3 = await StubS3.StartAsync((context, attempt) => attempt == 1
            ? StubS3.RefuseAsync(context, 409, "ConditionalRequestConflict")
            : StubS3.RefuseAsync(context, 412, "PreconditionFailed"));

        await s3.OpenStore().DeleteAsync(Key, ETag, Cancellation);

        Assert.Equal(2, s3.Requests.Count);
    }

    [Theory]
    [InlineData(404, "NoSuchBucket")]
    [InlineData(403, "AccessDenied")]
    public async Task What_Else_S3_Refuses_Is_A_Failure(int status, string code)
    {
        await using var s3 = await StubS3.StartAsync((context, _) => StubS3.RefuseAsync(context, status, code));

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await s3.OpenStore().DeleteAsync(Key, ETag, Cancellation));

        Assert.Contains(code, failure.Message);
    }
}
