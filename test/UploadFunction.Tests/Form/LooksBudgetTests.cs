using System.Globalization;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>What the element costs a page.</summary>
public sealed class LooksBudgetTests
{
    [Theory]
    [InlineData("image-upload.js", 12_288)]
    [InlineData("image-upload.css", 3_072)]
    public async Task The_Element_Stays_Within_Its_Budget(string file, int budget)
    {
        // The program rather than GZipStream, whose zlib-ng packs a little differently: the figure is that of `gzip -9 -c | wc -c`.
        var command = $"{Needs.Program("gzip")} -9 -c '{Repository.PathTo($"src/UploadFunction/wwwroot/{file}")}' | wc -c";

        var (_, size) = await ProcessOutput.RunAsync("sh", ["-c", command]);

        Assert.InRange(int.Parse(size, CultureInfo.InvariantCulture), 1, budget);
    }

    [Fact]
    public void The_Module_Depends_On_No_Other()
    {
        var module = File.ReadAllText(Repository.PathTo("src/UploadFunction/wwwroot/image-upload.js"));

        Assert.DoesNotMatch(@"(?m)^\s*(import\s*[\w{*'""]|export\b.*\bfrom\b)|\bimport\s*\(", module);
    }
}
