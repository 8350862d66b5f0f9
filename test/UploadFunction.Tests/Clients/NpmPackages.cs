using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Clients;

/// <summary>The packages of <c>test/clients/package.json</c>, as an author's site has them at <c>/npm/</c>.</summary>
internal static partial class NpmPackages
{
    private const string Root = "/npm/";

    /// <summary>Where <c>./test.sh</c> installs them.</summary>
    private static readonly string Folder = Repository.PathTo(".cache/clients/node_modules");

    public static void Require()
    {
        if (!Directory.Exists(Folder))
            throw Needs.Missing("needs the upload widgets from npm, which ./test.sh installs");
    }

    /// <summary>What an author's bundler makes of a module that imports packages by their names.</summary>
    public static async Task<string> BundleAsync(string code)
    {
        var folder = Directory.CreateTempSubdirectory("upload-function-");
        try
        {
            var (source, bundle) = (Path.Combine(folder.FullName, "page.js"), Path.Combine(folder.FullName, "bundle.js"));
            await File.WriteAllTextAsync(source, code);
            var (exitCode, output) = await ProcessOutput.RunAsync(
                Needs.Program("esbuild"), [source, "--bundle", "--format=esm", $"--outfile={bundle}", "--log-level=warning"],
                new Dictionary<string, string> { ["NODE_PATH"] = Folder });
            Assert.True(exitCode == 0, output);
            return await File.ReadAllTextAsync(bundle);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Whether a page asks for a part of a package.</summary>
    public static bool Have(string path, IReadOnlyDictionary<string, string>? packages) =>
        (packages?.Keys ?? []).Append(Root).Any(start => path.StartsWith(start, StringComparison.Ordinal));

    public static async Task FulfillAsync(IRoute route, IReadOnlyDictionary<string, string>? packages)
    {
        var path = new Uri(route.Request.Url).AbsolutePath;
        path = Version().Replace(path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..] : path, "");
        var start = packages?.Keys.Where(key => path.StartsWith(key, StringComparison.Ordinal)).MaxBy(key => key.Length);
        var file = Path.Combine(Folder, start is null ? path : packages![start] + path[start.Length..]);
        if (!File.Exists(file))
        {
            await route.FulfillAsync(new() { Status = 404 });
        }
        else if (Path.GetExtension(file) is not (".js" or ".mjs"))
        {
            await route.FulfillAsync(new() { Path = file });
        }
        else
        {
            var script = Network().Replace(await File.ReadAllTextAsync(file), Root);
            await route.FulfillAsync(new() { ContentType = "text/javascript", Body = script });
        }
    }

    [GeneratedRegex("@[0-9][^/]*")]
    private static partial Regex Version();

    /// <summary>Where some packages load more of themselves from, with npm's names in the paths.</summary>
    [GeneratedRegex("(https?:)?//(unpkg\\.com|cdn\\.jsdelivr\\.net(/npm)?)/")]
    private static partial Regex Network();
}
