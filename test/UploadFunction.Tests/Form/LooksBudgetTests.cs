using System.Globalization;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>What the element costs a page.</summary>
public sealed class LooksBudgetTests
{
    /// <summary>16 KB for script and style sheet together, compressed.</summary>
    private const int Budget = 16 * 1024;

    [Fact]
    public async Task The_Element_Stays_Within_Its_Budget() =>
        Assert.InRange(await CompressedAsync("image-upload.js") + await CompressedAsync("image-upload.css"), 1, Budget);

    private static async Task<int> CompressedAsync(string file)
    {
        // The program rather than GZipStream, whose zlib-ng packs a little differently: the figure is that of `gzip -9 -c | wc -c`.
        var command = $"{Needs.Program("gzip")} -9 -c '{Repository.PathTo($"src/UploadFunction/wwwroot/{file}")}' | wc -c";
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
