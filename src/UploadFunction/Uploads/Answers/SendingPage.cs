using Microsoft.AspNetCore.WebUtilities;

namespace UploadFunction.Uploads.Answers;

/// <summary>The page whose form was sent, to which the links of an answer page lead.</summary>
internal static class SendingPage
{
    /// <summary>
    /// The <c>Referer</c>, if its origin is the request's <c>Origin</c> or is listed; otherwise the start page of that origin. By default
    /// browsers tell another site no more than the origin.
    /// </summary>
    /// <returns>An http or https URL in ASCII; <see langword="null"/> if the browser sends neither.</returns>
    public static string? Of(HttpRequest request, UploadOptions options)
    {
        var origin = Origin.Of(request.Headers.Origin.ToString());
        var referer = request.Headers.Referer.ToString();
        if (Origin.Of(referer) is { } site && (site == origin || options.AllowedOrigins?.Contains(site) == true))
            return Ascii(new Uri(referer));
        return origin is null ? null : $"{origin}/";
    }

    /// <summary>The same page with the image's URL as <c>image</c> in its query, as for a <c>_redirect</c>.</summary>
    public static string WithImage(string page, string imageUrl)
    {
        var uri = new Uri(page);
        // A page that got an earlier image this way must not find that one first.
        var query = QueryHelpers.ParseQuery(uri.Query).Where(parameter => parameter.Key != "image");
        return QueryHelpers.AddQueryString(QueryHelpers.AddQueryString(uri.GetLeftPart(UriPartial.Path), query), "image", imageUrl);
    }

    /// <summary>A URL in the form that headers and links need: the host as Punycode, the rest percent-encoded.</summary>
    public static string Ascii(Uri url) =>
        Origin.Of(url.OriginalString) + url.GetComponents(UriComponents.PathAndQuery | UriComponents.Fragment, UriFormat.UriEscaped);
}
