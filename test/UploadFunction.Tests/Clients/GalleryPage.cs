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
    /// <summary>Where <c>./test.sh</c> installs <c>test/clients/package.json</c>.</summary>
    private static readonly string Packages = Repository.PathTo(".cache/clients/node_modules");

    private const string Root = "/npm/";

    private readonly AuthorSite _site;
    private readonly BrowserPage _browserPage;

    private GalleryPage(AuthorSite site, BrowserPage browserPage) => (_site, _browserPage) = (site, browserPage);

    public IPage Page => _browserPage.Page;

    public AuthorSite Site => _site;

    public IReadOnlyCollection<string> Errors => _browserPage.Errors;

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
        if (!Directory.Exists(Packages))
            throw Needs.Missing("needs the upload widgets from npm, which ./test.sh installs");
        var html = await File.ReadAllTextAsync(Repository.PathTo($"test/clients/{name}.html"), TestContext.Current.CancellationToken);
        if (Module().Match(html) is { Success: true } module)
        {
            var code = Placeholder().Replace(module.Groups[1].Value, found => Snippet.Named(found.Groups[1].Value).Code);
            html = html.Replace(module.Groups[1].Value, await BundleAsync(code), StringComparison.Ordinal);
        }
        html = Placeholder().Replace(html, found => Snippet.Named(found.Groups[1].Value).InClassicPage);
        html = edit?.Invoke(html) ?? html;
        var site = await AuthorSite.StartAsync(address => Snippet.Resolve(html, api, address));
        var page = await browser.OpenAsync(
            site.BaseAddress,
            prepare: async context =>
            {
                await context.RouteAsync(url => IsPackage(url, packages), route => FulfillAsync(route, packages));
                if (prepare is not null)
                    await prepare(context);
            });
        return new GalleryPage(site, page);
    }

    /// <summary>The names of the code blocks that a page has.</summary>
    public static IEnumerable<string> SnippetsOf(string name) =>
        Placeholder().Matches(File.ReadAllText(Repository.PathTo($"test/clients/{name}.html"))).Select(found => found.Groups[1].Value);

    public async ValueTask DisposeAsync()
    {
        await _browserPage.DisposeAsync();
        await _site.DisposeAsync();
    }

    /// <summary>What an author's bundler makes of a module that imports packages by their names.</summary>
    private static async Task<string> BundleAsync(string code)
    {
        var folder = Directory.CreateTempSubdirectory("upload-function-");
        try
        {
            var (source, bundle) = (Path.Combine(folder.FullName, "page.js"), Path.Combine(folder.FullName, "bundle.js"));
            await File.WriteAllTextAsync(source, code);
            var (exitCode, output) = await ProcessOutput.RunAsync(
                Needs.Program("esbuild"), [source, "--bundle", "--format=esm", $"--outfile={bundle}", "--log-level=warning"],
                new Dictionary<string, string> { ["NODE_PATH"] = Packages });
            Assert.True(exitCode == 0, output);
            return await File.ReadAllTextAsync(bundle);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Whether the page asks for a part of a package.</summary>
    private static bool IsPackage(string url, IReadOnlyDictionary<string, string>? packages) =>
        new Uri(url).AbsolutePath is var path && (packages?.Keys ?? []).Append(Root).Any(start => path.StartsWith(start, StringComparison.Ordinal));

    private static async Task FulfillAsync(IRoute route, IReadOnlyDictionary<string, string>? packages)
    {
        var path = new Uri(route.Request.Url).AbsolutePath;
        path = Version().Replace(path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..] : path, "");
        var start = packages?.Keys.Where(key => path.StartsWith(key, StringComparison.Ordinal)).MaxBy(key => key.Length);
        var file = Path.Combine(Packages, start is null ? path : packages![start] + path[start.Length..]);
        if (!File.Exists(file))
            await route.FulfillAsync(new() { Status = 404 });
        else if (Path.GetExtension(file) is not (".js" or ".mjs"))
            await route.FulfillAsync(new() { Path = file });
        else
            await route.FulfillAsync(new() { ContentType = "text/javascript", Body = Network().Replace(await File.ReadAllTextAsync(file), Root) });
    }

    [GeneratedRegex(@"\{\{([a-z-]+)\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("@[0-9][^/]*")]
    private static partial Regex Version();

    /// <summary>Where some packages load more of themselves from, with npm's names in the paths.</summary>
    [GeneratedRegex("(https?:)?//(unpkg\\.com|cdn\\.jsdelivr\\.net(/npm)?)/")]
    private static partial Regex Network();

    [GeneratedRegex("""<script type="module" data-bundle>\n(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Module();
}
