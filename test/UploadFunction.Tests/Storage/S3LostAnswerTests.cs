using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Storage;

/// <summary>A write whose answer never came back, on a server that did store the object.</summary>
public sealed class S3LostAnswerTests(S3Servers servers)
{
    [Fact]
    public async Task A_Put_That_Is_Sent_Twice_Says_Taken_And_The_Object_Is_Recognisably_Ours()
    {
        var moto = await servers.MotoAsync();
        using var http = new HttpClient();
        await using var proxy = await StubS3.StartAsync(async (context, attempt) =>
        {
            using var answer = await ForwardAsync(http, moto.Endpoint, context);
            if (attempt == 1)
                context.Abort();
            else
                await ReturnAsync(answer, context);
        });
        var (key, content) = ($"images/{Guid.NewGuid():N}", TestObjects.Bytes(100_000));
        using var client = moto.CreateClient();
        await client.PutBucketAsync(StubS3.Bucket, TestContext.Current.CancellationToken);
        var store = proxy.OpenStore();

        var stored = await store.TryPutAsync(key, content, ("source-sha256", "ours"));

        Assert.False(stored);
        Assert.Equal(["PUT", "PUT"], proxy.Requests.Select(request => request.Method));
        var found = await store.GetAsync(key, TestContext.Current.CancellationToken);
        Assert.Equal("ours", found!.Object.Metadata["source-sha256"]);
        Assert.Equal(content, found.Bytes.ToArray());
    }

    private static async Task<HttpResponseMessage> ForwardAsync(HttpClient http, string endpoint, HttpContext context)
    {
        using var request = new HttpRequestMessage(new(context.Request.Method), endpoint + context.Request.GetEncodedPathAndQuery())
        {
            Content = new StreamContent(context.Request.Body),
        };
        foreach (var (name, value) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value.ToArray()))
                request.Content.Headers.TryAddWithoutValidation(name, value.ToArray());
        }
        return await http.SendAsync(request, context.RequestAborted);
    }

    private static async Task ReturnAsync(HttpResponseMessage answer, HttpContext context)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            context.Response.Headers[name] = values.ToArray();
        context.Response.Headers.Remove("Transfer-Encoding");
        await answer.Content.CopyToAsync(context.Response.Body);
    }
}
