using System.Net;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Local;

/// <summary>The form's files as the program itself serves them; in the cloud the bucket does.</summary>
public sealed class WebRootTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start(("AllowedOrigins", "https://www.example.com"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("", "text/html")]
    [InlineData("index.html", "text/html")]
    [InlineData("index.css", "text/css")]
    [InlineData("index.js", "text/javascript")]
    [InlineData("image-upload.css", "text/css")]
    [InlineData("image-upload.js", "text/javascript")]
    [InlineData("image-upload.de.json", "application/json")]
    [InlineData("uppy-upload.js", "text/javascript")]
    [InlineData("icon.svg", "image/svg+xml")]
    public async Task Each_File_Has_Its_Type_And_Is_Asked_For_Anew(string path, string type)
    {
        using var response = await _api.Client.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task A_File_That_Did_Not_Change_Is_Not_Sent_Again()
    {
        using var first = await _api.Client.GetAsync("image-upload.js", Cancellation);
        using var byTag = new HttpRequestMessage(HttpMethod.Get, "image-upload.js") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var byTime = new HttpRequestMessage(HttpMethod.Get, "image-upload.js")
        {
            Headers = { IfModifiedSince = first.Content.Headers.LastModified },
        };

        foreach (var request in new[] { byTag, byTime })
        {
            using var again = await _api.Client.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal("no-cache", again.Headers.CacheControl?.ToString());
        }
    }

    [Theory]
    [InlineData("image-upload.js", "https://www.example.com")]
    [InlineData("image-upload.js", "https://refused.example")]
    [InlineData("image-upload.css", "https://refused.example")]
    [InlineData("uppy-upload.js", "https://refused.example")]
    [InlineData("config.json", "https://refused.example")]
    public async Task A_Site_That_May_Not_Upload_Still_Gets_The_Element_That_Says_So(string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Origin", origin } } };
        using var response = await _api.Client.SendAsync(request, Cancellation);

        Assert.Contains(response.Headers.GetValues("Access-Control-Allow-Origin").Single(), new[] { "*", origin });
    }

    [Fact]
    public async Task The_Page_On_This_Machine_Learns_The_Folder()
    {
        Assert.Equal(
            _api.Folder.FullName, Uri.UnescapeDataString(Assert.Single(await FolderAsync("", $"localhost:{_api.BaseAddress.Port}"))));
        Assert.Single(await FolderAsync("index.html", "127.0.0.1"));
        Assert.Single(await FolderAsync("", "[::1]:5080"));
    }

    [Theory]
    [InlineData("", "192.168.1.20:5080")]
    [InlineData("", "rebound.example")]
    [InlineData("image-upload.js", "localhost")]
    [InlineData("config.json", "localhost")]
    [InlineData("limits", "localhost")]
    public async Task Nobody_Else_Learns_The_Folder(string path, string host)
    {
        Assert.Empty(await FolderAsync(path, host));
    }

    [Fact]
    public async Task No_Other_Origin_May_Read_The_Folder()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "") { Headers = { { "Origin", "https://www.example.com" } } };
        using var response = await _api.Client.SendAsync(request, Cancellation);

        Assert.DoesNotContain(
            "directory", string.Join(',', response.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.OrdinalIgnoreCase);
    }

    private async Task<IEnumerable<string>> FolderAsync(string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
        using var response = await _api.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.TryGetValues("Upload-Directory", out var values) ? [.. values] : [];
    }
}
