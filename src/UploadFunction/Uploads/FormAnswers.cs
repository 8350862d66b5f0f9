using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.WebUtilities;

namespace UploadFunction.Uploads;

/// <summary>Answers to a plain HTML form, whose sender is a person looking at a browser: a redirect or a small page.</summary>
internal sealed class FormAnswers(UploadOptions options)
{
    private const string Style =
        ":root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}body{max-width:40rem;margin:3rem auto;padding:0 1rem}"
        + "img{max-width:100%;max-height:60vh}code{overflow-wrap:anywhere}";

    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    /// <summary>Whether the client asks for a page: browsers name text/html when they send a form, scripts do not.</summary>
    public static bool AreWantedBy(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.GetTypedHeaders().Accept.Any(accept => accept.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && accept.Quality is not 0);

    /// <summary>
    /// Takes a <c>_redirect</c> only to the page's own origin or a listed one, so that the API is no open redirector; <c>*</c> lists none.
    /// </summary>
    /// <returns>The problem, or <see langword="null"/> when the redirect may be followed or none is wanted.</returns>
    public Problem? CheckRedirect(HttpRequest request, string? redirect)
    {
        if (string.IsNullOrEmpty(redirect) || !AreWantedBy(request))
            return null;
        if (Origins.Of(redirect) is not { } target)
            return UploadProblems.InvalidRedirect("it must be an absolute http or https URL");
        var isAllowed = target == Origins.Of(request.Headers.Origin.ToString()) || options.AllowedOrigins?.Contains(target) == true;
        return isAllowed ? null : UploadProblems.InvalidRedirect($"{target} is neither the form's own site nor listed in AllowedOrigins");
    }

    /// <param name="redirect">Was checked.</param>
    public static IResult Answer(Upload upload, bool isNew, string? redirect) => string.IsNullOrEmpty(redirect)
        ? new Page(
            isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            "Image uploaded",
            $"<p><img src=\"{Encode(upload.Url)}\" alt=\"{Encode(upload.Metadata.GetValueOrDefault("alt", ""))}\" width=\"{upload.Width}\" height=\"{upload.Height}\">"
            + $"<p>{Encode(upload.FileName)} is at <a href=\"{Encode(upload.Url)}\"><code>{Encode(upload.Url)}</code></a>",
            ImageOrigin: Origins.Of(upload.Url))
        : new SeeOther(QueryHelpers.AddQueryString(Ascii(new Uri(redirect)), "image", upload.Url));

    public static IResult Answer(Problem problem) =>
        new Page(problem.Status, "The image was not uploaded", $"<p>{Encode(problem.Detail)}<p><small>{Encode(problem.Code)}</small>", ImageOrigin: null);

    /// <summary>A Location header is ASCII: the host as Punycode, the rest percent-encoded.</summary>
    private static string Ascii(Uri url) =>
        Origins.Of(url.OriginalString) + url.GetComponents(UriComponents.PathAndQuery | UriComponents.Fragment, UriFormat.UriEscaped);

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private sealed record Page(int Status, string Title, string Body, string? ImageOrigin) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = Status;
            response.ContentType = "text/html; charset=utf-8";
            response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; img-src {ImageOrigin ?? "'none'"}; style-src 'sha256-{StyleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            return response.WriteAsync(
                $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Title}</title><style>{Style}</style><h1>{Title}</h1>{Body}</html>\n",
                httpContext.RequestAborted);
        }
    }

    private sealed record SeeOther(string Url) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = Url;
            return Task.CompletedTask;
        }
    }
}
