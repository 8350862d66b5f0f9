using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Direct;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Direct;

/// <summary>The program over a store that the test holds too, and the steps of a direct upload as a client takes them.</summary>
internal sealed class DirectApi : IAsyncDisposable
{
    private readonly UploadApi _api;
    private readonly HttpClient _uploader = new();

    private DirectApi(UploadApi api, IObjectStore store)
    {
        _api = api;
        Store = store;
    }

    public HttpClient Client => _api.Client;

    public LogRecorder Logs => _api.Logs;

    public IServiceProvider Services => _api.Services;

    public IObjectStore Store { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="seen">The store as the program sees it, when that is another one than the test's.</param>
    public static DirectApi Start(
        IObjectStore store,
        IReadOnlyDictionary<string, string>? settings = null,
        IObjectStore? seen = null,
        TimeProvider? clock = null) => new(
        UploadApi.Start(settings, services => services.AddSingleton(seen ?? store).AddSingleton(clock ?? TimeProvider.System)), store);

    public static HttpRequestMessage TicketRequest(object body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "uploads/direct") { Content = UploadRequests.Json(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    public static HttpRequestMessage CompleteRequest(string id) => new(HttpMethod.Post, $"uploads/{id}/complete");

    public async Task<JsonElement> TicketAsync(
        byte[] image, string contentType = "image/jpeg", string? key = null, string fileName = "photo.jpg", object? metadata = null)
    {
        using var request = TicketRequest(new { fileName, contentType, size = image.Length, metadata }, key);
        using var response = await Client.SendAsync(request, Cancellation);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode == HttpStatusCode.Created, $"{(int)response.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Sends the bytes as the ticket says.</summary>
    /// <param name="throughTheProgram">
    /// With the disk store: to <c>POST /disk/</c>, which calls the verifier. Else the test says when the verifier comes.
    /// </param>
    public async Task SendAsync(JsonElement ticket, byte[] image, bool throughTheProgram = false)
    {
        if (Store is DiskObjectStore disk && !throughTheProgram)
        {
            using var stream = new MemoryStream(image);
            Assert.IsType<PostedObject>(await disk.ReceiveAsync(FieldsOf(ticket), stream, Cancellation));
            return;
        }
        await PostAsync(_uploader, ticket, image);
    }

    /// <summary>Sends the bytes over HTTP as the ticket says.</summary>
    public static async Task PostAsync(HttpClient client, JsonElement ticket, byte[] image)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in FieldsOf(ticket))
            form.Add(new StringContent(value), $"\"{name}\"");
        form.Add(new ByteArrayContent(image), "\"file\"", "\"photo.jpg\"");
        using var response = await client.PostAsync(ticket.GetProperty("upload").Text("url"), form, Cancellation);
        Assert.True(
            response.StatusCode == HttpStatusCode.Created,
            $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Cancellation)}");
    }

    /// <summary>Ticket and bytes; the upload's id comes back.</summary>
    public async Task<string> ReceiveAsync(byte[] image, string contentType = "image/jpeg")
    {
        var ticket = await TicketAsync(image, contentType);
        await SendAsync(ticket, image);
        return ticket.Text("id");
    }

    public async Task<JsonElement> CompleteAsync(string id)
    {
        using var request = CompleteRequest(id);
        using var response = await Client.SendAsync(request, Cancellation);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    public async Task<JsonElement> CompleteFailsAsync(string id, int status, string code)
    {
        using var request = CompleteRequest(id);
        return await Client.ProblemAsync(request, status, code);
    }

    /// <summary>What an event about <c>incoming/{id}</c> sets off.</summary>
    public ValueTask VerifyAsync(string id) => VerifyKeyAsync($"incoming/{id}");

    public ValueTask VerifyKeyAsync(string key) => _api.Services.GetRequiredService<Verifier>().ReceiveAsync(key, Cancellation);

    public async Task<byte[]?> PublishedAsync(string id) =>
        (await Store.GetAsync($"images/{id}", long.MaxValue, Cancellation))?.Bytes.ToArray();

    public async Task<byte[]?> IncomingAsync(string id) =>
        (await Store.GetAsync($"incoming/{id}", long.MaxValue, Cancellation))?.Bytes.ToArray();

    private static Dictionary<string, string> FieldsOf(JsonElement ticket) =>
        ticket.GetProperty("upload").GetProperty("fields").EnumerateObject().ToDictionary(
            field => field.Name, field => field.Value.GetString()!);

    public async ValueTask DisposeAsync()
    {
        _uploader.Dispose();
        await _api.DisposeAsync();
    }
}
