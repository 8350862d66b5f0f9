using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

/// <summary>The pages that a person sees whose form was sent without a script, and where their links lead.</summary>
public sealed partial class AnswerPageTests : IAsyncDisposable
{
    private const string Site = "https://site.example";

    private readonly UploadApi _api = UploadApi.Start();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Has_A_Language_A_Title_And_The_Url_In_A_Field_That_Is_Read_Only()
    {
        var (status, page) = await SendAsync(SampleImages.Jpeg.Bytes);

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Contains("<title>Image uploaded</title>", page, StringComparison.Ordinal);
        Assert.Matches(
            $"""<label for="url">Image URL</label><input id="url" type="url" value="{_api.BaseAddress}images/\w+" readonly>""", page);
    }

    [Fact]
    public async Task Says_What_Was_Changed_And_Nothing_Of_An_Image_That_Was_Not()
    {
        var (_, changed) = await SendAsync(SampleImages.Get("jpeg-metadata.jpg").Bytes);
        var (_, clean) = await SendAsync(SampleImages.Jpeg.Bytes);

        Assert.Contains(
            "<p class=\"muted\">Removed: metadata, such as place, time, device and names.</p>", changed, StringComparison.Ordinal);
        Assert.DoesNotContain("Removed:", clean, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_Same_Image_Again_Under_Its_Key_Is_200()
    {
        var key = UploadRequests.NewKey();
        var (first, _) = await SendAsync(SampleImages.Jpeg.Bytes, key: key);
        var (second, _) = await SendAsync(SampleImages.Jpeg.Bytes, key: key);

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.OK], [first, second]);
    }

    [Theory]
    [InlineData("https://site.example/contact/?a=1&b=2", "https://site.example/contact/?a=1&b=2")]
    [InlineData("https://site.example/", "https://site.example/")]
    [InlineData("https://SITE.example:443/Contact", "https://site.example/Contact")]
    [InlineData("https://site.example/%C3%A4", "https://site.example/%C3%A4")]
    // What is of another origin, or no page at all, gives way to the first page of the site that Origin names.
    [InlineData(null, "https://site.example/")]
    [InlineData("https://other.example/contact", "https://site.example/")]
    [InlineData("http://site.example/contact", "https://site.example/")]
    [InlineData("https://site.example.evil.example/", "https://site.example/")]
    [InlineData("https://user:secret@site.example/", "https://site.example/")]
    [InlineData("javascript:alert(1)", "https://site.example/")]
    [InlineData("data:text/html,<script>", "https://site.example/")]
    [InlineData("\"><script>alert(1)</script>", "https://site.example/")]
    public async Task Back_Leads_To_The_Page_That_Was_Sent_If_It_Is_Of_The_Sending_Site(string? referer, string back)
    {
        var (_, stored) = await SendAsync(SampleImages.Jpeg.Bytes, Site, referer);
        var (_, refused) = await SendAsync("<svg/>"u8.ToArray(), Site, referer);

        Assert.Equal(back, Links(stored)["Back"]);
        Assert.Equal(back, Links(refused)["Back"]);
    }

    [Fact]
    public async Task Back_Leads_To_A_Listed_Site_Too()
    {
        await using var api = UploadApi.Start(("AllowedOrigins", "https://www.example.com,https://forms.example.com"));

        var (_, page) = await SendAsync(SampleImages.Jpeg.Bytes, "https://www.example.com", "https://forms.example.com/contact", api: api);

        Assert.Equal("https://forms.example.com/contact", Links(page)["Back"]);
    }

