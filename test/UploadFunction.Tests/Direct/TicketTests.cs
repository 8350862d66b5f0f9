using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using UploadFunction.Storage;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Direct;

/// <summary>What a ticket is given for, and what it says.</summary>
public sealed class TicketTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly DirectApi _api;

    public TicketTests() => _api = Start();

    private static byte[] Jpeg => SampleImages.Jpeg.Bytes;

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_Ticket_Names_All_That_The_Client_Needs()
    {
        Assert.True(UploadKey.TryParse("0123456789abcdefghijkl", out var key));

        var ticket = await _api.TicketAsync(Jpeg, key: "0123456789abcdefghijkl", metadata: new { ALT = "A cat", unknown = "x", caption = "" });

        Assert.Equal(["id", "upload", "expiresAt", "completeUrl", "deleteToken"], ticket.EnumerateObject().Select(member => member.Name));
        Assert.Equal(key.Id, ticket.Text("id"));
        Assert.Equal(key.DeleteToken, ticket.Text("deleteToken"));
        Assert.Equal(_clock.GetUtcNow().AddMinutes(15), ticket.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal($"{_api.Client.BaseAddress}uploads/{key.Id}/complete", ticket.Text("completeUrl"));
        Assert.Equal("POST", ticket.GetProperty("upload").Text("method"));
        Assert.StartsWith(_api.Client.BaseAddress!.OriginalString, ticket.GetProperty("upload").Text("url"), StringComparison.Ordinal);
        var fields = ticket.GetProperty("upload").GetProperty("fields");
        Assert.Equal($"incoming/{key.Id}", fields.Text("key"));
        Assert.Equal("image/jpeg", fields.Text("Content-Type"));
        Assert.Equal("201", fields.Text("success_action_status"));
        Assert.Equal(
            ["x-amz-meta-alt=A%20cat", $"x-amz-meta-delete-token-sha256={key.DeleteTokenHash}", "x-amz-meta-file-name=photo.jpg"],
            fields.EnumerateObject().Where(field => field.Name.StartsWith("x-amz-meta-", StringComparison.Ordinal)).Select(field => $"{field.Name}={field.Value}").Order());
    }

    [Fact]
    public async Task The_Same_Key_Gives_The_Same_Id_And_A_Fresh_Ticket_Until_The_Image_Is_Published()
    {
        var key = UploadRequests.NewKey();
        var first = await _api.TicketAsync(Jpeg, key: key);
        _clock.Advance(TimeSpan.FromMinutes(10));
        using var inBody = DirectApi.TicketRequest(new { fileName = "photo.jpg", contentType = "IMAGE/JPEG", size = Jpeg.Length, idempotencyKey = key });
        using var answer = await _api.Client.SendAsync(inBody, TestContext.Current.CancellationToken);
        var second = await answer.JsonAsync();

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal((first.Text("id"), first.Text("deleteToken")), (second.Text("id"), second.Text("deleteToken")));
        Assert.Equal(TimeSpan.FromMinutes(10), second.GetProperty("expiresAt").GetDateTimeOffset() - first.GetProperty("expiresAt").GetDateTimeOffset());

        await _api.SendAsync(second, Jpeg);
        var upload = await _api.CompleteAsync(first.Text("id"));
        using var again = DirectApi.TicketRequest(new { fileName = "photo.jpg", contentType = "image/jpeg", size = Jpeg.Length, extra = 1 }, key);
        using var finished = await _api.Client.SendAsync(again, TestContext.Current.CancellationToken);
        var found = await finished.JsonAsync();

        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
        Assert.False(found.TryGetProperty("upload", out _));
        Assert.Equal(upload.GetRawText().TrimEnd('}'), found.GetRawText()[..(upload.GetRawText().Length - 1)]);
        Assert.Equal(first.Text("deleteToken"), found.Text("deleteToken"));
        Assert.Equal("extra", Assert.Single(found.GetProperty("ignoredFields").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task One_Key_Is_One_Image_On_Both_Roads()
    {
        var key = UploadRequests.NewKey();
        var ticket = await _api.TicketAsync(Jpeg, key: key);
        var inline = await _api.Client.UploadAsync(UploadRequests.Multipart(Jpeg), key);
        await _api.SendAsync(ticket, Jpeg);

        var upload = await _api.CompleteAsync(ticket.Text("id"));
        using var other = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Png.Bytes), key);
        await _api.Client.ProblemAsync(other, 409, "idempotency-conflict");

        Assert.Equal(inline.Text("id"), upload.Text("id"));
        Assert.Equal(inline.Text("uploadedAt"), upload.Text("uploadedAt"));
        Assert.Equal(inline.Text("deleteToken"), ticket.Text("deleteToken"));
    }

    [Fact]
    public async Task An_Id_That_Another_Took_Is_A_Conflict()
    {
        var key = UploadRequests.NewKey();
        Assert.True(UploadKey.TryParse(key, out var parsed));
        var image = Jpeg;
        await _api.Store.TryPutAsync(
            $"images/{parsed.Id}",
            image,
            new ObjectHeaders("image/jpeg", "", "", System.Security.Cryptography.SHA256.HashData(image), new Dictionary<string, string> { ["delete-token-sha256"] = new('0', 64) }),
            TestContext.Current.CancellationToken);

        using var request = DirectApi.TicketRequest(new { fileName = "photo.jpg", contentType = "image/jpeg", size = image.Length }, key);
        await _api.Client.ProblemAsync(request, 409, "idempotency-conflict");
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
    public async Task Settings_Say_How_Large_And_How_Long()
    {
        await using var api = Start(("MaxBytes", "1000"), ("TicketMinutes", "3"), ("Types", "image/heic"));

        using var tooLarge = DirectApi.TicketRequest(new { fileName = "a.heic", contentType = "image/heic", size = 1001 });
        var problem = await api.Client.ProblemAsync(tooLarge, 413, "too-large");
        var ticket = await api.TicketAsync(new byte[1000], "image/heic");

        Assert.Equal((1000, 1001), (problem.GetProperty("limit").GetInt32(), problem.GetProperty("size").GetInt32()));
        Assert.Equal(_clock.GetUtcNow().AddMinutes(3), ticket.GetProperty("expiresAt").GetDateTimeOffset());
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
    public async Task What_A_Ticket_Takes_Has_Room_When_It_Is_Published()
    {
        var longest = 1;
        for (var step = 1024; step > 0; step /= 2)
        {
            using var probe = DirectApi.TicketRequest(new { fileName = "photo.jpg", contentType = "image/jpeg", size = 10, metadata = new { alt = new string('a', longest + step) } });
            using var answer = await _api.Client.SendAsync(probe, TestContext.Current.CancellationToken);
            longest += answer.StatusCode == HttpStatusCode.Created ? step : 0;
        }
        using var tooLong = DirectApi.TicketRequest(new { fileName = "photo.jpg", contentType = "image/jpeg", size = 10, metadata = new { alt = new string('a', longest + 1) } });
        await _api.Client.ProblemAsync(tooLong, 400, "invalid-metadata");

        var alt = new string('a', longest);
        var ticket = await _api.TicketAsync(Jpeg, fileName: new string('n', 4000) + ".jpg", metadata: new { alt });
        await _api.SendAsync(ticket, Jpeg);
        var upload = await _api.CompleteAsync(ticket.Text("id"));

        Assert.InRange(longest, 1500, 2048);
        Assert.Equal(alt, upload.GetProperty("metadata").Text("alt"));
        Assert.EndsWith(".jpg", upload.Text("fileName"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "image.jpg")]
    [InlineData("../../etc/pass\u202Ewd\r\n.jpg", "passwd.jpg")]
    public async Task File_Names_Are_Cleaned_As_Inline(string claimed, string expected)
    {
        var ticket = await _api.TicketAsync(Jpeg, fileName: claimed);
        await _api.SendAsync(ticket, Jpeg);

        Assert.Equal(expected, (await _api.CompleteAsync(ticket.Text("id"))).Text("fileName"));
    }

    private DirectApi Start(params (string Name, string Value)[] settings) => DirectApi.Start(
        new DiskObjectStore(_folder.Path, _clock), settings.ToDictionary(setting => setting.Name, setting => setting.Value), clock: _clock);

    private static HttpRequestMessage Post(string body, string contentType = "application/json") =>
        new(HttpMethod.Post, "uploads/direct") { Content = new StringContent(body, Encoding.UTF8, contentType) };
}
