using System.Net;

namespace UploadFunction.Uploads;

/// <summary>Absolute URLs in answers. No base ends in a slash.</summary>
internal sealed class PublicUrls(UploadOptions options)
{
    /// <summary>Where the API was reached: scheme (of the proxy, where one says so), host and PathBase.</summary>
    public static string Api(HttpRequest request)
    {
        // Each proxy of a chain adds its own; the first is what the client spoke.
        var forwarded = request.Headers["X-Forwarded-Proto"].ToString().Split(',')[0].Trim().ToLowerInvariant();
        var scheme = forwarded is "http" or "https" ? forwarded : request.Scheme;
        return $"{scheme}://{Host(request)}{request.PathBase.ToUriComponent()}";
    }

    public string Public(HttpRequest request) => options.PublicBaseUrl ?? Api(request);

    public string Image(HttpRequest request, string id) => $"{Public(request)}/{Publisher.KeyOf(id)}";

    // HTTP/1.0 knows no Host header.
    private static string Host(HttpRequest request) => request.Host.HasValue
        ? request.Host.ToUriComponent()
        : new IPEndPoint(request.HttpContext.Connection.LocalIpAddress ?? IPAddress.Loopback, request.HttpContext.Connection.LocalPort).ToString();
}
