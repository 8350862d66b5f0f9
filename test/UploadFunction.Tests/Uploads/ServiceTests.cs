using System.Net;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

public sealed class ServiceTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start(
        ("MetadataNames", "alt,Photographer"), ("MaxPixels", "5000000"), ("Types", "image/png,image/jpeg"));

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Limits_Say_What_Is_Taken()
    {
        using var response = await _api.Client.GetAsync("limits", TestContext.Current.CancellationToken);
        var limits = await response.JsonAsync();

        Assert.Equal(5_000_000, limits.GetProperty("maxPixels").GetInt32());
        Assert.Equal(4_500_000, limits.GetProperty("maxInlineBytes").GetInt32());
        Assert.Equal(25_000_000, limits.GetProperty("maxBytes").GetInt32());
        Assert.Equal(["image/jpeg", "image/png"], limits.GetProperty("types").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal(["alt", "photographer"], limits.GetProperty("metadataNames").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Config_Leads_The_Element_To_The_Api_As_The_Client_Sees_It()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "config.json") { Headers = { Host = "api.example.com", } };
        request.Headers.Add("X-Forwarded-Proto", "https, http");

        using var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var config = await response.JsonAsync();
        Assert.Equal("https://api.example.com", config.Text("api"));
        Assert.Matches(@"^\d+\.\d+\.\d+", config.Text("version"));
        using var limits = await _api.Client.GetAsync("limits", TestContext.Current.CancellationToken);
        Assert.Equal((await limits.JsonAsync()).GetRawText(), config.GetProperty("limits").GetRawText());
    }

    [Fact]
    public async Task Health_Is_Ok()
    {
        Assert.Equal("""{"status":"ok"}""", await _api.Client.GetStringAsync("health", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("health")]
    [InlineData("limits")]
    public async Task Head_Answers_Like_Get_Without_A_Body(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_Description_Names_Every_Route_And_Every_Kind_Of_Body()
    {
        using var response = await _api.Client.GetAsync("openapi.json", TestContext.Current.CancellationToken);
        var paths = (await response.JsonAsync()).GetProperty("paths");

        Assert.Equal(["get", "head"], Methods("/limits"));
        Assert.Equal(["get", "head"], Methods("/config.json"));
        Assert.Equal(["get", "head"], Methods("/health"));
        Assert.Equal(["delete", "get", "head"], Methods("/uploads/{id}"));
        Assert.Equal(["post"], Methods("/uploads"));
        var post = paths.GetProperty("/uploads").GetProperty("post");
        var kinds = post.GetProperty("requestBody").GetProperty("content").EnumerateObject().Select(kind => kind.Name);
        Assert.Equal(["application/json", "application/octet-stream", "image/*", "multipart/form-data", "text/plain"], kinds.Order());
        Assert.Contains(post.GetProperty("parameters").EnumerateArray(), parameter => parameter.Text("name") == "Idempotency-Key");
        Assert.True(
            post.GetProperty("responses").GetProperty("413").GetProperty("content").TryGetProperty("application/problem+json", out _));

        IEnumerable<string> Methods(string path) => paths.GetProperty(path).EnumerateObject().Select(method => method.Name).Order();
    }

    [Theory]
    [InlineData("uploads")]
    [InlineData("uploads/x")]
    [InlineData("anything/else")]
    public async Task Options_Is_Always_204(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        using var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task Preflight_Lets_A_Listed_Site_Send_Its_Headers_And_Read_Ours()
    {
        await using var api = UploadApi.Start(("AllowedOrigins", "https://www.example.com"));
        foreach (var (origin, allowed) in new[] { ("https://www.example.com", true), ("https://evil.example", false) })
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, "uploads");
            preflight.Headers.Add("Origin", origin);
            preflight.Headers.Add("Access-Control-Request-Method", "POST");
            preflight.Headers.Add("Access-Control-Request-Headers", "idempotency-key,x-meta-alt");
            using var response = await api.Client.SendAsync(preflight, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
            Assert.Equal(allowed, response.Headers.Contains("Access-Control-Allow-Origin"));
        }

        using var post = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Jpeg.Bytes), origin: "https://www.example.com");
        using var uploaded = await api.Client.SendAsync(post, TestContext.Current.CancellationToken);
        Assert.Equal("https://www.example.com", uploaded.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(
            "location,retry-after,etag,content-disposition,x-delete-token",
            uploaded.Headers.GetValues("Access-Control-Expose-Headers").Single());
    }

    [Fact]
    public async Task The_Apis_Own_Pages_May_Upload_Whatever_The_List()
    {
        await using var api = UploadApi.Start(("AllowedOrigins", "https://www.example.com"));
        using var request = UploadRequests.Post(
            UploadRequests.Multipart(SampleImages.Jpeg.Bytes), origin: api.BaseAddress.GetLeftPart(UriPartial.Authority));
        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task Images_Are_Served_As_S3_Does()
    {
        var image = SampleImages.Jpeg.Bytes;
        var upload = await _api.Client.UploadAsync(UploadRequests.Multipart(image, "Kätzchen.jpg", ("alt", "ä")));
        var url = upload.Text("url");

        using var whole = await _api.Client.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal("public, max-age=31536000, s-maxage=86400, immutable", whole.Headers.GetValues("Cache-Control").Single());
        Assert.Equal("inline; filename*=UTF-8''K%C3%A4tzchen.jpg", whole.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.Equal("%C3%A4", whole.Headers.GetValues("x-amz-meta-alt").Single());
        Assert.NotNull(whole.Headers.ETag);
        Assert.NotNull(whole.Content.Headers.LastModified);

        using var ranged = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new(10, 19) } };
        using var part = await _api.Client.SendAsync(ranged, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(image[10..20], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        using var beyond = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new(image.Length, null) } };
        using var refused = await _api.Client.SendAsync(beyond, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, refused.StatusCode);
        Assert.True(refused.Headers.CacheControl?.NoStore);

        using var conditional = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { IfNoneMatch = { whole.Headers.ETag } } };
        using var unchanged = await _api.Client.SendAsync(conditional, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);

        using var head = new HttpRequestMessage(HttpMethod.Head, url);
        using var headers = await _api.Client.SendAsync(head, TestContext.Current.CancellationToken);
        Assert.Equal(image.Length, headers.Content.Headers.ContentLength);
    }
}
