using System.Net;
using UploadFunction.Storage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Storage;

/// <summary>What the public can do in a bucket under the template's policy, asked of a server that enforces it.</summary>
public sealed class BucketPolicyTests(S3Servers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_Public_Reads_Images_And_The_Site_And_Nothing_Else()
    {
        var server = await servers.RadosgwAsync();
        var bucket = await server.CreateBucketAsync();
        using var client = server.CreateClient();
        await client.PutBucketPolicyAsync(bucket, BucketPolicy.For(bucket), Cancellation);
        var (store, image) = (new S3ObjectStore(client, bucket, TimeProvider.System), TestObjects.Bytes(1000));
        foreach (var key in (string[])["images/x", "site/index.html", "incoming/x", "imagesx"])
            Assert.True(await store.TryPutAsync(key, image));
        using var anyone = new HttpClient { BaseAddress = new Uri($"{server.Endpoint}/{bucket}/") };

        Assert.Equal(image, await anyone.GetByteArrayAsync("images/x", Cancellation));
        Assert.Equal(image, await anyone.GetByteArrayAsync("site/index.html", Cancellation));

        using var replacement = new ByteArrayContent([1]);
        Assert.Equal(
            Enumerable.Repeat(HttpStatusCode.Forbidden, 9),
            [
                await StatusAsync(anyone.GetAsync("incoming/x", Cancellation)),
                await StatusAsync(anyone.GetAsync("imagesx", Cancellation)),
                await StatusAsync(anyone.GetAsync("images/missing", Cancellation)),
                await StatusAsync(anyone.GetAsync("", Cancellation)),
                await StatusAsync(anyone.GetAsync("?list-type=2&prefix=images/", Cancellation)),
                await StatusAsync(anyone.GetAsync("?policy", Cancellation)),
                await StatusAsync(anyone.PutAsync("images/y", replacement, Cancellation)),
                await StatusAsync(anyone.PutAsync("images/x", replacement, Cancellation)),
                await StatusAsync(anyone.DeleteAsync("images/x", Cancellation)),
            ]);
    }

    [Fact]
    public async Task A_New_Bucket_Is_Private()
    {
        var server = await servers.RadosgwAsync();
        var bucket = await server.CreateBucketAsync();
        using var client = server.CreateClient();
        await new S3ObjectStore(client, bucket, TimeProvider.System).TryPutAsync("images/x", TestObjects.Bytes(10));
        using var anyone = new HttpClient { BaseAddress = new Uri($"{server.Endpoint}/{bucket}/") };

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(anyone.GetAsync("images/x", Cancellation)));
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> answering)
    {
        using var answer = await answering;
        return answer.StatusCode;
    }
}
