using Microsoft.AspNetCore.WebUtilities;
using static UploadFunction.Uploads.AnswerPage;

namespace UploadFunction.Uploads;

/// <summary>Answers to a plain HTML form, whose sender is a person looking at a browser: a redirect or a small page.</summary>
internal sealed class FormAnswers(UploadOptions options)
{
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
    public IResult Answer(HttpRequest request, Upload upload, bool isNew, string? redirect)
    {
        if (!string.IsNullOrEmpty(redirect))
            return new SeeOther(QueryHelpers.AddQueryString(SendingPage.Ascii(new Uri(redirect)), "image", upload.Url));

        var page = SendingPage.Of(request, options);
        return new AnswerPage(
            isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            "Image uploaded",
            $"""
            <img src="{Encode(upload.Url)}" alt="{Encode(upload.Metadata.GetValueOrDefault("alt", "The uploaded image"))}" width="{upload.Width}" height="{upload.Height}">
            <p class="muted">{Encode(upload.FileName)} · {upload.Width} × {upload.Height} pixels · {UploadProblems.Megabytes(upload.Size)}</p>
            <div><label for="url">Image URL</label><input id="url" type="url" value="{Encode(upload.Url)}" readonly></div>
            {(page is null ? "<p>To return to the form, use your browser’s Back button.</p>" : Links(("Continue", SendingPage.WithImage(page, upload.Url)), ("Back", page)))}
            """,
            upload.Url);
    }

    public IResult Answer(HttpRequest request, Problem problem) => new AnswerPage(
        problem.Status,
        "The image was not uploaded",
        $"""
        <p>{Encode(problem.Detail)}</p>
        <p>{Advice(problem)}</p>
        {(SendingPage.Of(request, options) is { } page ? Links(("Back", page)) : "")}
        <p class="muted">Problem: {Encode(problem.Code)}</p>
        """);

    private static string Advice(Problem problem) => problem switch
    {
        { Status: >= 500 } => "Wait a moment, then go back and send the form again.",
        { Status: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed }
            or { Code: "invalid-redirect" or "origin-not-allowed" or "unsupported-body" or "too-many-files" or "malformed-multipart" }
            or { Code: "corrupted-in-transit" or "weak-idempotency-key" } => "The fault is the page’s, not your image’s: go back and tell the site’s owner.",
        { Code: "no-file" or "empty-file" or "too-large" or "unsupported-image" or "invalid-image" or "too-many-pixels" } => "Go back and choose another image.",
        _ => "Go back, change that, and send the form again.",
    };

    private static string Links(params (string Text, string Url)[] links) =>
        $"<nav aria-label=\"Where to go from here\">{string.Concat(links.Select(link => $"<a href=\"{Encode(link.Url)}\">{link.Text}</a>"))}</nav>";

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
