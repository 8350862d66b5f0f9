using System.Net;
using ObjectStorage;

namespace UploadFunction.Uploads;

/// <summary>Absolute URLs in responses. No base ends in a slash.</summary>
internal sealed class PublicUrls(UploadOptions options, IObjectStore store)
{
    /// <summary>Where the client reached the API: scheme (of the proxy, if one says so), host and PathBase.</summary>
    public static string Api(HttpRequest request)
    {
        // Each proxy of a chain adds its own; the first is what the client used.
        var forwarded = request.Headers["X-Forwarded-Proto"].ToString().Split(',')[0].Trim().ToLowerInvariant();
        var scheme = forwarded is "http" or "https" ? forwarded : request.Scheme;
        return $"{scheme}://{Host(request)}{request.PathBase.ToUriComponent()}";
    }

    /// <summary>Base of the URLs of everything public in the store.</summary>
    public string Public(HttpRequest request) => options.PublicBaseUrl ?? store.PublicUrl ?? Api(request);

    public string Image(HttpRequest request, string id) => $"{Public(request)}/{ImageKeys.Published(id)}";

    // HTTP/1.0 has no Host header.
    private static string Host(HttpRequest request) => request.Host.HasValue
        ? request.Host.ToUriComponent()
        : new IPEndPoint(
            request.HttpContext.Connection.LocalIpAddress ?? IPAddress.Loopback, request.HttpContext.Connection.LocalPort).ToString();
}
