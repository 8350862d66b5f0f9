using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace UploadFunction.Tests.Support;

/// <summary>The four kinds of bodies in which an image can be sent.</summary>
public enum BodyKind
{
    Multipart,
    Json,
    Raw,
    Text,
}

/// <summary>Requests as clients write them, and answers as they read them.</summary>
internal static class UploadRequests
{
    /// <summary>What Chromium accepts when it sends a form.</summary>
    public const string BrowserAccept =
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
        + "application/signed-exchange;v=b3;q=0.7";

    /// <summary>Writes base64 as it is; the default would escape its plus signs.</summary>
    private static readonly JsonSerializerOptions RelaxedJson =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string NewKey() => Guid.NewGuid().ToString();

    public static HttpRequestMessage Post(HttpContent content, string? key = null, string? accept = null, string? origin = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "uploads") { Content = content };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return request;
    }

    public static HttpContent Content(BodyKind kind, byte[] image, string fileName = "photo.jpg", string contentType = "image/jpeg") =>
        kind switch
        {
            BodyKind.Multipart => Multipart(image, fileName),
            BodyKind.Json => Json(new { file = Convert.ToBase64String(image), fileName }),
            BodyKind.Raw => Raw(image, contentType, ("X-File-Name", Uri.EscapeDataString(fileName))),
            BodyKind.Text =>
                Text($"data:{contentType};base64,{Convert.ToBase64String(image)}", ("X-File-Name", Uri.EscapeDataString(fileName))),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    public static MultipartFormDataContent Multipart(
        byte[] image, string fileName = "photo.jpg", params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { HeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        var file = new ByteArrayContent(image);
        // As browsers write it: the name as UTF-8, quotes percent-encoded (HTML, "multipart/form-data encoding algorithm").
        var escaped = fileName.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace(
            "\n", "%0A", StringComparison.Ordinal);
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"file\"; filename=\"{escaped}\"");
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file);
        form.Headers.ContentType!.CharSet = null;
        return form;
    }

    public static HttpContent Json(object body) => JsonContent.Create(body, options: RelaxedJson);

    public static HttpContent Raw(
        byte[] body, string contentType = "application/octet-stream", params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in headers)
            content.Headers.TryAddWithoutValidation(name, value);
        return content;
    }

    public static HttpContent Text(string body, params (string Name, string Value)[] headers) =>
        Raw(Encoding.ASCII.GetBytes(body), "text/plain", headers);

    /// <summary>A request body of exactly so many bytes, and the image in it.</summary>
    public static (HttpContent Body, byte[] Image) BodyOfExactly(BodyKind kind, int length)
    {
        // base64 grows in steps of four; what is then missing, at most three bytes, a longer file name makes up for.
        var isBase64 = kind is BodyKind.Json or BodyKind.Text;
        var (imageLength, nameLength) = (1000, 1);
        while (true)
        {
            var image = SampleImages.JpegOfLength(imageLength);
            var name = new string('p', nameLength);
            var content = kind == BodyKind.Text ? Text(name.Replace('p', ' ') + Convert.ToBase64String(image)) : Content(kind, image, name);
            var missing = length - content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult().Length;
            if (missing == 0)
                return (content, image);
            if (!isBase64)
                imageLength += missing;
            else if (missing is > 0 and < 4)
                nameLength += missing;
            else
                imageLength += missing / 4 * 3;
        }
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));

    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    /// <summary>Sends and expects that the image was taken.</summary>
    public static async Task<JsonElement> UploadAsync(this HttpClient client, HttpContent content, string? key = null)
    {
        using var request = Post(content, key);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Sends and expects one problem.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpClient client, HttpRequestMessage request, int status, string code)
    {
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.ProblemAsync(status, code);
    }

    /// <summary>Expects one problem.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, int status, string code)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, $"Expected {status} {code}, got {(int)response.StatusCode} {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal(code, problem.Text("code"));
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.Text("title"));
        Assert.NotEmpty(problem.Text("detail"));
        return problem;
    }
}
