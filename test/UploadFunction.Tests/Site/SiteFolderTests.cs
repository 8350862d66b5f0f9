using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Site;
using UploadFunction.Tests.ObjectStorage;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Site;

/// <summary>What is written into <c>site/</c>, in which order, and what stays there.</summary>
public sealed class SiteFolderTests : IDisposable
{
    private readonly TemporaryFolder _bucket = new();
    private readonly TemporaryFolder _web = new();
    private readonly DiskObjectStore _store;

    public SiteFolderTests() => _store = new DiskObjectStore(_bucket.Path, TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _bucket.Dispose();
        _web.Dispose();
    }

    [Fact]
    public async Task What_Is_Loaded_Is_There_Before_What_Loads_It()
    {
        await using var s3 = await StubS3.StartAsync((context, _) => context.Request.Method == "GET"
            ? context.Response.WriteAsync("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></ListBucketResult>")
            : Task.CompletedTask);
        foreach (var name in (string[])["index.html", "b.js", "z.css", "a.js", "about/index.html", "icon.svg"])
            await WriteAsync(name, name);

        await TestSite.PublishAsync(s3.OpenStore(), TestSite.Settings("https://api.example.com"), _web.Path);

        string[] order = ["icon.svg", "z.css", "a.js", "b.js", "about/index.html", "index.html"];
        Assert.Equal(
            [.. order.Select(name => $"{ServiceEndpoints.Version}/{name}"), "config.json", .. order],
            s3.Requests.Where(request => request.Method == "PUT").Select(request => request.Path[$"/{StubS3.Bucket}/site/".Length..]));
        Assert.Equal("GET", s3.Requests[^1].Method);
    }

