using System.Net;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Clients;

/// <summary>FilePond beyond the upload: it takes back, loads and restores, and asks for what is not offered.</summary>
public sealed class FilePondRoutesTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_Revert_With_The_Token_Deletes_The_Image()
    {
        var (url, token) = await UploadAsync();

        using var reverted = await RevertAsync(url, token);

        Assert.Equal(HttpStatusCode.OK, reverted.StatusCode);
        Assert.False(await IsThereAsync(url));
    }

    [Fact]
    public async Task A_Revert_Without_The_Token_Deletes_Nothing_And_The_Form_Goes_On()
    {
        var (url, _) = await UploadAsync();

        using var reverted = await RevertAsync(url);

        Assert.Equal(HttpStatusCode.OK, reverted.StatusCode);
        Assert.True(await IsThereAsync(url));
    }

    [Fact]
    public async Task A_Revert_Of_The_Signed_In_Uploader_Needs_No_Token()
    {
        var (url, _) = await UploadAsync("anna");
        using var strangers = await RevertAsync(url, user: "ben");
        Assert.Equal(HttpStatusCode.Forbidden, strangers.StatusCode);
        Assert.True(await IsThereAsync(url));

        using var reverted = await RevertAsync(url, user: "anna");

        Assert.Equal(HttpStatusCode.OK, reverted.StatusCode);
        Assert.False(await IsThereAsync(url));
    }

    [Fact]
    public async Task A_Revert_With_A_Wrong_Token_Says_So()
    {
        var (url, _) = await UploadAsync();

        using var reverted = await RevertAsync(url, "wrong");

        await SaysAsync(reverted, 403, "This token does not delete this image.");
        Assert.True(await IsThereAsync(url));
    }

    [Fact]
    public async Task A_Revert_Of_What_Is_No_Upload_Says_So()
    {
        using var reverted = await RevertAsync("https://elsewhere.example/photo.jpg", "token");

        await SaysAsync(reverted, 404, "This is not the id of an upload.");
    }

    [Theory]
    [InlineData("load")]
    [InlineData("restore")]
    public async Task An_Image_Is_Loaded_By_Its_Url_With_Its_Name(string how)
    {
        var (url, _) = await UploadAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"clients/filepond?{how}={Uri.EscapeDataString(url)}")
        {
            Headers = { { "Origin", "https://site.example" } },
        };

        using var redirect = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Redirect, url), (redirect.StatusCode, redirect.Headers.Location?.ToString()));
        using var read = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Origin", "https://site.example" } } };
        using var image = await _api.Client.SendAsync(read, TestContext.Current.CancellationToken);
        Assert.Equal(SampleImages.Jpeg.Bytes, await image.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("photo.jpg", image.Content.Headers.ContentDisposition?.FileNameStar);
        // Else scripts of another origin could not read that name.
        Assert.Contains("content-disposition", image.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
    }

    // No open redirector: of another site's address at most the id is used.
    [Theory]
    [InlineData("https://evil.example/images/p1125rfjfvqn7rnh7sx2anfm5g", "images/p1125rfjfvqn7rnh7sx2anfm5g")]
    [InlineData("https://evil.example/", null)]
    [InlineData("//evil.example", null)]
    [InlineData("", null)]
    public async Task A_Load_Leads_Nowhere_Else(string value, string? expected)
    {
        using var response = await _api.Client.GetAsync(
            $"clients/filepond?load={Uri.EscapeDataString(value)}", TestContext.Current.CancellationToken);

        if (expected is null)
            await SaysAsync(response, 404, "This is not the id of an upload.");
        else
            Assert.Equal($"{_api.BaseAddress}{expected}", response.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Images_Of_Other_Sites_Are_Not_Fetched(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "clients/filepond?fetch=https://elsewhere.example/photo.jpg");
        using var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        if (method == "GET")
            await SaysAsync(response, 400, "Images are not fetched from other addresses. Save the image, and upload the file.");
    }

    [Fact]
    public async Task Pieces_Of_Files_Are_Refused_From_The_First_Request_On()
    {
        using var first = new HttpRequestMessage(HttpMethod.Post, "clients/filepond")
        {
            Content = new MultipartFormDataContent { { new StringContent("{}"), "filepond" } },
            Headers = { { "Upload-Length", "12345678" } },
        };
        using var second = new HttpRequestMessage(HttpMethod.Patch, "clients/filepond?patch=1")
        {
            Content = new ByteArrayContent([1]),
            Headers = { { "Upload-Offset", "0" }, { "Upload-Length", "12345678" }, { "Upload-Name", "photo.jpg" } },
        };
        using var third = new HttpRequestMessage(HttpMethod.Head, "clients/filepond?patch=1");

        foreach (var request in new[] { first, second, third })
        {
            using var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            if (request != third)
                Assert.StartsWith("Images are not taken in pieces", await TextAsync(response), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_Page_Of_Another_Site_May_Send_All_Of_It()
    {
        foreach (var method in new[] { "POST", "DELETE", "PATCH" })
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, "clients/filepond")
            {
                Headers =
                {
                    { "Origin", "https://site.example" },
                    { "Access-Control-Request-Method", method },
                    { "Access-Control-Request-Headers", "x-delete-token,upload-length,upload-offset,upload-name" },
                },
            };
            using var response = await _api.Client.SendAsync(preflight, TestContext.Current.CancellationToken);
            Assert.Contains(method, response.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        }
    }

    private static Task<string> TextAsync(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static async Task SaysAsync(HttpResponseMessage response, int status, string words)
    {
        Assert.Equal((status, words), ((int)response.StatusCode, await TextAsync(response)));
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
    }

    private async Task<(string Url, string Token)> UploadAsync(string? user = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "clients/filepond")
        {
            Content = new MultipartFormDataContent
            {
                { new StringContent("{}"), "filepond" }, { new ByteArrayContent(SampleImages.Jpeg.Bytes), "filepond", "photo.jpg" },
            },
        };
        using var response = await SendAsync(request, user);
        return (await TextAsync(response), response.Headers.GetValues("X-Delete-Token").Single());
    }

    private async Task<HttpResponseMessage> RevertAsync(string url, string? token = null, string? user = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "clients/filepond") { Content = new StringContent(url) };
        if (token is not null)
            request.Headers.Add("X-Delete-Token", token);
        return await SendAsync(request, user);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? user) => _api.Client.SendAsync(
        user is null ? request : TestUsers.SignedIn(request, user), TestContext.Current.CancellationToken);

    private async Task<bool> IsThereAsync(string url)
    {
        using var response = await _api.Client.GetAsync(url, TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode;
    }
}
