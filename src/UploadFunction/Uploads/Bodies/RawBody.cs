using Microsoft.Net.Http.Headers;

namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// <c>image/*</c> and <c>application/octet-stream</c>: the body is the image; its name and metadata are headers. <c>text/plain</c>: the
/// same, with the image as base64.
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
        if (ContentDispositionHeaderValue.TryParse(headers.ContentDisposition.ToString(), out var disposition)
            && Name(disposition) is { Length: > 0 } name)
        {
            return name;
        }
        return headers["X-File-Name"].ToString() is { Length: > 0 } encoded ? StrictText.FromPercentEncoding(encoded) ?? encoded : null;
    }

    /// <summary><c>filename*</c> (RFC 8187) before <c>filename</c>.</summary>
    internal static string Name(ContentDispositionHeaderValue disposition) =>
        (disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName)).ToString();
}