    [Theory]
    [InlineData("null", null)]
    [InlineData("null", "https://site.example/contact")]
    [InlineData(null, "https://site.example/contact")]
    [InlineData("file://", null)]
    public async Task Where_The_Browser_Does_Not_Vouch_For_A_Page_Its_Own_Back_Button_Is_Named(string? origin, string? referer)
    {
        var (_, stored) = await SendAsync(SampleImages.Jpeg.Bytes, origin, referer);
        var (_, refused) = await SendAsync("<svg/>"u8.ToArray(), origin, referer);

        Assert.Empty(Links(stored));
        Assert.Contains("Back button", stored, StringComparison.Ordinal);
        Assert.Empty(Links(refused));
        Assert.Contains("Go back and choose another image.", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://site.example/contact/?a=1&b=%26")]
    [InlineData("https://site.example/contact/?a=1&image=https%3A%2F%2Fold.example%2F&b=%26")]
    public async Task Continue_Hands_The_Image_To_The_Page_As_A_Redirect_Would(string referer)
    {
        var (_, page) = await SendAsync(SampleImages.Jpeg.Bytes, Site, referer);

        var next = new Uri(Links(page)["Continue"]);
        Assert.Equal("https://site.example/contact/", next.GetLeftPart(UriPartial.Path));
        var image = UrlField().Match(page).Groups[1].Value;
        Assert.Equal($"?a=1&b=%26&image={Uri.EscapeDataString(image)}", next.Query);
        Assert.Equal(SampleImages.Jpeg.Bytes, await _api.Client.GetByteArrayAsync(new Uri(image), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("no image", "Go back and choose another image.")]
    [InlineData("redirect elsewhere", "tell the site’s owner")]
    [InlineData("metadata too long", "Go back, change that, and send the form again.")]
    public async Task A_Problem_Says_What_To_Do(string fault, string advice)
    {
        var (_, page) = await SendAsync(fault == "no image" ? "text"u8.ToArray() : SampleImages.Jpeg.Bytes, Site, fields: fault switch
        {
            "redirect elsewhere" => [("_redirect", "https://evil.example/")],
            "metadata too long" => [("caption", new string('x', 3000))],
            _ => [],
        });

        Assert.Contains("<title>The image was not uploaded</title>", page, StringComparison.Ordinal);
        Assert.Contains(advice, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("upload", HttpStatusCode.NotFound)]
    [InlineData("uploads/photo", HttpStatusCode.MethodNotAllowed)]
    [InlineData("config.json", HttpStatusCode.MethodNotAllowed)]
    public async Task A_Form_That_Leads_Astray_Is_The_Page_s_Fault(string action, HttpStatusCode expected)
    {
        using var request = Request(SampleImages.Jpeg.Bytes, Site);
        request.RequestUri = new Uri(action, UriKind.Relative);
        var (status, page) = await SendAsync(request);

        Assert.Equal(expected, status);
        Assert.Contains("The fault is the page’s", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Body_That_Is_Not_What_It_Says_Is_The_Page_s_Fault()
    {
        using var body = new StringContent("no part begins here");
        body.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=missing");
        using var request = UploadRequests.Post(body, accept: UploadRequests.BrowserAccept, origin: Site);
        var (status, page) = await SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("Problem: malformed-multipart", page, StringComparison.Ordinal);
        Assert.Contains("The fault is the page’s", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:5080")]
    [InlineData("[::1]:5080")]
    public async Task The_Policy_Lets_The_Image_In_From_Any_Address_Of_The_Api(string host)
    {
        using var request = Request(SampleImages.Jpeg.Bytes);
        request.Headers.Host = host;
        using var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains("img-src 'self';", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_Policy_Lets_The_Image_In_From_The_Public_Base_And_From_Nowhere_Else()
    {
        await using var api = UploadApi.Start(("PublicBaseUrl", "https://cdn.example.com/pictures"));
        using var request = Request(SampleImages.Jpeg.Bytes);
        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains(
            "img-src https://cdn.example.com;", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Page)> SendAsync(
        byte[] image,
        string? origin = null,
        string? referer = null,
        string? key = null,
        UploadApi? api = null,
        (string, string)[]? fields = null)
    {
        using var request = Request(image, origin, key, fields ?? []);
        if (referer is not null)
            request.Headers.TryAddWithoutValidation("Referer", referer);
        return await SendAsync(request, api);
    }

    private async Task<(HttpStatusCode Status, string Page)> SendAsync(HttpRequestMessage request, UploadApi? api = null)
    {
        using var response = await (api ?? _api).Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        return (response.StatusCode, page);
    }

    private static HttpRequestMessage Request(byte[] image, string? origin = null, string? key = null, params (string, string)[] fields) =>
        UploadRequests.Post(UploadRequests.Multipart(image, "photo.jpg", fields), key, UploadRequests.BrowserAccept, origin);

    private static Dictionary<string, string> Links(string page) =>
        Anchor().Matches(page).ToDictionary(link => link.Groups[2].Value, link => WebUtility.HtmlDecode(link.Groups[1].Value));

    [GeneratedRegex("""<a href="([^"]*)">([^<]*)</a>""")]
    private static partial Regex Anchor();

    [GeneratedRegex("""<input id="url" type="url" value="([^"]*)" readonly>""")]
    private static partial Regex UrlField();
}
