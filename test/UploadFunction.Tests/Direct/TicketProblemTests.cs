using System.Security.Cryptography;
using System.Text;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Direct;

/// <summary>What gets no ticket, and why.</summary>
public sealed class TicketProblemTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DirectApi _api;

    public TicketProblemTests() => _api = DirectApi.Start(new DiskObjectStore(_folder.Path, TimeProvider.System));

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("""{"contentType":"image/jpeg","size":10}""", "fileName")]
    [InlineData("""{"fileName":null,"contentType":"image/jpeg","size":10}""", "fileName")]
    [InlineData("""{"fileName":["a.jpg"],"contentType":"image/jpeg","size":10}""", "fileName")]
    [InlineData("""{"fileName":"a.jpg","size":10}""", "contentType")]
    [InlineData("""{"fileName":"a.jpg","contentType":5,"size":10}""", "contentType")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg"}""", "size")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":null}""", "size")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":0}""", "size")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":-1}""", "size")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":1.5}""", "size")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":"10"}""", "size")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":"NaN"}""", "size")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":[10]}""", "size")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":1e400}""", "size")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":9223372036854775808}""", "size")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":10,"idempotencyKey":5}""", "idempotencyKey")]
    public async Task Invalid_Ticket_Names_The_Member(string body, string member)
    {
        using var request = Post(body);
        var problem = await _api.Client.ProblemAsync(request, 400, "invalid-ticket");
        Assert.Contains($"'{member}'", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":NaN}""")]
    [InlineData("""{"fileName":"\ud800","contentType":"image/jpeg","size":10}""")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":10} trailing""")]
    public async Task Malformed_Json(string body)
    {
        using var request = Post(body);
        await _api.Client.ProblemAsync(request, 400, "malformed-json");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("image/jpeg")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task The_Body_Is_Json_And_Never_The_Image(string contentType)
    {
        using var request = Post("{}", contentType);
        await _api.Client.ProblemAsync(request, 415, "unsupported-body");
    }

    [Theory]
    [InlineData("image/svg+xml", "scripts")]
    [InlineData("text/html", "scripts")]
    [InlineData("image/heic", "HEIC")]
    [InlineData("video/mp4", "not taken")]
    [InlineData("image/jpeg, text/html", "not taken")]
    [InlineData("", "not taken")]
    public async Task A_Type_That_Is_Not_Taken_Gets_No_Ticket(string contentType, string hint)
    {
        using var request = DirectApi.TicketRequest(new { fileName = "a", contentType, size = 10 });
        var problem = await _api.Client.ProblemAsync(request, 415, "unsupported-image");
        Assert.Contains(hint, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Contains("image/jpeg", problem.GetProperty("types").EnumerateArray().Select(type => type.GetString()));
    }

    [Fact]
    public async Task Weak_Idempotency_Key()
    {
        using var request = DirectApi.TicketRequest(new { fileName = "a.jpg", contentType = "image/jpeg", size = 10 }, "short");
        await _api.Client.ProblemAsync(request, 400, "weak-idempotency-key");
    }

    [Theory]
    [InlineData("""{"alt":5}""")]
    [InlineData("""{"alt":"a","ALT":"b"}""")]
    public async Task Metadata_Follows_The_Same_Rules_As_Inline(string metadata)
    {
        using var request = Post($$"""{"fileName":"a.jpg","contentType":"image/jpeg","size":10,"metadata":{{metadata}}}""");
        await _api.Client.ProblemAsync(request, 400, "invalid-metadata");
    }

    [Fact]
    public async Task An_Id_That_Another_Took_Is_A_Conflict()
    {
        var key = UploadRequests.NewKey();
        Assert.True(UploadKey.TryParse(key, out var parsed));
        var image = SampleImages.Jpeg.Bytes;
        await _api.Store.TryPutAsync(
            $"images/{parsed.Id}",
            image,
            new ObjectHeaders(
                "image/jpeg", "", "", SHA256.HashData(image), new Dictionary<string, string> { ["delete-token-sha256"] = new('0', 64) }),
            TestContext.Current.CancellationToken);

        using var request = DirectApi.TicketRequest(new { fileName = "photo.jpg", contentType = "image/jpeg", size = image.Length }, key);
        await _api.Client.ProblemAsync(request, 409, "idempotency-conflict");
    }

    private static HttpRequestMessage Post(string body, string contentType = "application/json") =>
        new(HttpMethod.Post, "uploads/direct") { Content = new StringContent(body, Encoding.UTF8, contentType) };
}
