using System.Globalization;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>What the element costs a page.</summary>
public sealed class LooksBudgetTests
{
    /// <summary>16 KB for script and style sheet together, compressed and without their comments, which may be long.</summary>
    private const int Budget = 16 * 1024;

    [Fact]
    public async Task The_Element_Stays_Within_Its_Budget() =>
        Assert.InRange(await CompressedAsync("image-upload.js") + await CompressedAsync("image-upload.css"), 1, Budget);

    private static async Task<int> CompressedAsync(string file)
    {
        // Some comments go only with the white space. Names and code stay as they are.
        // The program rather than GZipStream, whose zlib-ng packs a little differently: the figure is that of `gzip -9 -c | wc -c`.
        var path = Repository.PathTo($"src/UploadFunction/wwwroot/{file}");
        var withoutComments = $"{Needs.Program("esbuild")} --minify-whitespace --legal-comments=none '{path}'";
        var command = $"{withoutComments} | {Needs.Program("gzip")} -9 -c | wc -c";
        var (_, size) = await ProcessOutput.RunAsync("sh", ["-c", command]);
        return int.Parse(size, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void The_Module_Depends_On_No_Other()
    {
        var module = File.ReadAllText(Repository.PathTo("src/UploadFunction/wwwroot/image-upload.js"));

        Assert.DoesNotMatch(@"(?m)^\s*(import\s*[\w{*'""]|export\b.*\bfrom\b)|\bimport\s*\(", module);
    }
}
