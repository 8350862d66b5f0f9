using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

/// <summary>A request as some client really writes it, and what becomes of it.</summary>
/// <param name="Client">Who sends it, and what is special about it.</param>
/// <param name="Path">Without its slash.</param>
/// <param name="Headers">Lines, joined by CR LF.</param>
/// <param name="Body">Its bytes, as Latin-1.</param>
/// <param name="Expected">As <see cref="SendAsync"/> tells it.</param>
internal sealed record ClientRequest(string Client, string Path, string Headers, string Body, string Expected)
{
    /// <summary>Sends them all, one after another.</summary>
    /// <returns>Those that had another outcome, line by line.</returns>
    public static async Task<string> SendAllAsync(Uri server, CancellationToken cancellationToken)
    {
        using var client = LoopbackClient.Create(server);
        var wrong = new List<string>();
        foreach (var request in ClientRequests.All)
        {
            var actual = await request.SendAsync(server, client, cancellationToken);
            if (actual != request.Expected)
                wrong.Add($"{request.Client}: {request.Expected} was expected, but came {actual}");
        }
        return string.Join('\n', wrong);
    }

    /// <summary>What is expected of an image that is stored byte for byte.</summary>
    public static string Stored(string fileName, SampleImage image, string? alt = null, string ignored = "") =>
        Told(fileName, image.Format.MimeType, alt, ignored, image.Bytes);

    /// <summary>Sends it, and fetches the image that is stored.</summary>
    private async Task<string> SendAsync(Uri server, HttpClient client, CancellationToken cancellationToken)
    {
        var response = await RawHttp.SendAsync(
            server, $"POST /{Path} HTTP/1.1\r\n{Headers}", Encoding.Latin1.GetBytes(Body), cancellationToken);
        if (response.ContentType.StartsWith("text/html", StringComparison.Ordinal))
            return $"a page, {response.Status}";
        var answer = JsonDocument.Parse(response.Body).RootElement;
        if (response.ContentType.StartsWith("application/problem+json", StringComparison.Ordinal))
            return answer.Text("code");
        if (answer.TryGetProperty("upload", out var ticket))
            return $"a ticket for {ticket.GetProperty("fields").Text("Content-Type")}";

        var image = await client.GetByteArrayAsync(answer.Text("url"), cancellationToken);
        var metadata = answer.GetProperty("metadata");
        Assert.InRange(metadata.EnumerateObject().Count(), 0, 1);
        var alt = metadata.TryGetProperty("alt", out var value) ? value.GetString() : null;
        var ignored = string.Join(',', answer.GetProperty("ignoredFields").EnumerateArray().Select(field => field.GetString()));
        return Told(answer.Text("fileName"), answer.Text("contentType"), alt, ignored, image);
    }

    private static string Told(string fileName, string contentType, string? alt, string ignored, byte[] image) =>
        $"'{fileName}' {contentType} alt='{alt}' ignored='{ignored}' {image.Length} bytes {Convert.ToHexString(SHA256.HashData(image))}";
}