    [Fact]
    public async Task A_Pinned_File_Is_Written_Once_And_The_Log_Says_When_It_Would_Have_Changed()
    {
        using var log = new LogRecorder();
        var settings = TestSite.Settings("https://api.example.com");
        await WriteAsync("index.js", "first");
        await TestSite.PublishAsync(_store, settings, _web.Path, log);
        await TestSite.PublishAsync(_store, settings, _web.Path, log);
        Assert.Empty(log.Lines);

        await WriteAsync("index.js", "second");
        await TestSite.PublishAsync(_store, settings, _web.Path, log);

        Assert.Equal("second", await ReadAsync("site/index.js"));
        Assert.Equal("first", await ReadAsync($"site/{ServiceEndpoints.Version}/index.js"));
        Assert.StartsWith(
            $"Warning: site/{ServiceEndpoints.Version}/index.js was published before with different content",
            Assert.Single(log.Lines),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("index.js", "gzip")]
    [InlineData("index.css", "gzip")]
    [InlineData("image-upload.de.json", "gzip")]
    [InlineData("config.json", "gzip")]
    [InlineData("index.html", null)]
    [InlineData("icon.svg", null)]
    public async Task What_S3_Would_Send_Uncompressed_Is_Stored_Compressed(string name, string? encoding)
    {
        var text = string.Concat(Enumerable.Repeat("the same again, ", 100));
        await WriteAsync(name, text);

        await TestSite.PublishAsync(_store, TestSite.Settings("https://api.example.com"), _web.Path);

        var stored = await _store.HeadAsync($"site/{ServiceEndpoints.Version}/{name}", Cancellation);
        Assert.Equal(encoding, stored!.ContentEncoding);
        Assert.Equal(encoding is null, stored.Size == text.Length);
        Assert.Equal(text, await ReadAsync($"site/{ServiceEndpoints.Version}/{name}"));
        Assert.Equal("gzip", (await _store.HeadAsync("site/config.json", Cancellation))!.ContentEncoding);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_Pinned_File_That_Was_Stored_In_Other_Bytes_Is_The_Same_File(bool isCompressed)
    {
        using var log = new LogRecorder();
        await WriteAsync("index.js", "first");
        var bytes = isCompressed ? StoredGzip("first"u8) : "first"u8.ToArray();
        var headers = TestObjects.HeadersFor(bytes) with { ContentEncoding = isCompressed ? "gzip" : null };
        await _store.PutAsync($"site/{ServiceEndpoints.Version}/index.js", bytes, headers, Cancellation);

        await TestSite.PublishAsync(_store, TestSite.Settings("https://api.example.com"), _web.Path, log);

        Assert.Empty(log.Lines);
        Assert.NotEqual(bytes, (await _store.GetAsync("site/index.js", Cancellation))!.Bytes.ToArray());
    }

    [Fact]
    public async Task The_Page_Of_A_Version_Follows_The_Api()
    {
        await WriteAsync("index.html", "<form data-api=\"uploads\" action=\"uploads\">");
        await TestSite.PublishAsync(_store, TestSite.Settings("https://first.example.com"), _web.Path);

        await TestSite.PublishAsync(_store, TestSite.Settings("https://second.example.com"), _web.Path);

        foreach (var key in (string[])["site/index.html", $"site/{ServiceEndpoints.Version}/index.html"])
            Assert.Contains("action=\"https://second.example.com/uploads\"", await ReadAsync(key), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_The_Form_No_Longer_Has_Goes_But_Every_Version_Stays()
    {
        await WriteAsync("index.html", "x");
        string[] stays = ["site/0.0.9/index.js", "site/1.0.0-rc.1/fonts/a.woff2", "images/x", "incoming/x", "site.txt"];
        foreach (var key in (string[])[.. stays, "site/old.js", "site/fonts/old.woff2", "site/v2/old.js"])
            await _store.TryPutAsync(key, TestObjects.Bytes(10));

        await TestSite.PublishAsync(_store, TestSite.Settings("https://api.example.com"), _web.Path);

        Assert.Equal(
            [
                "site/0.0.9/index.js",
                $"site/{ServiceEndpoints.Version}/index.html",
                "site/1.0.0-rc.1/fonts/a.woff2",
                "site/config.json",
                "site/index.html",
            ],
            (await _store.ListAsync("site/", Cancellation)).Order(StringComparer.Ordinal));
        Assert.All(stays, key => Assert.True(File.Exists(Path.Combine(_bucket.Path, key))));
    }

    [Theory]
    [InlineData("font.woff2", "font/woff2")]
    [InlineData("module.mjs", "text/javascript")]
    [InlineData("photo.JPG", "image/jpeg")]
    [InlineData("app.webmanifest", "application/manifest+json")]
    [InlineData("LICENSE", "application/octet-stream")]
    public async Task A_File_Has_The_Type_Of_Its_Name(string name, string type)
    {
        await WriteAsync(name, "x");

        await TestSite.PublishAsync(_store, TestSite.Settings("https://api.example.com"), _web.Path);

        var stored = await _store.HeadAsync($"site/{name}", Cancellation);
        Assert.Equal((type, "public, max-age=300"), (stored!.ContentType, stored.CacheControl));
    }

    [Theory]
    [InlineData("my_page.html")]
    [InlineData(".well-known/x")]
    [InlineData("ünsere.css")]
    public async Task A_Name_That_Cannot_Be_Published_Is_Told_Before_Anything_Is_Written(string name)
    {
        await WriteAsync("index.html", "x");
        await WriteAsync(name, "x");

        var e = await Assert.ThrowsAsync<InvalidDataException>(
            () => TestSite.PublishAsync(_store, TestSite.Settings("https://api.example.com"), _web.Path));

        Assert.Contains($"wwwroot/{name} cannot be published", e.Message, StringComparison.Ordinal);
        Assert.Empty(await _store.ListAsync("site/", Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not-there")]
    public async Task A_Package_Without_The_Form_Does_Not_Empty_The_Site(string folder)
    {
        await _store.TryPutAsync("site/index.html", TestObjects.Bytes(10));

        await Assert.ThrowsAsync<InvalidDataException>(
            () => TestSite.PublishAsync(_store, TestSite.Settings("https://api.example.com"), Path.Combine(_web.Path, folder)));

        Assert.NotNull(await _store.HeadAsync("site/index.html", Cancellation));
    }

    [Fact]
    public async Task The_Configuration_Is_What_The_Api_Itself_Answers()
    {
        await using var api = UploadApi.Start();
        await WriteAsync("index.html", "x");

        await TestSite.PublishAsync(_store, TestSite.Settings(api.BaseAddress.ToString()), _web.Path);

        using var answer = await api.Client.GetAsync("config.json", Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(await answer.Content.ReadAsStringAsync(Cancellation), await ReadAsync("site/config.json"));
    }

    private async Task WriteAsync(string name, string text)
    {
        var path = Path.Combine(_web.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, Cancellation);
    }

    /// <summary>As another version of zlib might compress it.</summary>
    private static byte[] StoredGzip(ReadOnlySpan<byte> content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.NoCompression))
            gzip.Write(content);
        return compressed.ToArray();
    }

    /// <summary>Decoded.</summary>
    private async Task<string> ReadAsync(string key)
    {
        var stored = (await _store.GetAsync(key, Cancellation))!;
        return Encoding.UTF8.GetString(Gzip.Decode(stored.Bytes, stored.Head.ContentEncoding).Span);
    }
}
