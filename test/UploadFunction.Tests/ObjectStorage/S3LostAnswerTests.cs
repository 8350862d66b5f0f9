using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using ObjectStorage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>A write whose answer never came back, on a server that did store the object.</summary>
public sealed class S3LostAnswerTests(S3Servers servers)
{
    [Fact]
    public async Task A_Put_That_Is_Sent_Twice_Says_Taken_And_The_Object_Is_Recognisably_Ours()
    {
        using var http = LoopbackClient.Create();
        await using var proxy = await LoseFirstAnswerAsync(http);
        var (key, content) = ($"images/{Guid.NewGuid():N}", TestObjects.Bytes(100_000));
        var store = proxy.OpenStore();

        var stored = await store.TryPutAsync(key, content, ("source-sha256", "ours"));

        Assert.False(stored);
        Assert.Equal(["PUT", "PUT"], proxy.Requests.Select(request => request.Method));
        var found = await store.GetAsync(key, TestContext.Current.CancellationToken);
        Assert.Equal("ours", found!.Head.Metadata["source-sha256"]);
        Assert.Equal(content, found.Bytes.ToArray());
    }

    [Fact]
    public async Task The_Upload_Is_A_Success_All_The_Same()
    {
        using var http = LoopbackClient.Create();
        await using var proxy = await LoseFirstAnswerAsync(http);
        var store = proxy.OpenStore();
        await using var api = UploadApi.Start(services: services => services.AddSingleton<IObjectStore>(store));

        var key = UploadRequests.NewKey();
        var upload = await api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes), key);
        var again = await api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes), key);

        Assert.Equal(upload.GetRawText(), again.GetRawText());
        var found = await store.GetAsync(upload.Text("key"), TestContext.Current.CancellationToken);
        Assert.Equal(SampleImages.Jpeg.Bytes, found!.Bytes.ToArray());
    }

    /// <summary>A proxy before moto that stores what comes first and drops the answer to it.</summary>
    private async Task<StubS3> LoseFirstAnswerAsync(HttpClient http)
    {
        var moto = await servers.MotoAsync();
        using var client = moto.CreateClient();
        await client.PutBucketAsync(StubS3.Bucket, TestContext.Current.CancellationToken);
        return await StubS3.StartAsync(async (context, attempt) =>
        {
            using var answer = await ForwardAsync(http, moto.Endpoint, context);
            if (attempt == 1)
                context.Abort();
            else
                await ReturnAsync(answer, context);
        });
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
