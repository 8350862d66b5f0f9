using Microsoft.AspNetCore.Http.Features;
using UploadFunction.Images;

namespace UploadFunction.Uploads.Bodies;

/// <summary>Reads an <see cref="UploadRequest"/> from a request, by its Content-Type.</summary>
internal sealed class UploadRequestReader(UploadOptions options)
{
    // The brands of an AVIF or HEIC file are seldom longer than 50 bytes.
    private const int EnoughToTell = 1024;

    /// <summary>Of a file that comes in pieces: FilePond and tus, jQuery File Upload.</summary>
    private static readonly string[] PieceHeaders = ["Upload-Length", "Content-Range"];

    public async ValueTask<Outcome<UploadRequest>> ReadAsync(HttpRequest request)
    {
        if (PieceHeaders.Any(request.Headers.ContainsKey))
            return UploadProblems.NoChunks();
        var contentType = ContentType.Parse(request.ContentType);
        if (Objection(contentType) is { } objection)
        {
            // Of more than it takes at all, Kestrel lets nobody see the first bytes either.
            if (request.ContentLength > request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
                return UploadProblems.TooLargeInline(request.ContentLength, options);
            if (!await BeginsAsImageAsync(request))
                return objection;
        }
        if ((await RequestBuffer.ReadAsync(request, options)).Failed(out var problem, out var body))
            return problem;
        return contentType?.MediaType switch
        {
            "multipart/form-data" => MultipartBody.Read(contentType, body, options),
            "application/json" => JsonBody.Read(body, options, length => RequestBuffer.Rent(request.HttpContext, length)),
            "text/plain" => ReadBase64(request, body),
            _ when IsBase64(request) => ReadBase64(request, body),
            _ => RawBody.Read(request, body, isBase64: false, options),
        };
    }

    /// <summary>What stands against a body of this type, unless it is an image after all.</summary>
    private static Problem? Objection(ContentType? contentType) => contentType?.MediaType switch
    {
        null => Unsupported("The request has no valid Content-Type."),
        "multipart/form-data" or "application/json" or "text/plain" or "application/octet-stream" => null,
        "application/x-www-form-urlencoded" => UploadProblems.UnsupportedBody(
            "The form sends no files this way: add enctype=\"multipart/form-data\" to its <form> tag."),
        var mediaType when mediaType.StartsWith("image/", StringComparison.Ordinal) => null,
        var mediaType => Unsupported($"Bodies of type {mediaType} are not accepted."),
    };

    /// <summary>curl, for example, calls any bytes a form unless it is told what they are.</summary>
    private static async ValueTask<bool> BeginsAsImageAsync(HttpRequest request) =>
        ImageFormat.Detect((await RequestBuffer.PeekAsync(request, EnoughToTell)).Span) is not null;

    private Outcome<UploadRequest> ReadBase64(HttpRequest request, ArraySegment<byte> body)
    {
        // It is decoded in place, and the server's buffer must not be written to.
        var buffer = RequestBuffer.Rent(request.HttpContext, body.Count);
        body.AsSpan().CopyTo(buffer);
        return RawBody.Read(request, new ArraySegment<byte>(buffer, 0, body.Count), isBase64: true, options);
    }

    private static bool IsBase64(HttpRequest request) =>
        request.Headers["Content-Transfer-Encoding"].ToString().Equals("base64", StringComparison.OrdinalIgnoreCase);

    private static Problem Unsupported(string what) => UploadProblems.UnsupportedBody(
        $"{what} Send multipart/form-data, application/json with the image as base64, the bytes as image/* or application/octet-stream, "
        + "or a data URL as text/plain.");
}
