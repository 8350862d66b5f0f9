using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>What is stored is well-formed: the checkers of each format find nothing.</summary>
public sealed class WellFormedTests : IDisposable
{
    private readonly StoredSamples _stored = new();

    public void Dispose() => _stored.Dispose();

    [Fact]
    public async Task Pngcheck_Finds_Nothing() => await ExpectNothingAsync("pngcheck", ["-q", .. _stored.Files("png")]);

    [Fact]
    public async Task Webpinfo_Finds_Nothing()
    {
        var output = (await RunAsync("webpinfo", [.. _stored.Files("webp")])).Replace("No error detected", "", StringComparison.Ordinal);

        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("error", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Gifsicle_Finds_Nothing() =>
        Assert.DoesNotContain("gifsicle:", await RunAsync("gifsicle", ["-I", .. _stored.Files("gif")]), StringComparison.Ordinal);

    [Fact]
    public async Task Djpeg_Finds_Nothing()
    {
        foreach (var file in _stored.Files("jpg"))
            await ExpectNothingAsync("djpeg", ["-strict", "-outfile", Path.Combine(_stored.Folder, "decoded.ppm"), file]);
    }

    [Fact]
    public async Task Avifdec_Finds_Nothing()
    {
        foreach (var file in _stored.Files("avif"))
            await RunAsync("avifdec", [file, Path.Combine(_stored.Folder, "decoded.png")]);
    }

    [Fact]
    public async Task Heif_Info_Finds_Nothing()
    {
        foreach (var file in _stored.Files("heic"))
            await RunAsync("heif-info", [file]);
    }

    private static async Task ExpectNothingAsync(string program, string[] arguments) => Assert.Empty(await RunAsync(program, arguments));

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        Assert.NotEmpty(arguments);
        var (exitCode, output) = await ProcessOutput.RunAsync(Needs.Program(program), arguments);
        Assert.True(exitCode == 0, $"{program} {arguments[^1]}: {output}");
        return output;
    }
}
