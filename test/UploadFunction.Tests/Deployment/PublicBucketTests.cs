using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using ObjectStorage.S3;
using UploadFunction.Tests.ObjectStorage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

/// <summary>What a visitor can do in the template's bucket, asked of a server that enforces policies and CORS.</summary>
public sealed class PublicBucketTests(Stacks stacks, S3Servers servers)
{
    private static readonly string[] Keys = ["images/x", "site/index.html", "incoming/x", "imagesx"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_Public_Reads_Images_And_The_Site_And_Nothing_Else()
    {
        var image = TestObjects.Bytes(1000);
        using var anyone = await VisitorAsync(await stacks.GetAsync(cdn: false, jwt: false), image);

        Assert.Equal(image, await anyone.GetByteArrayAsync("images/x", Cancellation));
        Assert.Equal(image, await anyone.GetByteArrayAsync("site/index.html", Cancellation));

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.Forbidden, 9), await StatusesAsync(anyone, "incoming/x", "imagesx"));
    }

    [Fact]
    public async Task Behind_The_Cdn_The_Bucket_Itself_Is_Closed()
    {
        using var anyone = await VisitorAsync(await stacks.GetAsync(cdn: true, jwt: false), [1]);

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.Forbidden, 11), await StatusesAsync(anyone, Keys));
    }

    [Theory]
    [InlineData("*", "https://www.example.com", "POST", true)]
    [InlineData("https://www.example.com", "https://www.example.com", "POST", true)]
    [InlineData("https://www.example.com", "https://elsewhere.example", "POST", false)]
    [InlineData("https://www.example.com", "https://elsewhere.example", "GET", true)]
    public async Task Every_Page_May_Read_And_Those_That_May_Upload_May_Post(
        string allowedOrigins, string origin, string method, bool allowed)
    {
        var parameters = new Dictionary<string, string> { ["AllowedOrigins"] = allowedOrigins };
        var stack = Assert.Single(await SamTranslator.TranslateAsync([parameters]));
        using var page = await VisitorAsync(stack, [1], method);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "")
        {
            Headers =
            {
                { "Origin", origin },
                { "Access-Control-Request-Method", method },
                { "Access-Control-Request-Headers", "content-type" },
            },
        };

        using var answer = await page.SendAsync(preflight, Cancellation);

        string? Header(string name) =>
            answer.Headers.TryGetValues("Access-Control-" + name, out var values) ? string.Join(',', values) : null;
        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(allowed, Header("Allow-Origin") is { } named && (named == "*" || named == origin));
        Assert.Equal(allowed, Header("Allow-Methods")?.Split(',').Contains(method) ?? false);
        Assert.Equal(allowed ? "content-type" : null, Header("Allow-Headers"));
        // What the element reads of the answer to its upload, and widgets of an image: its name.
        Assert.Equal(allowed ? method == "POST" ? "ETag,Location" : "Content-Disposition" : null, Header("Expose-Headers"));
    }

    [Theory]
    [InlineData("0", "incoming/ 1")]
    [InlineData("30", "images/ 30", "incoming/ 1")]
    public async Task What_Is_Old_Goes_By_Itself(string expireDays, params string[] expected)
    {
        var server = await servers.RadosgwAsync();
        using var client = server.CreateClient();
        var bucket = await server.CreateBucketAsync();
        var stack = Assert.Single(await SamTranslator.TranslateAsync([new Dictionary<string, string> { ["ExpireDays"] = expireDays }]));

        await BucketSettings.ApplyAsync(stack, client, bucket, "POST", Cancellation);

        var rules = (await client.GetLifecycleConfigurationAsync(bucket, Cancellation)).Configuration.Rules;
        Assert.All(rules, rule => Assert.Equal(LifecycleRuleStatus.Enabled, rule.Status));
        Assert.Equal(
            expected,
            from rule in rules
            let prefix = Assert.IsType<LifecyclePrefixPredicate>(rule.Filter.LifecycleFilterPredicate).Prefix
            orderby prefix
            select $"{prefix} {rule.Expiration.Days}");
    }

    // A bucket with the template's settings and an object at each of the keys, as somebody without credentials sees it.
    private async Task<HttpClient> VisitorAsync(Stack stack, byte[] content, string corsOf = "GET")
    {
        var server = await servers.RadosgwAsync();
        using var client = server.CreateClient();
        var bucket = await server.CreateBucketAsync();
        await BucketSettings.ApplyAsync(stack, client, bucket, corsOf, Cancellation);
        var store = new S3ObjectStore(client, bucket, TimeProvider.System);
        foreach (var key in Keys)
            Assert.True(await store.TryPutAsync(key, content));
        return LoopbackClient.Create(new Uri($"{server.Endpoint}/{bucket}/"));
    }

    // Of the keys, and of what nobody may do anywhere.
    private static async Task<List<HttpStatusCode>> StatusesAsync(HttpClient anyone, params string[] keys)
    {
        using var replacement = new ByteArrayContent([1]);
        List<HttpStatusCode> statuses = [];
        foreach (var answering in (Task<HttpResponseMessage>[])
            [
                .. keys.Select(key => anyone.GetAsync(key, Cancellation)),
                anyone.GetAsync("images/missing", Cancellation),
                anyone.GetAsync("", Cancellation),
                anyone.GetAsync("?list-type=2&prefix=images/", Cancellation),
                anyone.GetAsync("?policy", Cancellation),
                anyone.PutAsync("images/y", replacement, Cancellation),
                anyone.PutAsync("images/x", replacement, Cancellation),
                anyone.DeleteAsync("images/x", Cancellation),
            ])
        {
            using var answer = await answering;
            statuses.Add(answer.StatusCode);
        }
        return statuses;
    }
}
