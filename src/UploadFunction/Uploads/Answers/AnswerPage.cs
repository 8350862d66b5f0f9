using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace UploadFunction.Uploads.Answers;

/// <summary>A small HTML page for a person whose form was sent without a script. It loads nothing but one image.</summary>
/// <param name="Content">HTML, its values encoded.</param>
/// <param name="Image">URL of the image, which is the page's icon too: without one, browsers would ask for <c>/favicon.ico</c>.</param>
internal sealed record AnswerPage(int Status, string Title, string Content, string? Image = null) : IResult
{
    private const string Style = """
    :root {
      --accent: light-dark(#1d5fd1, #8ab4f8);
      --on-accent: light-dark(#fff, #0b1220);
      --page: light-dark(#f4f5f7, #101216);
      --card: light-dark(#fff, #191c22);
      --text: light-dark(#1b1f27, #e7e9ee);
      --muted: light-dark(#565d6b, #a3a9b6);
      --line: light-dark(#d7dbe2, #343944);
      --edge: light-dark(#8b93a1, #6b7280);
      color-scheme: light dark;
      background: var(--page);
      color: var(--text);
      font: 100%/1.5 system-ui, sans-serif;
    }
    * { box-sizing: border-box; }
    body { margin: 0; padding: clamp(1rem, 6vw, 4rem) 1rem; }
    main {
      display: grid;
      gap: 1.25rem;
      max-inline-size: 40rem;
      margin: 0 auto;
      padding: clamp(1rem, 5vw, 2rem);
      border: 1px solid var(--line);
      border-radius: 1rem;
      background: var(--card);
    }
    h1, p { margin: 0; min-inline-size: 0; overflow-wrap: anywhere; }
    h1 { font-size: 1.5rem; line-height: 1.2; letter-spacing: -0.01em; text-wrap: balance; }
    img { justify-self: start; max-inline-size: 100%; max-block-size: 50vh; inline-size: auto; block-size: auto; border-radius: 0.5rem; }
    label { display: block; margin-block-end: 0.375rem; font-weight: 600; }
    input {
      inline-size: 100%;
      min-block-size: 2.75rem;
      padding: 0.5rem 0.75rem;
      border: 1px solid var(--edge);
      border-radius: 0.5rem;
      background: var(--page);
      color: inherit;
      font: inherit;
      text-overflow: ellipsis;
    }
    nav { display: flex; flex-wrap: wrap; gap: 0.75rem; }
    nav a {
      display: grid;
      align-items: center;
      min-block-size: 2.75rem;
      padding: 0.5rem 1.125rem;
      border: 1px solid var(--edge);
      border-radius: 0.5rem;
      color: inherit;
      font-weight: 600;
      overflow-wrap: anywhere;
      text-decoration: none;
    }
    nav a:first-child { border-color: transparent; background: var(--accent); color: var(--on-accent); }
    nav a:hover { text-decoration: underline; }
    :is(a, input):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    @media (forced-colors: active) {
      nav a:first-child { border-color: LinkText; background: Canvas; color: LinkText; }
    }
    .muted { color: var(--muted); font-size: 0.875rem; }
    """;

    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        // A policy cannot name an IPv6 address, but it can name the page's own origin.
        var origin = Origin.Of(Image);
        var images = origin is null ? "'none'" : origin == Origin.Of(PublicUrls.Api(httpContext.Request)) ? "'self'" : origin;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        // With the browser's Back button the page is shown again; with `no-store` the form would be sent again.
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; img-src {images}; style-src 'sha256-{StyleHash}'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <title>{Encode(Title)}</title>
            {(Image is null ? "" : $"<link rel=\"icon\" href=\"{Encode(Image)}\">")}
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <h1>{Encode(Title)}</h1>
            {Content}
            </main>
            </body>
            </html>

            """,
            httpContext.RequestAborted);
    }
}
