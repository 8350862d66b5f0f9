using Microsoft.AspNetCore.WebUtilities;

namespace UploadFunction.Uploads;

/// <summary>The page whose form was sent, where links of an answer page lead.</summary>
internal static class SendingPage
{
    /// <summary>
    /// The <c>Referer</c>, if it is of the request's <c>Origin</c> or of a listed one; else that origin's first page. By default browsers name no more
    /// than its origin to another site.
    /// </summary>
    /// <returns>An http or https URL in ASCII; <see langword="null"/> where the browser names neither.</returns>
    public static string? Of(HttpRequest request, UploadOptions options)
    {
        var origin = Origins.Of(request.Headers.Origin.ToString());
        var referer = request.Headers.Referer.ToString();
        if (Origins.Of(referer) is { } site && (site == origin || options.AllowedOrigins?.Contains(site) == true))
            return Ascii(new Uri(referer));
        return origin is null ? null : $"{origin}/";
    }

    /// <summary>The same page, told by <c>image</c> in its query where the image is, as a <c>_redirect</c> would be.</summary>
    public static string WithImage(string page, string imageUrl)
    {
        var uri = new Uri(page);
        // A page that was told of an earlier image must not find that one first.
        var query = QueryHelpers.ParseQuery(uri.Query).Where(parameter => parameter.Key != "image");
        return QueryHelpers.AddQueryString(QueryHelpers.AddQueryString(uri.GetLeftPart(UriPartial.Path), query), "image", imageUrl);
    }

    /// <summary>A URL as a header and a link can carry it: the host as Punycode, the rest percent-encoded.</summary>
    public static string Ascii(Uri url) =>
        Origins.Of(url.OriginalString) + url.GetComponents(UriComponents.PathAndQuery | UriComponents.Fragment, UriFormat.UriEscaped);
}
