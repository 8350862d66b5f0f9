using System.Net;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Uploads;

/// <summary>What a signed-in user may do with their images, and others may not.</summary>
public sealed class OwnershipTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start();

    private static byte[] Jpeg => SampleImages.Jpeg.Bytes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task The_Uploader_Is_Stored_As_A_Hash_And_Told_To_Nobody()
    {
        var upload = await UploadAsync("ada");
        using var image = await _api.Client.GetAsync(upload.Url, Cancellation);

        Assert.Equal(HashOf("ada"), Assert.Single(image.Headers.GetValues("x-amz-meta-uploaded-by")));
        var description = await _api.Client.GetStringAsync($"uploads/{upload.Id}", Cancellation);
        Assert.All([upload.Answer, description], json =>
        {
            Assert.DoesNotContain(HashOf("ada"), json, StringComparison.Ordinal);
            Assert.DoesNotContain("uploaded-by", json, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("ada", "none")]
    [InlineData("ada", "right")]
    [InlineData("ada", "wrong")]
    [InlineData("bob", "right")]
    [InlineData(null, "right")]
    public async Task The_Uploader_Or_The_Holder_Of_The_Token_Deletes(string? user, string token)
    {
        var upload = await UploadAsync("ada");

        using var delete = Delete(upload, user, token);
        using var answer = await _api.Client.SendAsync(delete, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _api.Client.GetAsync(upload.Url, Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("ada", "bob", "none", 403, "not-owner")]
    [InlineData("ada", "bob", "wrong", 403, "delete-token-wrong")]
    [InlineData("ada", null, "none", 401, "delete-token-required")]
    [InlineData("ada", null, "wrong", 403, "delete-token-wrong")]
    [InlineData(null, "ada", "none", 403, "not-owner")]
    [InlineData(null, "ada", "wrong", 403, "delete-token-wrong")]
    public async Task Nobody_Else_Does(string? uploader, string? user, string token, int status, string code)
    {
        var upload = await UploadAsync(uploader);

        using var delete = Delete(upload, user, token);
        await _api.Client.ProblemAsync(delete, status, code);

        Assert.Equal(Jpeg, await _api.Client.GetByteArrayAsync(upload.Url, Cancellation));
    }

    [Fact]
    public async Task A_Signed_In_User_Is_Told_Of_An_Image_That_Is_Not_There()
    {
        using var delete = TestUsers.SignedIn(new HttpRequestMessage(HttpMethod.Delete, $"uploads/{UploadKey.CreateRandom().Id}"), "ada");
        await _api.Client.ProblemAsync(delete, 404, "not-found");
    }

    [Theory]
    [InlineData("bob")]
    [InlineData(null)]
    public async Task Whoever_Holds_The_Key_Gets_The_Answer_Again_But_The_Image_Stays_Its_First_Uploaders(string? second)
    {
        var key = UploadRequests.NewKey();
        var first = await UploadAsync("ada", key);
        var again = await UploadAsync(second, key);

        Assert.Equal(first.Answer, again.Answer);
        using var image = await _api.Client.GetAsync(first.Url, Cancellation);
        Assert.Equal(HashOf("ada"), Assert.Single(image.Headers.GetValues("x-amz-meta-uploaded-by")));
        using var delete = Delete(first, second, "none");
        Assert.NotEqual(HttpStatusCode.NoContent, (await _api.Client.SendAsync(delete, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task The_Uploader_Counts_In_The_Metadatas_Budget()
    {
        // The shortest file name there can be, so that nothing but the author's metadata can give way.
        var (anonymous, signedIn) = (await LongestAsync(null), await LongestAsync("ada"));

        Assert.Equal("uploaded-by".Length + 64, anonymous - signedIn);

        async Task<int> LongestAsync(string? user)
        {
            var longest = 1;
            for (var step = 1024; step > 0; step /= 2)
            {
                using var request = Post(user, UploadRequests.Multipart(Jpeg, "a.jpg", ("alt", new string('a', longest + step))));
                using var answer = await _api.Client.SendAsync(request, Cancellation);
                longest += answer.IsSuccessStatusCode ? step : 0;
            }
            return longest;
        }
    }

    private static string HashOf(string user) => Uploader.HashOf(TestUsers.User(("iss", TestUsers.Issuer), ("sub", user)))!;

    private static HttpRequestMessage Post(string? user, HttpContent content, string? key = null)
    {
        var request = UploadRequests.Post(content, key);
        return user is null ? request : TestUsers.SignedIn(request, user);
    }

    private static HttpRequestMessage Delete(Uploaded upload, string? user, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, $"uploads/{upload.Id}");
        if (token != "none")
            request.Headers.Add("X-Delete-Token", token == "right" ? upload.DeleteToken : UploadKey.CreateRandom().DeleteToken);
        return user is null ? request : TestUsers.SignedIn(request, user);
    }

    private async Task<Uploaded> UploadAsync(string? user, string? key = null)
    {
        using var request = Post(user, UploadRequests.Multipart(Jpeg), key);
        using var response = await _api.Client.SendAsync(request, Cancellation);
        Assert.True(response.IsSuccessStatusCode);
        var json = await response.JsonAsync();
        return new Uploaded(json.Text("id"), json.Text("url"), json.Text("deleteToken"), json.GetRawText());
    }

    private sealed record Uploaded(string Id, string Url, string DeleteToken, string Answer);
}
