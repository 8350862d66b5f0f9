using System.Text.Json;
using UploadFunction.Images;
using UploadFunction.Uploads;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Direct;

/// <summary>
/// What a client announces: <c>{"fileName", "contentType", "size", "metadata"?: {name: text}, "idempotencyKey"?}</c>. It decides what the
/// store accepts; the bytes decide what is published.
/// </summary>
/// <param name="FileName">As claimed, unchecked.</param>
/// <param name="Format">One of those that are accepted.</param>
/// <param name="Size">Bytes, 1 to <see cref="UploadOptions.MaxBytes"/>.</param>
/// <param name="Metadata">Allowed names only, lower-cased; no empty values.</param>
internal sealed record TicketRequest(
    string FileName,
    ImageFormat Format,
    int Size,
    IReadOnlyDictionary<string, string> Metadata,
    string? IdempotencyKey,
    IReadOnlyList<string> IgnoredFields)
{
    public static async ValueTask<Outcome<TicketRequest>> ReadAsync(HttpRequest request, UploadOptions options)
    {
        if (ContentType.Parse(request.ContentType) is not { MediaType: "application/json" })
        {
            return UploadProblems.UnsupportedBody(
                "To get a ticket, send a body of type application/json. The image itself goes to the ticket's URL.");
        }
        if ((await RequestBuffer.ReadAsync(request, options)).Failed(out var problem, out var body))
            return problem;
        return Parse(body, options);
    }

    private static Outcome<TicketRequest> Parse(ArraySegment<byte> body, UploadOptions options)
    {
        var collector = new MetadataCollector(options);
        var texts = new Dictionary<string, string?> { ["fileName"] = null, ["contentType"] = null, ["idempotencyKey"] = null };
        long size = 0;

        const string example = "{\"fileName\": \"photo.jpg\", \"contentType\": \"image/jpeg\", \"size\": 12345678}";
        if (JsonBody.ReadObject(body, example, texts, collector, ReadMember) is { } problem)
            return problem;
        var fileName = texts["fileName"];
        return Check(fileName, texts["contentType"], size, options).Failed(out var rejection, out var format)
            ? rejection
            : new TicketRequest(fileName!, format, (int)size, collector.Metadata, texts["idempotencyKey"], collector.IgnoredFields);

        Problem? ReadMember(string name, ref Utf8JsonReader reader)
        {
            if (texts.ContainsKey(name))
                return UploadProblems.InvalidTicket($"'{name}' must be a string.");
            if (name != "size")
                collector.Ignore(name);
            else if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out size))
                size = 0;
            reader.Skip();
            return null;
        }
    }

    private static Outcome<ImageFormat> Check(string? fileName, string? contentType, long size, UploadOptions options)
    {
        if (fileName is null)
            return UploadProblems.InvalidTicket("'fileName' is missing: send the file's name as a string.");
        if (contentType is null)
            return UploadProblems.InvalidTicket("'contentType' is missing: send the file's type, such as image/jpeg.");
        if (size <= 0)
            return UploadProblems.InvalidTicket("'size' must be the file's bytes: a whole number above 0.");
        if (!ImageFormat.TryParseMimeType(contentType, out var format) || !options.Types.Contains(format))
            return UploadProblems.UnsupportedImage(contentType, options);
        return size > options.MaxBytes ? UploadProblems.TooLarge(size, options) : format;
    }
}
