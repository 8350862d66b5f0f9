using System.Formats.Tar;
using System.IO.Compression;
using UploadFunction.Tests.Form;
using UploadFunction.Tests.Support;

[assembly: AssemblyFixture(typeof(FrameworkPages))]

namespace UploadFunction.Tests.Form;

/// <summary>
/// The pages of <c>test/frameworks</c>, with the components that <c>docs/form.md</c> shows and the element as <c>npm pack</c> packs it.
/// They lie beside the installed frameworks, where node and the compilers find these, and are made once for a test run.
/// </summary>
public sealed class FrameworkPages : IDisposable
{
    /// <summary>Of the documentation, and in <c>package.json</c>.</summary>
    internal const string PackageName = "image-upload-element";

    private static readonly string Installed = Repository.PathTo(".cache/node");

    private readonly string _folder = Path.Combine(Installed, $"frameworks-{Guid.NewGuid():N}");
    private readonly Lazy<Task> _sources;
    private readonly Lazy<Task> _assets;

    public FrameworkPages()
    {
        _sources = new(WriteSourcesAsync);
        _assets = new(BuildAsync);
    }

    /// <summary>The folder with the sources and the package.</summary>
    internal async Task<string> SourcesAsync()
    {
        RequirePackages();
        await _sources.Value;
        return _folder;
    }

    /// <summary>What the author's site has in <c>/assets/</c>.</summary>
    internal async Task<string> AssetsAsync()
    {
        RequirePackages();
        await _assets.Value;
        return Path.Combine(_folder, "assets");
    }

    /// <summary>The package as npm installs it.</summary>
    internal async Task<string> PackageAsync() => Path.Combine(await SourcesAsync(), "node_modules", PackageName);

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static void RequirePackages()
    {
        Needs.Program("node");
        Needs.Program("npm");
        foreach (var package in (string[])["esbuild", "react", "react-dom", "vue", "svelte"])
        {
            if (!Directory.Exists(Path.Combine(Installed, "node_modules", package)))
                throw Needs.Missing($"needs the npm package {package}, which ./test.sh installs");
        }
    }

    private async Task WriteSourcesAsync()
    {
        FolderCopy.Copy(Repository.PathTo("test/frameworks"), _folder);
        foreach (var snippet in ((string[])["react", "vue", "svelte"]).Select(Snippet.Named))
            File.WriteAllText(Path.Combine(_folder, snippet.Name, $"PhotoField.{snippet.Language}"), snippet.Code);
        File.WriteAllText(Path.Combine(_folder, "react", "Manifest.ts"), Manifest.Read().ToTypeScript(PackageName));

        await RunAsync("npm", "pack", Repository.PathTo("src/UploadFunction/wwwroot"), "--silent", "--pack-destination", _folder);
        await using var package = File.OpenRead(Directory.GetFiles(_folder, "*.tgz").Single());
        await using var tar = new GZipStream(package, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(tar, _folder, overwriteFiles: false);
        Directory.CreateDirectory(Path.Combine(_folder, "node_modules"));
        Directory.Move(Path.Combine(_folder, "package"), Path.Combine(_folder, "node_modules", PackageName));
    }

    private async Task BuildAsync()
    {
        await _sources.Value;
        await RunAsync("node", "build.mjs");
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output) = await ProcessOutput.RunAsync(Needs.Program(program), arguments, workingDirectory: _folder);
        Assert.True(exitCode == 0, output);
    }
}
