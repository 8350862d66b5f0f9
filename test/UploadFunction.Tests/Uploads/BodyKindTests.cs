using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

/// <summary>Every kind of body brings every format in, and the answer says what is stored.</summary>
public sealed class BodyKindTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start();

    public static MatrixTheoryData<BodyKind, string> KindsAndFormats => new(
        Enum.GetValues<BodyKind>(), ["jpeg-baseline.jpg", "png-rgba.png", "gif-animated.gif", "webp-lossy.webp", "avif-still.avif"]);

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [MemberData(nameof(KindsAndFormats))]
    public async Task Stores_The_Image(BodyKind kind, string sample)
    {
        var info = SampleImages.Get(sample);
        using var request = UploadRequests.Post(UploadRequests.Content(kind, info.Bytes, sample, "image/jpeg"));

        using var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var upload = await response.JsonAsync();
        var id = upload.Text("id");
        Assert.Equal($"{_api.BaseAddress}uploads/{id}", response.Headers.Location?.ToString());
        Assert.Equal($"images/{id}", upload.Text("key"));
        Assert.Equal($"{_api.BaseAddress}images/{id}", upload.Text("url"));
        Assert.Equal(sample, upload.Text("fileName"));
        Assert.Equal(info.Format.MimeType, upload.Text("contentType"));
        var image = info.Stored;
        Assert.Equal(
            (image.Length, info.Width, info.Height),
            (upload.GetProperty("size").GetInt32(), upload.GetProperty("width").GetInt32(), upload.GetProperty("height").GetInt32()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(image)), upload.Text("sha256"));

        using var served = await _api.Client.GetAsync(upload.Text("url"), TestContext.Current.CancellationToken);
        Assert.Equal(image, await served.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(info.Format.MimeType, served.Content.Headers.ContentType?.ToString());
        Assert.Equal("nosniff", served.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("standard", "\n")]
    [InlineData("standard", "\r\n")]
    [InlineData("url", "")]
    [InlineData("unpadded", "")]
    [InlineData("unpadded url", "\n")]
    public async Task Takes_Base64_In_Every_Spelling(string spelling, string lineBreak)
    {
        var image = SampleImages.Get("png-rgba.png").Bytes;
        var base64 = Convert.ToBase64String(image);
        if (spelling.Contains("url", StringComparison.Ordinal))
            base64 = base64.Replace('+', '-').Replace('/', '_');
        if (spelling.Contains("unpadded", StringComparison.Ordinal))
            base64 = base64.TrimEnd('=');
        base64 = string.Join(lineBreak, base64.Chunk(76).Select(line => new string(line)));

        foreach (var content in new[]
        {
            UploadRequests.Json(new { file = base64 }),
            UploadRequests.Json(new { file = "data:image/png;base64," + base64 }),
            UploadRequests.Text(base64),
            UploadRequests.Text("data:image/png;charset=x;base64," + base64),
            UploadRequests.Text("\nDATA:image/png;BASE64," + base64),
            UploadRequests.Raw(Encoding.ASCII.GetBytes(base64), "image/png", ("Content-Transfer-Encoding", "base64")),
        })
        {
            var upload = await _api.Client.UploadAsync(content);
            Assert.Equal(image, await _api.Client.GetByteArrayAsync(upload.Text("url"), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Takes_Base64_In_Json_With_Escapes()
    {
        var image = SampleImages.Get("webp-lossy.webp").Bytes;
        var escaped = Convert.ToBase64String(image)
            .Replace("/", "\\/", StringComparison.Ordinal)
            .Replace("=", "\\u003d", StringComparison.Ordinal)
            .Insert(8, "\\n");
        var content = new StringContent($$"""{"file":"{{escaped}}"}""", Encoding.UTF8, "application/json");

        var upload = await _api.Client.UploadAsync(content);

        Assert.Equal(image, await _api.Client.GetByteArrayAsync(upload.Text("url"), TestContext.Current.CancellationToken));
        Assert.Equal("image.webp", upload.Text("fileName"));
    }

    [Fact]
    public async Task Takes_The_Name_Of_A_Raw_Body_From_Content_Disposition_First()
    {
        var content = UploadRequests.Raw(
            SampleImages.Jpeg.Bytes,
            "image/jpeg",
            ("Content-Disposition", "attachment; filename=\"b.jpg\"; filename*=UTF-8''%E7%8C%AB.jpg"),
            ("X-File-Name", "c.jpg"));

        Assert.Equal("猫.jpg", (await _api.Client.UploadAsync(content)).Text("fileName"));
    }

    [Fact]
    public async Task Stores_Allowed_Metadata_From_Every_Kind_And_Lists_What_It_Ignored()
    {
        var image = SampleImages.Jpeg.Bytes;
        (HttpContent Content, string[] Ignored)[] contents =
        [
            (UploadRequests.Multipart(image, "a.jpg", ("ALT", "Eine Katze 🐈"), ("caption", ""), ("email", "x")), ["email"]),
            (
                UploadRequests.Json(
                    new
                    {
                        file = Convert.ToBase64String(image),
                        metadata = new { Alt = "Eine Katze 🐈", caption = "", email = "x" },
                        size = 3,
                    }),
                ["metadata.email", "size"]),
            (
                UploadRequests.Raw(
                    image,
                    "image/jpeg",
                    ("X-Meta-Alt", Uri.EscapeDataString("Eine Katze 🐈")),
                    ("X-Meta-Caption", ""),
                    ("X-Meta-Email", "x")), ["x-meta-email"]),
            (
                UploadRequests.Text(
                    Convert.ToBase64String(image), ("X-Meta-Alt", Uri.EscapeDataString("Eine Katze 🐈")), ("X-Meta-Email", "x")),
                ["x-meta-email"]),
        ];
        foreach (var (content, ignored) in contents)
        {
            var upload = await _api.Client.UploadAsync(content);

            var entry = Assert.Single(upload.GetProperty("metadata").EnumerateObject());
            Assert.Equal(("alt", "Eine Katze 🐈"), (entry.Name, entry.Value.GetString()));
            Assert.Equal(ignored, upload.GetProperty("ignoredFields").EnumerateArray().Select(name => name.GetString()));
        }
    }

    [Fact]
    public async Task A_Flood_Of_Unknown_Names_Neither_Holds_The_Server_Up_Nor_Blows_The_Answer_Up()
    {
        var file = Convert.ToBase64String(SampleImages.Jpeg.Bytes);
        var many = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"\"{i:x5}\":1,"));
        var names = (await UploadAsync($"{{{many}\"file\":\"{file}\"}}")).GetProperty("ignoredFields").EnumerateArray().Select(
            name => name.GetString()!).ToList();
        Assert.Equal(Enumerable.Range(0, names.Count).Select(i => $"{i:x5}"), names);
        Assert.NotEmpty(names);

        var longName = new string('<', 1_000_000);
        var answer = await UploadAsync($"{{\"{longName}\":1,\"file\":\"{file}\"}}");
        Assert.InRange(answer.GetRawText().Length, 1, 10_000);

        Task<System.Text.Json.JsonElement> UploadAsync(string json) =>
            _api.Client.UploadAsync(new StringContent(json, Encoding.UTF8, "application/json"));
    }

    [Fact]
    public async Task Takes_A_File_Part_Under_Any_Name_And_Overlooks_An_Empty_Second_Field()
    {
        var form = new MultipartFormDataContent();
        var empty = new ByteArrayContent([]);
        empty.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"second\"", FileName = "\"\"" };
        form.Add(empty);
        form.Add(new ByteArrayContent(SampleImages.Jpeg.Bytes), "whatever", "x.jpg");

        Assert.Equal("x.jpg", (await _api.Client.UploadAsync(form)).Text("fileName"));
    }

    [Fact]
    public async Task Describes_An_Upload_Without_Its_Secrets_And_Deletes_It_By_Its_Token()
    {
        var upload = await _api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes, "cat.jpg", ("alt", "A cat")));
        var path = $"uploads/{upload.Text("id")}";

        using var described = await _api.Client.GetAsync(path, TestContext.Current.CancellationToken);
        var description = await described.JsonAsync();
        Assert.False(description.TryGetProperty("deleteToken", out _));
        Assert.False(description.TryGetProperty("ignoredFields", out _));
        Assert.All(
            description.EnumerateObject(), member => Assert.Equal(upload.GetProperty(member.Name).ToString(), member.Value.ToString()));
        Assert.Equal(upload.EnumerateObject().Count() - 2, description.EnumerateObject().Count());

        using var delete =
            new HttpRequestMessage(HttpMethod.Delete, path) { Headers = { { "X-Delete-Token", upload.Text("deleteToken") } } };
        using var deleted = await _api.Client.SendAsync(delete, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await _api.Client.GetAsync(upload.Text("url"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }
}
