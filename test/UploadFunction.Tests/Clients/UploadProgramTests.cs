using System.Text.Json.Nodes;
using UploadFunction.Tests.Form;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Clients;

/// <summary>
/// The settings that <c>docs/clients.md</c> shows for programs, which read a URL out of the response: what they say leads to one.
/// </summary>
public sealed class UploadProgramTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [Snippets("picgo")]
    public async Task PicGo(Snippet settings)
    {
        var said = JsonNode.Parse(Snippet.Resolve(settings.Code, _api.BaseAddress, _api.BaseAddress))!;

        var upload = await SendAsync(said["url"], said["paramName"], SampleImages.Jpeg.Bytes);

        await ExpectImageAsync(upload[(string)said["jsonPath"]!]);
    }

    [Theory]
    [Snippets("sharex")]
    public async Task ShareX(Snippet settings)
    {
        var said = JsonNode.Parse(Snippet.Resolve(settings.Code, _api.BaseAddress, _api.BaseAddress))!;
        Assert.Equal(("POST", "MultipartFormData"), ((string?)said["RequestMethod"], (string?)said["Body"]));

        var upload = await SendAsync(said["RequestURL"], said["FileFormName"], SampleImages.Jpeg.Bytes);
        await ExpectImageAsync(Read(upload, said["URL"]));

        var problem = await SendAsync(said["RequestURL"], said["FileFormName"], "%PDF-1.7"u8.ToArray());
        Assert.StartsWith("This is a PDF", (string?)Read(problem, said["ErrorMessage"]), StringComparison.Ordinal);

        static JsonNode? Read(JsonNode response, JsonNode? syntax) => response[((string)syntax!)["{json:".Length..^1]];
    }

    private async Task<JsonNode> SendAsync(JsonNode? url, JsonNode? field, byte[] file)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), (string)field!, "screenshot.jpg" } };
        using var response = await _api.Client.PostAsync((string)url!, form, Cancellation);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
    }

    private async Task ExpectImageAsync(JsonNode? url) =>
        Assert.Equal(SampleImages.Jpeg.Stored, await _api.Client.GetByteArrayAsync((string)url!, Cancellation));
}
