using Microsoft.Net.Http.Headers;

namespace UploadFunction.Uploads.Bodies;

/// <summary>Reads an <see cref="UploadRequest"/> from a request, by its Content-Type.</summary>
internal sealed class UploadRequestReader(UploadOptions options)
{
    /// <summary>Of a file that comes in pieces: FilePond and tus, jQuery File Upload.</summary>
    private static readonly string[] PieceHeaders = ["Upload-Length", "Content-Range"];

    public async ValueTask<Outcome<UploadRequest>> ReadAsync(HttpRequest request)
    {
        if (PieceHeaders.Any(request.Headers.ContainsKey))
            return UploadProblems.NoChunks();
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var contentType))
            return Unsupported("The request has no valid Content-Type.");

        var mediaType = contentType.MediaType.ToString().ToLowerInvariant();
        if (mediaType == "application/x-www-form-urlencoded")
            return UploadProblems.UnsupportedBody(
                "The form sends no files this way: add enctype=\"multipart/form-data\" to its <form> tag.");
        var isRaw = mediaType.StartsWith("image/", StringComparison.Ordinal) || mediaType == "application/octet-stream";
        if (!isRaw && mediaType is not ("multipart/form-data" or "application/json" or "text/plain"))
            return Unsupported($"Bodies of type {mediaType} are not accepted.");

        if ((await RequestBuffer.ReadAsync(request, options)).Failed(out var problem, out var body))
            return problem;
        var context = request.HttpContext;
        return mediaType switch
        {
            "multipart/form-data" => await MultipartBody.ReadAsync(contentType, body, options, context.RequestAborted),
            "application/json" => JsonBody.Read(body, options, length => RequestBuffer.Rent(context, length)),
            "text/plain" => ReadBase64(request, body),
            _ when IsBase64(request) => ReadBase64(request, body),
            _ => RawBody.Read(request, body, isBase64: false, options),
        };
    }

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
