using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ObjectStorage;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Uploads;

/// <summary>Each problem as a client meets it. <see cref="ProblemCatalogueTests"/> sees to it that none is left out.</summary>
public sealed class ProblemTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start();

    private static byte[] Jpeg => SampleImages.Jpeg.Bytes;

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("/thanks.html", "https://site.example")]
    [InlineData("https://evil.example/", "https://site.example")]
    [InlineData("https://site.example.evil.example/", "https://site.example")]
    [InlineData("https://site.example@evil.example/", "https://site.example")]
    [InlineData("javascript:alert(1)", "https://site.example")]
    [InlineData("https://site.example/", null)]
    [InlineData("https://site.example/", "null")]
    public async Task Invalid_Redirect_Is_Refused_Before_Anything_Is_Stored(string redirect, string? origin)
    {
        var content = UploadRequests.Multipart(Jpeg, "a.jpg", ("_redirect", redirect));
        using var request = UploadRequests.Post(content, accept: UploadRequests.BrowserAccept, origin: origin);

        using var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(
            "invalid-redirect", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Null(response.Headers.Location);
        Assert.DoesNotContain(
            _api.Folder.EnumerateFiles("*", SearchOption.AllDirectories),
            file => file.FullName.Contains("images", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PUT", "uploads")]
    [InlineData("GET", "uploads")]
    [InlineData("POST", "limits")]
    [InlineData("PATCH", "uploads/p1125rfjfvqn7rnh7sx2anfm5g")]
    public async Task Method_Not_Allowed_Names_What_Is(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        await _api.Client.ProblemAsync(request, 405, "method-not-allowed");
        using var again = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _api.Client.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.NotEmpty(response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Internal_Error_Tells_Nothing_Of_Its_Cause()
    {
        await using var api = UploadApi.Start(
            services: services => services.AddSingleton<IObjectStore>(new StubStore(_ => throw new InvalidOperationException("secret"))));
        using var request = UploadRequests.Post(UploadRequests.Multipart(Jpeg));

        var problem = await api.Client.ProblemAsync(request, 500, "internal-error");

        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(api.Logs.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "multipart/form-data")]
    [InlineData("application/xml", "application/xml")]
    [InlineData("video/mp4", "video/mp4")]
    [InlineData(null, "Content-Type")]
    public async Task Unsupported_Body_Says_What_To_Send(string? contentType, string hint)
    {
        var content = new ByteArrayContent("file=photo.jpg"u8.ToArray());
        if (contentType is not null)
            content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using var request = UploadRequests.Post(content);
        Assert.Contains(hint, (await _api.Client.ProblemAsync(request, 415, "unsupported-body")).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Is_Too_Large_Is_Told_By_Its_First_Bytes_As_Well()
    {
        var image = SampleImages.JpegOfLength(4_500_001);
        const string form = "application/x-www-form-urlencoded";
        using var photo = UploadRequests.Post(UploadRequests.Raw(image, form));
        await _api.Client.ProblemAsync(photo, 413, "too-large");
        using var video = UploadRequests.Post(UploadRequests.Raw(new byte[4_500_001], "video/mp4"));
        await _api.Client.ProblemAsync(video, 415, "unsupported-body");
        var fits = await _api.Client.UploadAsync(UploadRequests.Raw(SampleImages.JpegOfLength(4_500_000), form));
        Assert.Equal(4_500_000, fits.GetProperty("size").GetInt32());
    }

    [Fact]
    public async Task No_File()
    {
        using var none = UploadRequests.Post(new MultipartFormDataContent { { new StringContent("x"), "alt" } });
        await _api.Client.ProblemAsync(none, 400, "no-file");
        using var json = UploadRequests.Post(UploadRequests.Json(new { fileName = "a.jpg" }));
        await _api.Client.ProblemAsync(json, 400, "no-file");
        using var nothing = UploadRequests.Post(UploadRequests.Json(new { file = (string?)null }));
        await _api.Client.ProblemAsync(nothing, 400, "no-file");
        using var unpicked = UploadRequests.Post(UploadRequests.Multipart([], ""));
        await _api.Client.ProblemAsync(unpicked, 400, "no-file");
    }

    [Fact]
    public async Task No_Remote_Files()
    {
        const string url = "https://www.example.com/photo.jpg";
        foreach (var content in new[]
        {
            UploadRequests.Json(new { url, fileName = "photo.jpg" }),
            UploadRequests.Json(new { file = url }),
            UploadRequests.Json(new { file = (string?)null, url }),
            UploadRequests.Text(url),
        })
        {
            using var request = UploadRequests.Post(content);
            await _api.Client.ProblemAsync(request, 400, "no-remote-files");
        }

        var both = await _api.Client.UploadAsync(UploadRequests.Json(new { url, file = Convert.ToBase64String(Jpeg) }));
        Assert.Equal("url", Assert.Single(both.GetProperty("ignoredFields").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Too_Many_Files()
    {
        using var two = UploadRequests.Post(
            new MultipartFormDataContent { { new ByteArrayContent(Jpeg), "a", "a.jpg" }, { new ByteArrayContent(Jpeg), "a", "b.jpg" } });
        await _api.Client.ProblemAsync(two, 400, "too-many-files");
        using var array = UploadRequests.Post(UploadRequests.Json(new { file = new[] { "aaaa", "bbbb" } }));
        await _api.Client.ProblemAsync(array, 400, "too-many-files");
    }

    [Theory]
    [InlineData("Upload-Length", "12345678")]
    [InlineData("Content-Range", "bytes 0-999/12345678")]
    public async Task No_Chunks(string header, string value)
    {
        var content = UploadRequests.Multipart(Jpeg);
        content.Headers.TryAddWithoutValidation(header, value);
        using var request = UploadRequests.Post(content);
        await _api.Client.ProblemAsync(request, 400, "no-chunks");
    }

    [Fact]
    public async Task No_Chunks_Of_Dropzone()
    {
        using var request = UploadRequests.Post(UploadRequests.Multipart(Jpeg[..100], "photo.jpg", ("dzchunkindex", "0")));
        await _api.Client.ProblemAsync(request, 400, "no-chunks");
    }

    [Theory]
    [InlineData(BodyKind.Multipart)]
    [InlineData(BodyKind.Json)]
    [InlineData(BodyKind.Raw)]
    [InlineData(BodyKind.Text)]
    public async Task Empty_File(BodyKind kind)
    {
        using var request = UploadRequests.Post(UploadRequests.Content(kind, []));
        await _api.Client.ProblemAsync(request, 400, "empty-file");
    }

    [Theory]
    [InlineData("multipart/form-data", "x")]
    [InlineData("multipart/form-data; boundary=b", "no part at all")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.jpg\"\r\n\r\ncut off")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nX: y\r\n\r\ndata\r\n--b--\r\n")]
    public async Task Malformed_Multipart(string contentType, string body)
    {
        using var request = UploadRequests.Post(UploadRequests.Raw(Encoding.ASCII.GetBytes(body), contentType));
        await _api.Client.ProblemAsync(request, 400, "malformed-multipart");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"abc\"")]
    [InlineData("{\"file\": 5}")]
    [InlineData("{\"file\": \"aaaa\"} trailing")]
    [InlineData("{\"file\": \"aaaa\", \"fileName\": [1]}")]
    [InlineData("{\"file\": \"aaaa\", \"fileName\": \"\\ud800\"}")]
    [InlineData("{\"file\": \"\\ud800\"}")]
    public async Task Malformed_Json(string body)
    {
        using var request = UploadRequests.Post(new StringContent(body, Encoding.UTF8, "application/json"));
        await _api.Client.ProblemAsync(request, 400, "malformed-json");
    }

    [Theory]
    [InlineData("ab*d", "character 3")]
    [InlineData("data:image/png;base64,ab*d", "character 25")]
    [InlineData("abcde", "length")]
    [InlineData("data:image/png;base64,ab%zz", "character 25")]
    [InlineData("data:image/png;base64", "comma")]
    public async Task Malformed_Base64_Says_Where(string text, string hint)
    {
        using var plain = UploadRequests.Post(UploadRequests.Text(text));
        Assert.Contains(hint, (await _api.Client.ProblemAsync(plain, 400, "malformed-base64")).Text("detail"), StringComparison.Ordinal);
        using var json = UploadRequests.Post(UploadRequests.Json(new { file = text }));
        await _api.Client.ProblemAsync(json, 400, "malformed-base64");
    }

    [Theory]
    [InlineData("jpeg-baseline.jpg")]
    [InlineData("png-rgba.png")]
    [InlineData("gif-animated.gif")]
    [InlineData("webp-lossy.webp")]
    [InlineData("avif-still.avif")]
    public async Task Corrupted_In_Transit_When_A_Gateway_Took_The_Bytes_For_Text(string sample)
    {
        var damaged = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(SampleImages.Get(sample).Bytes));
        using var request = UploadRequests.Post(UploadRequests.Multipart(damaged));
        Assert.Contains(
            "BinaryMediaTypes",
            (await _api.Client.ProblemAsync(request, 400, "corrupted-in-transit")).Text("detail"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_Large_By_The_Images_Own_Limit()
    {
        await using var api = UploadApi.Start(("MaxBytes", "100"));
        using var request = UploadRequests.Post(UploadRequests.Multipart(Jpeg));
        var problem = await api.Client.ProblemAsync(request, 413, "too-large");
        Assert.Equal((100, Jpeg.Length), (problem.GetProperty("limit").GetInt32(), problem.GetProperty("size").GetInt32()));
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", "scripts")]
    [InlineData("<!doctype html><script>alert(1)</script>", "scripts")]
    [InlineData("%PDF-1.7\n", "PDF")]
    [InlineData("just a text", "JPEG, PNG, GIF, WebP or AVIF")]
    public async Task Unsupported_Image_Says_What_Is_Taken(string text, string hint)
    {
        using var request = UploadRequests.Post(UploadRequests.Multipart(Encoding.ASCII.GetBytes(text), "photo.jpg"));
        var problem = await _api.Client.ProblemAsync(request, 415, "unsupported-image");
        Assert.Contains(hint, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(
            ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"],
            problem.GetProperty("types").EnumerateArray().Select(type => type.GetString()));
    }

    [Fact]
    public async Task Heic_Is_Taken_Only_When_It_Is_Switched_On()
    {
        using var request = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Get("heic-still.heic").Bytes));
        Assert.Contains(
            "HEIC", (await _api.Client.ProblemAsync(request, 415, "unsupported-image")).Text("detail"), StringComparison.Ordinal);

        await using var api = UploadApi.Start(("Types", "image/jpeg, image/heic"));
        Assert.Equal(
            "image/heic",
            (await api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Get("heic-still.heic").Bytes))).Text("contentType"));
        using var png = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Get("png-rgba.png").Bytes));
        await api.Client.ProblemAsync(png, 415, "unsupported-image");
    }

    [Fact]
    public async Task Invalid_Image_Names_The_Byte()
    {
        using var request = UploadRequests.Post(UploadRequests.Multipart(Jpeg[..^100]));
        var problem = await _api.Client.ProblemAsync(request, 422, "invalid-image");
        Assert.InRange(problem.GetProperty("offset").GetInt64(), 1, Jpeg.Length - 100);
    }

    [Fact]
    public async Task Too_Many_Pixels_Counts_All_Frames()
    {
        var upload = await _api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Get("gif-animated.gif").Bytes));
        var canvas = upload.GetProperty("width").GetInt32() * upload.GetProperty("height").GetInt32();
        await using var api = UploadApi.Start(("MaxPixels", $"{canvas}"));

        using var animated = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Get("gif-animated.gif").Bytes));
        var problem = await api.Client.ProblemAsync(animated, 422, "too-many-pixels");

        Assert.Equal(canvas, problem.GetProperty("limit").GetInt32());
        Assert.True(problem.GetProperty("size").GetInt32() > canvas);
    }

    [Fact]
    public async Task Invalid_Metadata_Names_The_Name()
    {
        var image = Jpeg;
        foreach (var content in new[]
        {
            UploadRequests.Multipart(image, "a.jpg", ("alt", "one"), ("Alt", "two")),
            UploadRequests.Json(new { file = Convert.ToBase64String(image), metadata = new { alt = 5 } }),
            new StringContent(
                $$"""{"file":"{{Convert.ToBase64String(image)}}","metadata":{"alt":"a","ALT":"b"} }""", Encoding.UTF8, "application/json"),
            UploadRequests.Raw(image, "image/jpeg", ("X-Meta-Alt", "%zz")),
            UploadRequests.Raw(image, "image/jpeg", ("X-Meta-Alt", "%ff")),
            UploadRequests.Raw(image, "image/jpeg", ("X-Meta-Alt", "100%")),
            UploadRequests.Raw(image, "image/jpeg", ("X-Meta-Alt", "a"), ("X-Meta-Alt", "b")),
            UploadRequests.Multipart(image, "a.jpg", ("alt", new string('ä', 1000))),
        })
        {
            using var request = UploadRequests.Post(content);
            var problem = await _api.Client.ProblemAsync(request, 400, "invalid-metadata");
            Assert.Equal("alt", Assert.Single(problem.GetProperty("names").EnumerateArray()).GetString());
        }
    }

    [Theory]
    [InlineData("short")]
    [InlineData("contains a space, which is none")]
    public async Task Weak_Idempotency_Key(string key)
    {
        using var header = UploadRequests.Post(UploadRequests.Multipart(Jpeg), key);
        await _api.Client.ProblemAsync(header, 400, "weak-idempotency-key");
        using var member = UploadRequests.Post(UploadRequests.Json(new { file = Convert.ToBase64String(Jpeg), idempotencyKey = key }));
        await _api.Client.ProblemAsync(member, 400, "weak-idempotency-key");
    }

    [Theory]
    [InlineData("uploads/p1125rfjfvqn7rnh7sx2anfm5g")]
    [InlineData("uploads/nonsense")]
    [InlineData("uploads/..%2f..%2fetc%2fpasswd")]
    [InlineData("images/p1125rfjfvqn7rnh7sx2anfm5g")]
    [InlineData("images/..%2fincoming")]
    [InlineData("nothing/here")]
    public async Task Not_Found(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        await _api.Client.ProblemAsync(request, 404, "not-found");
    }

    [Fact]
    public async Task Deleting_Needs_The_Token_And_The_Right_One()
    {
        var upload = await _api.Client.UploadAsync(UploadRequests.Multipart(Jpeg));
        var path = $"uploads/{upload.Text("id")}";

        using var none = new HttpRequestMessage(HttpMethod.Delete, path);
        await _api.Client.ProblemAsync(none, 401, "delete-token-required");
        using var wrong =
            new HttpRequestMessage(HttpMethod.Delete, path) { Headers = { { "X-Delete-Token", UploadKey.CreateRandom().DeleteToken } } };
        await _api.Client.ProblemAsync(wrong, 403, "delete-token-wrong");
        using var missing =
            new HttpRequestMessage(HttpMethod.Delete, $"uploads/{UploadKey.CreateRandom().Id}") { Headers = { { "X-Delete-Token", "x" } } };
        await _api.Client.ProblemAsync(missing, 404, "not-found");

        Assert.Equal(Jpeg, await _api.Client.GetByteArrayAsync(upload.Text("url"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("https://www.example.com:8443")]
    public async Task Origin_Not_Allowed(string origin)
    {
        await using var api = UploadApi.Start(("AllowedOrigins", "https://www.example.com"));
        using var post = UploadRequests.Post(UploadRequests.Multipart(Jpeg), origin: origin);
        await api.Client.ProblemAsync(post, 403, "origin-not-allowed");
        using var delete =
            new HttpRequestMessage(HttpMethod.Delete, $"uploads/{UploadKey.CreateRandom().Id}") { Headers = { { "Origin", origin } } };
        await api.Client.ProblemAsync(delete, 403, "origin-not-allowed");
    }

    [Fact]
    public async Task Storage_Unavailable_Says_When_To_Retry()
    {
        await using var api = UploadApi.Start(
            services: services =>
                services.AddSingleton<IObjectStore>(new StubStore(_ => throw new StorageException("The bucket is gone"))));
        using var request = UploadRequests.Post(UploadRequests.Multipart(Jpeg));
        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        using var again = UploadRequests.Post(UploadRequests.Multipart(Jpeg));
        var problem = await api.Client.ProblemAsync(again, 503, "storage-unavailable");
        Assert.DoesNotContain("bucket", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(api.Logs.Lines, line => line.Contains("The bucket is gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deadline_When_The_Store_Does_Not_Answer_In_Time()
    {
        var clock = new FakeTimeProvider();
        // The store hangs until it is cancelled; the clock then passes the limit.
        var store = new StubStore(async cancellationToken =>
        {
            var hang = Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            clock.Advance(TimeSpan.FromSeconds(28));
            await hang;
        });
        await using var api = UploadApi.Start(
            services: services => services.AddSingleton<IObjectStore>(store).AddSingleton<TimeProvider>(clock));
        using var request = UploadRequests.Post(UploadRequests.Multipart(Jpeg));
        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("deadline", (await response.JsonAsync()).Text("code"));
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
    }
}
