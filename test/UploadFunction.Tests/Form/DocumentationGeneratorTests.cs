using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary><c>docs/form.md</c>: the templates of static site generators, rendered by these.</summary>
public sealed class DocumentationGeneratorTests(Browser browser) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [Snippets("jekyll", "install", "usage")]
    public async Task Jekyll_Switches_The_Url(Snippet jekyll, Snippet install, Snippet usage)
    {
        var program = Needs.Program("jekyll");
        Write("index.html", $"---\n---\n{jekyll.Code}");

        Assert.Equal(install.Code, await RenderAsync(program, ["build"], "_site", ("JEKYLL_ENV", "production")));
        await ExpectOneValueAsync(await RenderAsync(program, ["build"], "_site", ("JEKYLL_ENV", "development")), usage);
    }

    [Theory]
    [Snippets("hugo", "install", "usage")]
    public async Task Hugo_Switches_The_Url(Snippet hugo, Snippet install, Snippet usage)
    {
        var program = Needs.Program("hugo");
        Write("config.toml", "baseURL = 'https://www.example.com/'");
        Write("layouts/index.html", hugo.Code);

        Assert.Equal(install.Code, await RenderAsync(program, [], "public"));
        await ExpectOneValueAsync(await RenderAsync(program, ["--environment", "development"], "public"), usage);
    }

    [Theory]
    [Snippets("eleventy", "eleventy-data", "install", "usage")]
    public async Task Eleventy_Switches_The_Url(Snippet eleventy, Snippet data, Snippet install, Snippet usage)
    {
        var program = Needs.Program("eleventy");
        Write("index.html", eleventy.Code);
        Write("_data/uploads.js", data.Code);

        Assert.Equal(install.Code, await RenderAsync(program, [], "_site"));
        // `eleventy --serve` without its server.
        var package = Path.GetDirectoryName(new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        var serve =
            $"import('{package}/src/Eleventy.js')" +
            ".then(({ default: Eleventy }) => new Eleventy('.', '_site', { runMode: 'serve' }).write())";
        await ExpectOneValueAsync(await RenderAsync(Needs.Program("node"), ["-e", serve], "_site"), usage);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>The page that the generator writes into its output folder.</summary>
    private async Task<string> RenderAsync(
        string program, string[] arguments, string output, params (string Name, string Value)[] environment)
    {
        var page = Path.Combine(_folder.Path, output, "index.html");
        var (exitCode, text) = await ProcessOutput.RunAsync(
            program, arguments, environment.ToDictionary(variable => variable.Name, variable => variable.Value), _folder.Path);
        Assert.True(exitCode == 0, text);
        return (await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken)).TrimStart();
    }

    private async Task ExpectOneValueAsync(string tag, Snippet usage)
    {
        Assert.Contains("http://localhost:5080/", tag, StringComparison.Ordinal);
        await using var page = await DocumentedPage.OpenBareAsync(browser, tag + usage.Html);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        var url = await page.ValueAsync();
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(("photo", url), (Assert.Single(sent.Keys), Assert.Single(sent["photo"])));
        Assert.Empty(sent.Files);
    }
}
