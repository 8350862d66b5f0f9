using System.Net;
using ObjectStorage.Disk;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Direct;

/// <summary>The two routes among the others: who may call them, what they say when there is nothing, and how they are described.</summary>
public sealed class DirectEndpointTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DirectApi _api;

    public DirectEndpointTests() => _api = Start();

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("direct")]
    [InlineData("..%2f..%2fetc")]
    public async Task Completing_What_Is_No_Id_Is_Not_Found(string id) => await _api.CompleteFailsAsync(id, 404, "not-found");

    [Fact]
    public async Task Completing_An_Unknown_Id_Is_Not_Received() =>
        await _api.CompleteFailsAsync(UploadKey.CreateRandom().Id, 409, "not-received");

    [Fact]
    public async Task An_Image_On_Its_Way_Is_Not_There_For_Readers()
    {
        var id = await _api.ReceiveAsync(SampleImages.Jpeg.Bytes);
        foreach (var path in (string[])[$"uploads/{id}", $"images/{id}", $"incoming/{id}"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            await _api.Client.ProblemAsync(request, 404, "not-found");
        }
    }

    [Fact]
    public async Task An_Inline_Upload_Is_Complete_Already()
    {
        var inline = await _api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes));

        Assert.Equal(inline.Text("sha256"), (await _api.CompleteAsync(inline.Text("id"))).Text("sha256"));
    }

    [Fact]
    public async Task With_The_Disk_Store_The_Whole_Road_Leads_Through_The_Program()
    {
        var image = SampleImages.JpegOfLength(5_000_000);
        var ticket = await _api.TicketAsync(image);
        await _api.SendAsync(ticket, image, throughTheProgram: true);
        // As EventBridge would, the store has told the verifier.
        await _api.Logs.WaitForAsync($"Stored {ticket.Text("id")}", TestContext.Current.CancellationToken);
        using var complete = await _api.Client.PostAsync(ticket.Text("completeUrl"), null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, complete.StatusCode);
        Assert.Equal(
            image, await _api.Client.GetByteArrayAsync((await complete.JsonAsync()).Text("url"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_Refusal_Is_Still_Told_Though_The_Store_Had_It_Verified()
    {
        var html = "<!doctype html><script>alert(1)</script>"u8.ToArray();
        var ticket = await _api.TicketAsync(html);

        await _api.SendAsync(ticket, html, throughTheProgram: true);
        await _api.Logs.WaitForAsync($"Rejected {ticket.Text("id")}", TestContext.Current.CancellationToken);

        await _api.CompleteFailsAsync(ticket.Text("id"), 415, "unsupported-image");
    }

    [Fact]
    public async Task Foreign_Pages_Get_Neither_A_Ticket_Nor_An_Answer()
    {
        await using var api = Start(("AllowedOrigins", "https://www.example.com"));
        using var ticket = DirectApi.TicketRequest(new { fileName = "a.jpg", contentType = "image/jpeg", size = 10 });
        using var complete = DirectApi.CompleteRequest(UploadKey.CreateRandom().Id);
        foreach (var request in (HttpRequestMessage[])[ticket, complete])
        {
            request.Headers.Add("Origin", "https://evil.example");
            await api.Client.ProblemAsync(request, 403, "origin-not-allowed");
        }

        using var own = DirectApi.TicketRequest(new { fileName = "a.jpg", contentType = "image/jpeg", size = 10 });
        own.Headers.Add("Origin", "https://www.example.com");
        using var given = await api.Client.SendAsync(own, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, given.StatusCode);
    }

    [Fact]
    public async Task Refusals_Are_Logged_With_Their_Code()
    {
        using var request = DirectApi.TicketRequest(new { fileName = "a.svg", contentType = "image/svg+xml", size = 10 });
        await _api.Client.ProblemAsync(request, 415, "unsupported-image");
        await _api.CompleteFailsAsync(UploadKey.CreateRandom().Id, 409, "not-received");

        Assert.Contains(_api.Logs.Lines, line => line.Contains("unsupported-image (415)", StringComparison.Ordinal));
        Assert.Contains(_api.Logs.Lines, line => line.Contains("not-received (409)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_Description_Has_Both_Routes()
    {
        using var response = await _api.Client.GetAsync("openapi.json", TestContext.Current.CancellationToken);
        var description = await response.JsonAsync();
        var paths = description.GetProperty("paths");

        var direct = paths.GetProperty("/uploads/direct").GetProperty("post");
        var body = direct.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        Assert.Equal(
            ["contentType", "fileName", "size"], body.GetProperty("required").EnumerateArray().Select(name => name.GetString()).Order());
        Assert.Equal("Idempotency-Key", Assert.Single(direct.GetProperty("parameters").EnumerateArray()).Text("name"));
        Assert.Equal("#/components/schemas/Ticket", Schema(direct, "201"));
        Assert.Equal("#/components/schemas/Upload", Schema(direct, "200"));
        Assert.Equal(
            ["completeUrl", "deleteToken", "expiresAt", "id", "upload"],
            description.GetProperty("components").GetProperty("schemas").GetProperty("Ticket").GetProperty(
                "properties").EnumerateObject().Select(member => member.Name).Order());
        var complete = paths.GetProperty("/uploads/{id}/complete").GetProperty("post");
        Assert.Equal("#/components/schemas/Upload", Schema(complete, "200"));
        Assert.Equal("id", Assert.Single(complete.GetProperty("parameters").EnumerateArray()).Text("name"));

        static string Schema(System.Text.Json.JsonElement operation, string status) => operation
            .GetProperty("responses").GetProperty(status)
                .GetProperty("content")
                .GetProperty("application/json")
                .GetProperty("schema")
                .Text("$ref");
    }

    private DirectApi Start(params (string Name, string Value)[] settings) => DirectApi.Start(
        new DiskObjectStore(_folder.Path, TimeProvider.System), settings.ToDictionary(setting => setting.Name, setting => setting.Value));
}
