using System.Net.Http.Headers;
using System.Xml.Linq;
using ObjectStorage;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>A presigned POST as a browser sends it, or as somebody sends it who wants more than was signed.</summary>
internal sealed class PostForm(SignedUpload post, byte[]? file)
{
    private readonly List<(string Name, string Value)> _fields = [.. post.Fields.Select(field => (field.Key, field.Value))];

    public int Count => _fields.Count;

    public byte[]? File { get; set; } = file;

    /// <summary>How many of the fields stand before the file; the others follow it.</summary>
    public int FieldsBeforeFile { get; set; } = int.MaxValue;

    public string this[string name]
    {
        get => _fields.Single(field => Is(field, name)).Value;
        set => _fields[_fields.FindIndex(field => Is(field, name))] = (name, value);
    }

    public PostForm Add(string name, string value)
    {
        _fields.Add((name, value));
        return this;
    }

    public void Remove(string name) => _fields.RemoveAt(_fields.FindIndex(field => Is(field, name)));

    public MultipartFormDataContent ToContent()
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in _fields.Take(FieldsBeforeFile))
            content.Add(new StringContent(value), $"\"{name}\"");
        if (File is not null)
            content.Add(
                new ByteArrayContent(File) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
                "\"file\"",
                "\"photo.png\"");
        foreach (var (name, value) in _fields.Skip(FieldsBeforeFile))
            content.Add(new StringContent(value), $"\"{name}\"");
        return content;
    }

    public async Task<PostAnswer> SendAsync(HttpClient http, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, post.Url) { Content = ToContent() };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await PostAnswer.ReadAsync(response);
    }

    private static bool Is((string Name, string Value) field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What an S3 answers to a POST.</summary>
/// <param name="Xml">The body's root element.</param>
internal sealed record PostAnswer(int Status, string? ETag, string? Location, HttpResponseHeaders Headers, XElement? Xml)
{
    public string? Code => Text("Code");

    public string? Text(string name) => Xml?.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

    public static async Task<PostAnswer> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var xml = body.Length > 0 && response.Content.Headers.ContentType?.MediaType == "application/xml" ? XElement.Parse(body) : null;
        return new PostAnswer(
            (int)response.StatusCode, response.Headers.ETag?.Tag, response.Headers.Location?.OriginalString, response.Headers, xml);
    }

    public override string ToString() => $"{Status} {Xml}";
}
