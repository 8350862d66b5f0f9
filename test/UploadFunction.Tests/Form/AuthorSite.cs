using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace UploadFunction.Tests.Form;

/// <summary>
/// The static site of somebody else, on an origin of its own: one page with a form, and the service that the form goes to.
/// </summary>
internal sealed class AuthorSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<IFormCollection> _submissions = Channel.CreateUnbounded<IFormCollection>();
    private readonly Channel<string> _policyReports = Channel.CreateUnbounded<string>();

    private AuthorSite(Func<Uri, string> document, string? contentSecurityPolicy)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/", (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = contentSecurityPolicy;
            return Results.Content(document(BaseAddress), "text/html; charset=utf-8");
        });
        _app.MapGet("/favicon.ico", () => Results.NoContent());
        _app.MapGet("/next", () => Results.Content("<!doctype html><title>Next page</title>", "text/html"));
        _app.MapGet("/thanks/", ThankYou);
        _app.MapPost("/policy-reports", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            _policyReports.Writer.TryWrite(await reader.ReadToEndAsync());
        });
        _app.MapPost("/{**path}", async (HttpRequest request) =>
        {
            _submissions.Writer.TryWrite(await request.ReadFormAsync());
            return ThankYou();
        });
    }

    public Uri BaseAddress =>
        new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    /// <summary>Whether a form came in that no test has looked at.</summary>
    public bool HasSubmissions => _submissions.Reader.TryPeek(out _);

    /// <summary>
    /// What the form sent, once the browser shows the answer: Chromium that is closed in the middle of a navigation may hang.
    /// </summary>
    public async Task<IFormCollection> ReceiveAsync(IPage sender)
    {
        await Assertions.Expect(sender).ToHaveTitleAsync("Thank you");
        return await ReceiveAsync();
    }

    /// <summary>What a script of the page sent.</summary>
    public async Task<IFormCollection> ReceiveAsync() => await _submissions.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>
    /// Waits for what a browser reports to <c>/policy-reports</c>, where a policy's <c>report-uri</c> may lead, and takes what is there.
    /// </summary>
    public async Task<IReadOnlyList<string>> ReceivePolicyReportsAsync()
    {
        var reports = new List<string> { await _policyReports.Reader.ReadAsync(TestContext.Current.CancellationToken) };
        while (_policyReports.Reader.TryRead(out var report))
            reports.Add(report);
        return reports;
    }

    /// <param name="form">What stands in the form, before its button; <c>{site}</c> in it is the site's own address.</param>
    /// <param name="head">What stands in the head, beside the element's module.</param>
    public static Task<AuthorSite> StartAsync(Uri api, string form, string head = "", string? contentSecurityPolicy = null) => StartAsync(
        site =>
            $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>A site</title>
            <script type="module" src="{api}image-upload.js"></script>
            {head}
            <main>
              <h1>A site</h1>
              <form method="post" enctype="multipart/form-data" action="/submit">
                {form.Replace("{site}", site.ToString(), StringComparison.Ordinal)}
                <button name="action" value="draft">Save draft</button>
                <button name="action" value="send">Send</button>
                <button type="reset">Reset</button>
              </form>
              <p>Beside the form</p>
            </main>
            </html>
            """,
        contentSecurityPolicy);

    /// <param name="document">The whole page, made of the site's address.</param>
    public static async Task<AuthorSite> StartAsync(Func<Uri, string> document, string? contentSecurityPolicy = null)
    {
        var site = new AuthorSite(document, contentSecurityPolicy);
        await site._app.StartAsync();
        return site;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static IResult ThankYou() => Results.Content("<!doctype html><title>Thank you</title>", "text/html");
}
