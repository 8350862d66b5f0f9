using System.Net;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

public sealed class IdempotencyTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task The_Same_Key_Again_Gives_The_Same_Answer_And_One_Object()
    {
        var key = UploadRequests.NewKey();
        var first = await _api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes), key);

        using var retry = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Jpeg.Bytes), key);
        using var response = await _api.Client.SendAsync(retry, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(first.GetRawText(), (await response.JsonAsync()).GetRawText());
        Assert.Single(Directory.GetFiles(Path.Combine(_api.Folder.FullName, "images")));
    }

    [Fact]
    public async Task Twenty_At_Once_Give_One_Object_And_Equal_Bodies()
    {
        var key = UploadRequests.NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var request = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Jpeg.Bytes), key);
            using var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return (response.StatusCode, Body: await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Single(Directory.GetFiles(Path.Combine(_api.Folder.FullName, "images")));
    }

    [Fact]
    public async Task Another_Image_Under_The_Same_Key_Is_A_Conflict_And_Changes_Nothing()
    {
        var key = UploadRequests.NewKey();
        var first = await _api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes), key);

        using var other = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Get("png-rgba.png").Bytes), key);
        await _api.Client.ProblemAsync(other, 409, "idempotency-conflict");

        Assert.Equal(
            SampleImages.Jpeg.Bytes, await _api.Client.GetByteArrayAsync(first.Text("url"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_Kind_Of_Body_Takes_The_Key_From_The_Header_And_Json_From_Its_Member()
    {
        var key = UploadRequests.NewKey();
        var image = SampleImages.Jpeg.Bytes;
        var ids = new List<string>();
        foreach (var kind in Enum.GetValues<BodyKind>())
            ids.Add((await _api.Client.UploadAsync(UploadRequests.Content(kind, image), key)).Text("id"));
        ids.Add(
            (
                await _api.Client.UploadAsync(
                    UploadRequests.Json(new { file = Convert.ToBase64String(image), idempotencyKey = key }))).Text("id"));
        ids.Add((await _api.Client.UploadAsync(UploadRequests.Multipart(image), $"\"{key}\"")).Text("id"));

        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task Without_A_Key_Each_Upload_Is_A_New_One()
    {
        var first = await _api.Client.UploadAsync(
            UploadRequests.Multipart(SampleImages.Jpeg.Bytes, "a.jpg", ("idempotencyKey", UploadRequests.NewKey())));
        var second = await _api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes));

        Assert.NotEqual(first.Text("id"), second.Text("id"));
        Assert.Contains("idempotencyKey", first.GetProperty("ignoredFields").EnumerateArray().Select(name => name.GetString()));
    }
}
