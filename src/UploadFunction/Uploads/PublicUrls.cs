namespace UploadFunction.Uploads;

/// <summary>Absolute URLs in answers. No base ends in a slash.</summary>
internal sealed class PublicUrls(UploadOptions options)
{
    /// <summary>Where the API was reached: scheme (of the proxy, where one says so), host and PathBase.</summary>
    public static string Api(HttpRequest request)
    {
        var forwarded = request.Headers["X-Forwarded-Proto"].ToString();
        var scheme = forwarded is "http" or "https" ? forwarded : request.Scheme;
        return $"{scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}";
    }

    /// <summary>The origin of the API itself; pages that it serves may always use it.</summary>
    public static string ApiOrigin(HttpRequest request) => new Uri(Api(request)).GetLeftPart(UriPartial.Authority);

    public string Public(HttpRequest request) => options.PublicBaseUrl ?? Api(request);

    public string Image(HttpRequest request, string id) => $"{Public(request)}/{Publisher.KeyOf(id)}";
}
