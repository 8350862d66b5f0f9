using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// <c>image/*</c>, <c>application/octet-stream</c>, and any unknown type with an image in it: the body is the image; its name and metadata
/// are headers. <c>text/plain</c>: the same, with the image as base64.
/// </summary>
internal static class RawBody
{
    private const string MetadataPrefix = "X-Meta-";

    public static Outcome<UploadRequest> Read(HttpRequest request, ArraySegment<byte> body, bool isBase64, UploadOptions options)
    {
        var collector = new MetadataCollector(options);
        foreach (var (header, values) in request.Headers)
        {
            if (!header.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
                continue;
            var name = header[MetadataPrefix.Length..];
            if (!collector.Takes(name))
                collector.Ignore(header.ToLowerInvariant());
            // Gateways join a repeated header with commas, so a bare comma means two values on every host.
            else if (values.Count > 1 || values.ToString().Contains(','))
            {
                return UploadProblems.InvalidMetadata(
                    $"The header {header} contains more than one value. Percent-encode commas as %2C.", name.ToLowerInvariant());
            }
            else if (collector.Add(name, StrictText.FromPercentEncoding(values.ToString())) is { } problem)
                return problem;
        }

        if (isBase64)
        {
            if (Base64Text.Decode(body).Failed(out var problem, out var decoded))
                return problem;
            body = decoded;
        }
        return new UploadRequest(
            body, FileName(request.Headers), collector.Metadata, IdempotencyKey: null, Redirect: null, collector.IgnoredFields);
    }

    private static string? FileName(IHeaderDictionary headers)
    {
        var header = Encoding.UTF8.GetBytes(headers.ContentDisposition.ToString());
        if (ContentDisposition.Read(header, TextDecoding.Default).FileName is { Length: > 0 } name)
            return name;
        if (headers["X-File-Name"].ToString() is not { Length: > 0 } encoded)
            return null;
        var decoded = StrictText.FromPercentEncoding(encoded) ?? encoded;
        return EncodedWords.Decode(Encoding.UTF8.GetBytes(decoded), TextDecoding.Default, part: null);
    }
}
