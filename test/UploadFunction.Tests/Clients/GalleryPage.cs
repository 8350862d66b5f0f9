using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UploadFunction.Tests.Form;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Clients;

/// <summary>
/// A page of <c>test/clients</c>: a widget as npm has it, with the code that <c>docs/clients.md</c> shows for it. The API has another
/// origin than the page.
/// </summary>
internal sealed partial class GalleryPage : IAsyncDisposable
{
    private readonly AuthorSite _site;
    private readonly BrowserPage _browserPage;

    private GalleryPage(AuthorSite site, BrowserPage browserPage) => (_site, _browserPage) = (site, browserPage);

    public IPage Page => _browserPage.Page;

    public AuthorSite Site => _site;

    public IReadOnlyCollection<string> Errors => _browserPage.Errors;

    /// <summary>The names of the code blocks that the pages have.</summary>
    public static IEnumerable<string> Snippets => Directory.GetFiles(Repository.PathTo("test/clients"), "*.html")
        .SelectMany(page => Placeholder().Matches(File.ReadAllText(page)).Select(found => found.Groups[1].Value));

    /// <param name="name">Of the page, without <c>.html</c>.</param>
    /// <param name="packages">
    /// Starts of paths, below <c>/npm/</c> or at the site's root, and what stands in their place: <c>tinymce/</c>, <c>tinymce-6/</c>.
    /// </param>
    /// <param name="prepare">Prepares the browser before the page opens.</param>
    /// <param name="edit">Changes the page, as by putting an image of the test into it.</param>
    public static async Task<GalleryPage> OpenAsync(
        Browser browser,
        Uri api,
        string name,
        IReadOnlyDictionary<string, string>? packages = null,
        Func<IBrowserContext, Task>? prepare = null,
        Func<string, string>? edit = null)
    {
        NpmPackages.Require();
        var html = await File.ReadAllTextAsync(Repository.PathTo($"test/clients/{name}.html"), TestContext.Current.CancellationToken);
        if (Module().Match(html) is { Success: true } module)
        {
            var code = Placeholder().Replace(module.Groups[1].Value, found => Snippet.Named(found.Groups[1].Value).Code);
            html = html.Replace(module.Groups[1].Value, await NpmPackages.BundleAsync(code), StringComparison.Ordinal);
        }
        html = Placeholder().Replace(html, found => Snippet.Named(found.Groups[1].Value).InClassicPage);
        html = edit?.Invoke(html) ?? html;
        var site = await AuthorSite.StartAsync(address => Snippet.Resolve(html, api, address));
        var page = await browser.OpenAsync(
            site.BaseAddress,
            prepare: async context =>
            {
                await context.RouteAsync(
                    url => NpmPackages.Have(new Uri(url).AbsolutePath, packages), route => NpmPackages.FulfillAsync(route, packages));
                if (prepare is not null)
                    await prepare(context);
            });
        return new GalleryPage(site, page);
    }

    public async ValueTask DisposeAsync()
    {
        await _browserPage.DisposeAsync();
        await _site.DisposeAsync();
    }

    [GeneratedRegex(@"\{\{([a-z-]+)\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""<script type="module" data-bundle>\n(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Module();
}
