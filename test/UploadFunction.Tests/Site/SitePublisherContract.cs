using System.Globalization;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using UploadFunction.Site;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Site;

/// <summary>The published program takes CloudFormation's events, and the bucket has the form.</summary>
public abstract class SitePublisherContract(PublishedProgram program, S3Servers servers)
{
    private static readonly string Version = ServiceEndpoints.Version;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_Writes_Every_File_Of_The_Form_Twice_With_Its_Type_And_How_Long_It_Is_Kept()
    {
        await using var site = await OpenAsync();

        var answer = await site.Function.InvokeAsync(site.Event("Create"));

        Assert.Equal(("SUCCESS", null), answer.Outcome);
        var keys = await site.KeysAsync();
        Assert.Equal(
            site.Files.SelectMany(name => (string[])[$"site/{name}", $"site/{Version}/{name}"]).Append("site/config.json").Order(
                StringComparer.Ordinal),
            keys.Order(StringComparer.Ordinal));
        foreach (var name in site.Files)
        {
            var (current, pinned) = (await site.ReadAsync($"site/{name}"), await site.ReadAsync($"site/{Version}/{name}"));
            var isPage = name == "index.html";
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(site.Folder, name), Cancellation), Unpointed(current.Bytes, isPage));
            Assert.Equal(Path.GetExtension(name) is ".js" or ".css" or ".json" ? "gzip" : null, current.ContentEncoding);
            Assert.Equal(current.ContentEncoding, pinned.ContentEncoding);
            Assert.Equal(current.Bytes, pinned.Bytes);
            Assert.Equal(
                Path.GetExtension(name) switch
                {
                    ".html" => "text/html",
                    ".js" => "text/javascript",
                    ".css" => "text/css",
                    ".json" => "application/json",
                    ".svg" => "image/svg+xml",
                    var other => throw new InvalidOperationException($"What is the content type of {other}?"),
                },
                current.ContentType);
            Assert.Equal(current.ContentType, pinned.ContentType);
            Assert.Equal(isPage ? "public, max-age=60" : "public, max-age=300", current.CacheControl);
            Assert.Equal(isPage ? "public, max-age=60" : "public, max-age=31536000, immutable", pinned.CacheControl);
        }
    }

    [Theory]
    [InlineData("image-upload.js")]
    [InlineData("image-upload.css")]
    [InlineData("image-upload.de.json")]
    public async Task A_Client_That_Decodes_Sees_A_File_As_It_Was_Written_And_Less_Than_Half_Of_It_Travels(string name)
    {
        var curl = Needs.Program("curl");
        await using var site = await OpenAsync();
        await site.Function.InvokeAsync(site.Event("Create"));
        using var received = new TemporaryFolder();
        var copy = Path.Combine(received.Path, name);

        var (exitCode, traveled) = await ProcessOutput.RunAsync(
            curl, ["--silent", "--fail", "--compressed", "--output", copy, "--write-out", "%{size_download}", site.UrlOf($"site/{name}")]);

        Assert.Equal(0, exitCode);
        var written = await File.ReadAllBytesAsync(Path.Combine(site.Folder, name), Cancellation);
        Assert.Equal(written, await File.ReadAllBytesAsync(copy, Cancellation));
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {traveled} of {written.Length} bytes");
        Assert.InRange(int.Parse(traveled, CultureInfo.InvariantCulture), 1, written.Length / 2);
    }

    [Fact]
    public async Task The_Response_Is_What_CloudFormation_Waits_For()
    {
        await using var site = await OpenAsync();

        var answer = await site.Function.InvokeAsync(site.Event("Create", ("PublicBaseUrl", "https://cdn.example.com")));

        Assert.Equal($"PUT {CloudFormation.Target}", answer.Line);
        Assert.DoesNotContain("Content-Type", answer.Headers.Keys);
        Assert.Equal($"{answer.Body.Length}", answer.Headers["Content-Length"]);
        Assert.Equal(
            "{\"Status\":\"SUCCESS\",\"PhysicalResourceId\":\"site\","
            + "\"StackId\":\"arn:aws:cloudformation:eu-central-1:123456789012:stack/uploads/1\","
            + """
            "RequestId":"r-1","LogicalResourceId":"Site","Data":{"PublicBaseUrl":"https://cdn.example.com"}}
            """,
            Encoding.UTF8.GetString(answer.Body));
        await site.Function.Log.WaitForLineAsync(line => line.Contains("Published the site", StringComparison.Ordinal), Cancellation);
    }

    [Fact]
    public async Task The_Configuration_Follows_The_Properties_Of_Each_Update()
    {
        await using var site = await OpenAsync();
        await site.Function.InvokeAsync(site.Event("Create"));
        var first = await site.ReadAsync("site/config.json");

        var answer = await site.Function.InvokeAsync(site.Event(
            "Update",
            ("MaxInlineBytes", "1000000"),
            ("MaxBytes", "50000000"),
            ("MaxPixels", "40000000"),
            ("Types", "image/heic,image/jpeg"),
            ("MetadataNames", "alt")));

        Assert.Equal(("SUCCESS", null), answer.Outcome);
        var second = await site.ReadAsync("site/config.json");
        Assert.Equal(("application/json", "public, max-age=60"), (second.ContentType, second.CacheControl));
        Assert.Equal(
            $$$"""
            {"version":"{{{Version}}}","api":"{{{CloudFormation.Api}}}",
            """
            + """
            "limits":{"maxInlineBytes":4500000,"maxBytes":25000000,"maxPixels":100000000,
            """
            + """
            "types":["image/jpeg","image/png","image/gif","image/webp","image/avif"],"metadataNames":["alt","caption","credit"]}}
            """,
            first.Text);
        Assert.Equal(
            $$$"""
            {"version":"{{{Version}}}","api":"{{{CloudFormation.Api}}}",
            """
            + """
            "limits":{"maxInlineBytes":1000000,"maxBytes":50000000,"maxPixels":40000000,
            """
            + """
            "types":["image/jpeg","image/heic"],"metadataNames":["alt"]}}
            """,
            second.Text);
    }

    [Fact]
    public async Task Update_Publishes_A_Changed_Page_And_Removes_What_Is_Gone_But_No_Pinned_File_Ever_Changes()
    {
        await using var site = await OpenAsync();
        await site.Function.InvokeAsync(site.Event("Create"));
        var pinned = await site.ReadAsync($"site/{Version}/index.css");
        await site.WriteAsync("site/0.0.9/image-upload.js", "an earlier version");

        using var changed = new TemporaryFolder();
        FolderCopy.Copy(Path.GetDirectoryName(await program.PathAsync())!, changed.Path);
        var wwwroot = Path.Combine(changed.Path, "wwwroot");
        await File.WriteAllTextAsync(Path.Combine(wwwroot, "index.html"), "<!doctype html><title>Ours</title>", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(wwwroot, "index.css"), "body { color: red }", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(wwwroot, "new.css"), "p { color: red }", Cancellation);
        File.Delete(Path.Combine(wwwroot, "icon.svg"));
        await using var later = await site.WithAsync(Path.Combine(changed.Path, Path.GetFileName(await program.PathAsync())));
        Assert.Equal(("SUCCESS", null), (await later.InvokeAsync(later.CloudFormation.Event("Update"))).Outcome);

        Assert.Equal("<!doctype html><title>Ours</title>", (await site.ReadAsync("site/index.html")).Text);
        Assert.Equal("body { color: red }", (await site.ReadAsync("site/index.css")).Text);
        Assert.Equal("p { color: red }", (await site.ReadAsync($"site/{Version}/new.css")).Text);
        Assert.Equal(pinned.Text, (await site.ReadAsync($"site/{Version}/index.css")).Text);
        await later.Log.WaitForLineAsync(
            line => line.Contains($"site/{Version}/index.css was published before with different content", StringComparison.Ordinal),
            Cancellation);
        Assert.DoesNotContain(later.Log.Lines, line => line.Contains("image-upload.js was published before", StringComparison.Ordinal));
        var keys = await site.KeysAsync();
        Assert.DoesNotContain("site/icon.svg", keys);
        Assert.Contains($"site/{Version}/icon.svg", keys);
        Assert.Contains("site/0.0.9/image-upload.js", keys);
    }

    [Fact]
    public async Task Delete_Removes_The_Site_And_No_Image()
    {
        await using var site = await OpenAsync();
        string[] others =
            ["images/p1125rfjfvqn7rnh7sx2anfm5g", "incoming/p1125rfjfvqn7rnh7sx2anfm5g", "site-of-another/index.html", "sites.txt"];
        foreach (var key in others)
            await site.WriteAsync(key, "not ours to remove");
        await site.WriteAsync("site/0.0.9/image-upload.js", "an earlier version");
        await site.Function.InvokeAsync(site.Event("Create"));

        var answer = await site.Function.InvokeAsync(site.Event("Delete"));

        Assert.Equal(("SUCCESS", null), answer.Outcome);
        Assert.Equal("site", answer.Json.Text("PhysicalResourceId"));
        Assert.Equal(others.Order(StringComparer.Ordinal), (await site.KeysAsync()).Order(StringComparer.Ordinal));
        // CloudFormation may ask again, and a stack may be made anew over the bucket that was kept.
        Assert.Equal(("SUCCESS", null), (await site.Function.InvokeAsync(site.Event("Delete"))).Outcome);
        Assert.Equal(("SUCCESS", null), (await site.Function.InvokeAsync(site.Event("Create"))).Outcome);
    }

    private static byte[] Unpointed(byte[] bytes, bool isPage)
    {
        if (!isPage)
            return bytes;
        var page = Encoding.UTF8.GetString(bytes);
        Assert.Contains($"action=\"{CloudFormation.Api}/uploads\"", page);
        Assert.Equal(4, page.Split($"\"{CloudFormation.Api}/").Length - 1);
        return Encoding.UTF8.GetBytes(page.Replace($"{CloudFormation.Api}/", "", StringComparison.Ordinal));
    }

    private async Task<BucketSite> OpenAsync()
    {
        var server = await servers.MotoAsync();
        var bucket = await server.CreateBucketAsync();
        var path = await program.PathAsync();
        return new BucketSite(
            server,
            bucket,
            Path.Combine(Path.GetDirectoryName(path)!, "wwwroot"),
            await SiteFunction.StartAsync(path, server.Environment, bucket));
    }

    /// <summary>A bucket of its own, with the function that fills it.</summary>
    private sealed class BucketSite(S3Server server, string bucket, string folder, SiteFunction function) : IAsyncDisposable
    {
        private readonly AmazonS3Client _s3 = server.CreateClient();

        public SiteFunction Function => function;

        public string Folder => folder;

        public IEnumerable<string> Files => Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path));

        public byte[] Event(string type, params (string Name, System.Text.Json.Nodes.JsonNode? Value)[] properties) =>
            function.CloudFormation.Event(type, properties);

        /// <summary>Signed, because this bucket has no policy that makes it public.</summary>
        public string UrlOf(string key) => _s3.GetPreSignedURL(
            new() { BucketName = bucket, Key = key, Expires = DateTime.UtcNow.AddHours(1), Protocol = Protocol.HTTP });

        public Task<SiteFunction> WithAsync(string otherBinary) => SiteFunction.StartAsync(otherBinary, server.Environment, bucket);

        public async Task<IEnumerable<string>> KeysAsync() =>
            (await _s3.ListObjectsV2Async(new() { BucketName = bucket }, Cancellation)).S3Objects.Select(found => found.Key);

        public async Task<Stored> ReadAsync(string key)
        {
            using var response = await _s3.GetObjectAsync(bucket, key, Cancellation);
            using var bytes = new MemoryStream();
            await response.ResponseStream.CopyToAsync(bytes, Cancellation);
            var encoding = response.Headers.ContentEncoding is { Length: > 0 } given ? given : null;
            return new Stored(
                Gzip.Decode(bytes.ToArray(), encoding).ToArray(),
                response.Headers.ContentType,
                response.Headers.CacheControl,
                encoding);
        }

        public async Task WriteAsync(string key, string text) =>
            await _s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = text }, Cancellation);

        public async ValueTask DisposeAsync()
        {
            await function.DisposeAsync();
            _s3.Dispose();
        }
    }

    /// <param name="Bytes">Decoded.</param>
    private sealed record Stored(byte[] Bytes, string ContentType, string CacheControl, string? ContentEncoding)
    {
        public string Text => Encoding.UTF8.GetString(Bytes);
    }
}
