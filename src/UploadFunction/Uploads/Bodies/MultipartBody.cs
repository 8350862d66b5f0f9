using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// <c>multipart/form-data</c> (RFC 7578): one file part under any name, and text parts. The image is not copied: it is a slice of the
/// body.
/// </summary>
internal static class MultipartBody
{
    /// <summary>The field that says where the browser goes next after a plain HTML form.</summary>
    private const string RedirectField = "_redirect";

    public static async ValueTask<Outcome<UploadRequest>> ReadAsync(
        MediaTypeHeaderValue contentType, ArraySegment<byte> body, UploadOptions options, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(contentType.Boundary).ToString();
        if (boundary.Length is 0 or > 200)
        {
            return UploadProblems.MalformedMultipart(
                "its Content-Type names no boundary; leave that header to the browser or client library");
        }

        var collector = new MetadataCollector(options);
        ArraySegment<byte>? image = null;
        string? fileName = null, redirect = null;
        using var stream = new MemoryStream(body.Array!, body.Offset, body.Count, writable: false);
        // A file name of 4,000 characters is shortened later, not rejected here.
        var reader = new MultipartReader(boundary, stream) { HeadersLengthLimit = 64 * 1024 };
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                var content = await SliceAsync(section, body, cancellationToken);
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                    || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
                {
                    return UploadProblems.MalformedMultipart("a part lacks its header Content-Disposition: form-data");
                }

                var field = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
                if (IsFile(section, disposition))
                {
                    var name = RawBody.Name(disposition);
                    // A browser sends this for a file field without a file.
                    if (name.Length == 0 && content.Count == 0)
                        continue;
                    if (image is not null)
                        return UploadProblems.TooManyFiles();
                    (image, fileName) = (content, name);
                }
                else if (field == RedirectField)
                {
                    redirect = StrictText.FromUtf8(content);
                }
                else if (!collector.Takes(field))
                {
                    collector.Ignore(field);
                }
                else if (collector.Add(field, StrictText.FromUtf8(content)) is { } problem)
                {
                    return problem;
                }
            }
        }
        catch (IOException)
        {
            return UploadProblems.MalformedMultipart("it ends before its closing boundary");
        }
        catch (InvalidDataException exception)
        {
            return UploadProblems.MalformedMultipart(exception.Message.TrimEnd('.'));
        }

        return image is { } found
            ? new UploadRequest(found, fileName, collector.Metadata, IdempotencyKey: null, redirect, collector.IgnoredFields)
            : UploadProblems.NoFile("The form holds no file. Pick an image, and give the file field a name.");
    }

    private static bool IsFile(MultipartSection section, ContentDispositionHeaderValue disposition) =>
        disposition.FileName.HasValue
        || disposition.FileNameStar.HasValue
        || section.ContentType is { } type
            && (type.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
                || type.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a part to its end and returns its slice of the body.</summary>
    private static async ValueTask<ArraySegment<byte>> SliceAsync(
        MultipartSection section, ArraySegment<byte> body, CancellationToken cancellationToken)
    {
        await section.Body.CopyToAsync(Stream.Null, cancellationToken);
        var start = section.BaseStreamOffset ?? throw new InvalidOperationException("A memory stream can seek.");
        return body.Slice((int)start, (int)section.Body.Length);
    }
}
