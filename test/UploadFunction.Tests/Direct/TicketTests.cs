using System.Net;
using Microsoft.Extensions.Time.Testing;
using ObjectStorage.Disk;
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

        var ticket = await _api.TicketAsync(
            Jpeg, key: "0123456789abcdefghijkl", metadata: new { ALT = "A cat", unknown = "x", caption = "" });

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
            fields.EnumerateObject().Where(field => field.Name.StartsWith("x-amz-meta-", StringComparison.Ordinal)).Select(
                field => $"{field.Name}={field.Value}").Order());
    }

    [Fact]
    public async Task The_Same_Key_Gives_The_Same_Id_And_A_Fresh_Ticket_Until_The_Image_Is_Published()
    {
        var key = UploadRequests.NewKey();
        var first = await _api.TicketAsync(Jpeg, key: key);
        _clock.Advance(TimeSpan.FromMinutes(10));
        using var inBody = DirectApi.TicketRequest(
            new { fileName = "photo.jpg", contentType = "IMAGE/JPEG", size = Jpeg.Length, idempotencyKey = key });
        using var answer = await _api.Client.SendAsync(inBody, TestContext.Current.CancellationToken);
        var second = await answer.JsonAsync();

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal((first.Text("id"), first.Text("deleteToken")), (second.Text("id"), second.Text("deleteToken")));
        Assert.Equal(
            TimeSpan.FromMinutes(10),
            second.GetProperty("expiresAt").GetDateTimeOffset() - first.GetProperty("expiresAt").GetDateTimeOffset());

        await _api.SendAsync(second, Jpeg);
        var upload = await _api.CompleteAsync(first.Text("id"));
        using var again = DirectApi.TicketRequest(
            new { fileName = "photo.jpg", contentType = "image/jpeg", size = Jpeg.Length, extra = 1 }, key);
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
    public async Task What_A_Ticket_Takes_Has_Room_When_It_Is_Published()
    {
        var longest = 1;
        for (var step = 1024; step > 0; step /= 2)
        {
            using var probe = DirectApi.TicketRequest(
                new
                {
                    fileName = "photo.jpg",
                    contentType = "image/jpeg",
                    size = 10,
                    metadata = new { alt = new string('a', longest + step) },
                });
            using var answer = await _api.Client.SendAsync(probe, TestContext.Current.CancellationToken);
            longest += answer.StatusCode == HttpStatusCode.Created ? step : 0;
        }
        using var tooLong = DirectApi.TicketRequest(
            new { fileName = "photo.jpg", contentType = "image/jpeg", size = 10, metadata = new { alt = new string('a', longest + 1) } });
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
    [InlineData("photo.hta", "photo.jpg")]
    [InlineData("Ka\u0308tzchen", "Kätzchen.jpg")]
    [InlineData("../../etc/pass\u202Ewd\r\n.jpg", "passwd.jpg")]
    public async Task File_Names_Are_Cleaned_As_Inline(string claimed, string expected)
    {
        var ticket = await _api.TicketAsync(Jpeg, fileName: claimed);
        await _api.SendAsync(ticket, Jpeg);

        Assert.Equal(expected, (await _api.CompleteAsync(ticket.Text("id"))).Text("fileName"));
    }

    [Fact]
    public async Task The_Announced_Name_Waits_For_The_Bytes_And_Gets_Their_Ending()
    {
        var image = SampleImages.Png.Bytes;
        var ticket = await _api.TicketAsync(image, "image/pjpeg", fileName: "photo.jpeg");
        var fields = ticket.GetProperty("upload").GetProperty("fields");
        await _api.SendAsync(ticket, image);

        Assert.Equal(("image/jpeg", "photo.jpeg"), (fields.Text("Content-Type"), fields.Text("x-amz-meta-file-name")));
        var upload = await _api.CompleteAsync(ticket.Text("id"));
        Assert.Equal(("image/png", "photo.png"), (upload.Text("contentType"), upload.Text("fileName")));
    }

    private DirectApi Start(params (string Name, string Value)[] settings) => DirectApi.Start(
        new DiskObjectStore(_folder.Path, _clock), settings.ToDictionary(setting => setting.Name, setting => setting.Value), clock: _clock);
}
