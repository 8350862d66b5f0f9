using System.Net;
using System.Text.Json;
using ObjectStorage.Disk;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Direct;

/// <summary>A signed-in user's image on the direct road: the ticket fixes whose it is.</summary>
public sealed class TicketOwnershipTests : IAsyncDisposable
{
    private const string Field = "x-amz-meta-uploaded-by";

    private readonly TemporaryFolder _folder = new();
    private readonly DirectApi _api;

    public TicketOwnershipTests() => _api = DirectApi.Start(new DiskObjectStore(_folder.Path, TimeProvider.System));

    private static byte[] Jpeg => SampleImages.Jpeg.Bytes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Publishing_Carries_The_Uploader_Over_And_Tells_Nobody()
    {
        var ticket = await TicketAsync("ada");
        await _api.SendAsync(ticket, Jpeg);
        Assert.Equal(HashOf("ada"), await UploaderOfAsync($"incoming/{ticket.Text("id")}"));

        // Completing is no claim: whoever is signed in there is not asked.
        using var complete = TestUsers.SignedIn(DirectApi.CompleteRequest(ticket.Text("id")), "bob");
        using var answer = await _api.Client.SendAsync(complete, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("ploaded-by", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(HashOf("ada"), await UploaderOfAsync($"images/{ticket.Text("id")}"));
        await DeleteFailsAsync(ticket, "bob");
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(ticket, "ada"));
        Assert.Null(await _api.PublishedAsync(ticket.Text("id")));
    }

    [Fact]
    public async Task An_Image_On_Its_Way_Is_Deleted_By_Its_Uploader_Only()
    {
        var ticket = await TicketAsync("ada");
        await _api.SendAsync(ticket, Jpeg);

        await DeleteFailsAsync(ticket, "bob");
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(ticket, "ada"));

        Assert.Null(await _api.IncomingAsync(ticket.Text("id")));
    }

    [Theory]
    [InlineData("ada", "bob")]
    [InlineData("ada", null)]
    [InlineData(null, "bob")]
    public async Task Nobody_Can_Write_Another_Uploader_Into_A_Ticket(string? holder, string? claimed)
    {
        var ticket = await TicketAsync(holder);
        var fields = ticket.GetProperty("upload").GetProperty("fields").EnumerateObject().ToDictionary(
            field => field.Name, field => field.Value.GetString()!);
        Assert.Equal(holder is null ? null : HashOf(holder), fields.GetValueOrDefault(Field));
        fields.Remove(Field);
        if (claimed is not null)
            fields.Add(Field, HashOf(claimed));

        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), $"\"{name}\"");
        form.Add(new ByteArrayContent(Jpeg), "\"file\"", "\"photo.jpg\"");
        using var answer = await _api.Client.PostAsync(ticket.GetProperty("upload").Text("url"), form, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Null(await _api.IncomingAsync(ticket.Text("id")));
    }

    [Fact]
    public async Task What_A_Ticket_Takes_Has_Room_Beside_The_Uploader()
    {
        var longest = 1;
        for (var step = 1024; step > 0; step /= 2)
        {
            using var probe = TestUsers.SignedIn(TicketRequest(longest + step), "ada");
            using var answer = await _api.Client.SendAsync(probe, Cancellation);
            longest += answer.StatusCode == HttpStatusCode.Created ? step : 0;
        }

        using var request = TestUsers.SignedIn(TicketRequest(longest), "ada");
        using var response = await _api.Client.SendAsync(request, Cancellation);
        var ticket = await response.JsonAsync();
        await _api.SendAsync(ticket, Jpeg);

        Assert.Equal(longest, (await _api.CompleteAsync(ticket.Text("id"))).GetProperty("metadata").Text("alt").Length);
        Assert.InRange(longest, 1500, 2048);

        static HttpRequestMessage TicketRequest(int length) =>
            DirectApi.TicketRequest(
                new
                {
                    fileName = "photo.jpg",
                    contentType = "image/jpeg",
                    size = Jpeg.Length,
                    metadata = new { alt = new string('a', length) },
                });
    }

    private static string HashOf(string user) => Uploader.HashOf(TestUsers.User(("iss", TestUsers.Issuer), ("sub", user)))!;

    private async Task<JsonElement> TicketAsync(string? user)
    {
        using var request = DirectApi.TicketRequest(new { fileName = "photo.jpg", contentType = "image/jpeg", size = Jpeg.Length });
        using var response = await _api.Client.SendAsync(user is null ? request : TestUsers.SignedIn(request, user), Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return await response.JsonAsync();
    }

    private async Task<string?> UploaderOfAsync(string key) =>
        (await _api.Store.HeadAsync(key, Cancellation))!.Metadata.GetValueOrDefault("uploaded-by");

    private static HttpRequestMessage DeleteRequest(JsonElement ticket, string user) =>
        TestUsers.SignedIn(new HttpRequestMessage(HttpMethod.Delete, $"uploads/{ticket.Text("id")}"), user);

    private async Task<HttpStatusCode> DeleteAsync(JsonElement ticket, string user)
    {
        using var request = DeleteRequest(ticket, user);
        using var response = await _api.Client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    private async Task DeleteFailsAsync(JsonElement ticket, string user)
    {
        using var request = DeleteRequest(ticket, user);
        await _api.Client.ProblemAsync(request, 403, "not-owner");
    }
}
