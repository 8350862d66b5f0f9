using Microsoft.AspNetCore.WebUtilities;
using static UploadFunction.Uploads.Answers.AnswerPage;

namespace UploadFunction.Uploads.Answers;

/// <summary>What a person sees who sent a plain HTML form: a redirect or a small page.</summary>
internal sealed class FormPages(UploadOptions options)
{
    /// <summary>
    /// Whether the client asks for a page. A browser that sends a form prefers text/html to all else; so do some programs that want JSON,
    /// because their library does, but it names no XHTML and no navigation.
    /// </summary>
    public static bool AreWantedBy(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
            return false;
        var accept = new AcceptHeader(request.Headers.Accept.ToString());
        var json = accept.QualityOf("application/json") ?? accept.QualityOf("application/*") ?? accept.QualityOf("*/*")
            ?? accept.QualityOf("*") ?? 0;
        return accept.QualityOf("text/html") > json
            && (accept.QualityOf("application/xhtml+xml") > 0
                || request.Headers["Sec-Fetch-Mode"].ToString().Equals("navigate", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// Allows a <c>_redirect</c> only to the page's own origin or a listed one, so that the API is no open redirector; <c>*</c> lists none.
    /// </summary>
    /// <returns>The problem, or <see langword="null"/> if the redirect may be followed or there is none.</returns>
    public Problem? CheckRedirect(HttpRequest request, string? redirect)
    {
        if (string.IsNullOrEmpty(redirect) || !AreWantedBy(request))
            return null;
        if (Origin.Of(redirect) is not { } target)
            return UploadProblems.InvalidRedirect("it must be an absolute http or https URL");
        var isAllowed = target == Origin.Of(request.Headers.Origin.ToString()) || options.AllowedOrigins?.Contains(target) == true;
        return isAllowed ? null : UploadProblems.InvalidRedirect($"{target} is neither the form's own site nor listed in AllowedOrigins");
    }

    /// <param name="uploaded">Its redirect was checked.</param>
    public IResult Success(HttpRequest request, Uploaded uploaded)
    {
        var upload = uploaded.Upload;
        if (uploaded.Redirect is { Length: > 0 } redirect)
            return new SeeOther(QueryHelpers.AddQueryString(SendingPage.Ascii(new Uri(redirect)), "image", upload.Url));

        var alt = upload.Metadata.GetValueOrDefault("alt", "The uploaded image");
        var size = UploadProblems.Megabytes(upload.Size);
        var navigation = SendingPage.Of(request, options) is { } page
            ? Links(("Continue", SendingPage.WithImage(page, upload.Url)), ("Back", page))
            : "<p>To return to the form, use your browser’s Back button.</p>";
        return new AnswerPage(
            uploaded.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            "Image uploaded",
            $"""
            <img src="{Encode(upload.Url)}" alt="{Encode(alt)}" width="{upload.Width}" height="{upload.Height}">
            <p class="muted">{Encode(upload.FileName)} · {upload.Width} × {upload.Height} pixels · {size}</p>
            {Changes(upload.Changed)}
            <div><label for="url">Image URL</label><input id="url" type="url" value="{Encode(upload.Url)}" readonly></div>
            {navigation}
            """,
            upload.Url);
    }

    public IResult Failure(HttpRequest request, Problem problem) => new AnswerPage(
        problem.Status,
        "The image was not uploaded",
        $"""
        <p>{Encode(problem.Detail)}</p>
        <p>{Advice(problem.Remedy)}</p>
        {(SendingPage.Of(request, options) is { } page ? Links(("Back", page)) : "")}
        <p class="muted">Problem: {Encode(problem.Code)}</p>
        """);

    /// <summary>What was changed, in the words of the form's page.</summary>
    private static string Changes(IReadOnlyList<string> changed) =>
        changed.Count == 0 ? "" : $"""<p class="muted">{string.Join(' ', changed.Select(Words))}</p>""";

    private static string Words(string change) => change switch
    {
        "metadata" => "Removed: metadata, such as place, time, device and names.",
        "repaired" => "Repaired: faults in the file that browsers overlook. The picture is the same.",
        _ => "Removed: data after the end of the image.",
    };

    private static string Advice(Remedy remedy) => remedy switch
    {
        Remedy.Wait => "Wait a moment, then go back and send the form again.",
        Remedy.TellOwner => "The fault is the page’s, not your image’s: go back and tell the site’s owner.",
        Remedy.OtherImage => "Go back and choose another image.",
        _ => "Go back, change that, and send the form again.",
    };

    private static string Links(params (string Text, string Url)[] links) =>
        $"""<nav aria-label="Where to go from here">{string.Concat(links.Select(Link))}</nav>""";

    private static string Link((string Text, string Url) link) => $"""<a href="{Encode(link.Url)}">{link.Text}</a>""";

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
