using System.Net;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

/// <summary>What a plain HTML form gets, whose sender looks at a browser.</summary>
public sealed class FormAnswerTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Redirects_To_The_Forms_Own_Site_With_The_Images_Url()
    {
        var content = UploadRequests.Multipart(SampleImages.Jpeg.Bytes, "a.jpg", ("_redirect", "https://site.example/thanks?a=1#end"));
        using var request = UploadRequests.Post(content, accept: UploadRequests.BrowserAccept, origin: "https://site.example");

        using var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var location = response.Headers.Location!;
        Assert.StartsWith("https://site.example/thanks?a=1&image=", location.OriginalString, StringComparison.Ordinal);
        Assert.Equal("#end", location.Fragment);
        var url = Uri.UnescapeDataString(location.Query.Split("image=")[1]);
        Assert.Equal(SampleImages.Jpeg.Bytes, await _api.Client.GetByteArrayAsync(url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Redirects_To_A_Listed_Origin_Too()
    {
        await using var api = UploadApi.Start(("AllowedOrigins", "https://www.example.com,https://thanks.example.com"));
        var content = UploadRequests.Multipart(SampleImages.Jpeg.Bytes, "a.jpg", ("_redirect", "https://thanks.example.com/"));
        using var request = UploadRequests.Post(content, accept: UploadRequests.BrowserAccept, origin: "https://www.example.com");

        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
    }

    [Fact]
    public async Task Shows_The_Image_With_Everything_Of_The_Clients_Encoded()
    {
        var name = "<script>alert(1)</script>\"'&.jpg";
        var content = UploadRequests.Multipart(SampleImages.Jpeg.Bytes, name, ("alt", "\"><img src=x onerror=alert(1)>"));
        using var request = UploadRequests.Post(content, accept: UploadRequests.BrowserAccept);

        using var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Contains($"{_api.BaseAddress}images/", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_A_Problem_As_A_Page_With_Its_Status()
    {
        using var request = UploadRequests.Post(UploadRequests.Multipart("<svg/>"u8.ToArray()), accept: UploadRequests.BrowserAccept);

        using var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("SVG", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Script_Gets_Json_Whatever_The_Redirect()
    {
        var content = UploadRequests.Multipart(SampleImages.Jpeg.Bytes, "a.jpg", ("_redirect", "https://evil.example/"));
        var upload = await _api.Client.UploadAsync(content);
        Assert.Empty(upload.GetProperty("ignoredFields").EnumerateArray());
    }
}
