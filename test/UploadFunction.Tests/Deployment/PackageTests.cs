using System.IO.Compression;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

/// <summary>What goes to Lambda, and what its publish refuses.</summary>
public sealed class PackageTests(NativeBinary binary, FrameworkDependentProgram frameworkDependent)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serves_The_Form_From_Any_Working_Directory()
    {
        using var folder = new TemporaryFolder();
        await using var program = await RunningProgram.StartAsync(
            await binary.PathAsync(),
            ["--urls", "http://127.0.0.1:0"],
            workingDirectory: "/",
            new Dictionary<string, string> { ["Upload__Directory"] = folder.Path });
        using var client = LoopbackClient.Create(program.BaseAddress);

        var page = await client.GetByteArrayAsync("", Cancellation);
        Assert.Equal(await File.ReadAllBytesAsync(Repository.PathTo("src/UploadFunction/wwwroot/index.html"), Cancellation), page);
        var upload = await client.UploadAsync(UploadRequests.Multipart(SampleImages.Png.Bytes));
        Assert.Equal(SampleImages.Png.Bytes, await client.GetByteArrayAsync(upload.Text("url"), Cancellation));
    }

    [Fact]
    public async Task The_Published_Folder_Holds_The_Binary_The_Form_And_The_Settings_Only()
    {
        var folder = Path.GetDirectoryName(await binary.PathAsync())!;
        Assert.Equal(["UploadFunction", "appsettings.json", "wwwroot"], Names(folder));
        // No page loads what is the npm package's alone.
        Assert.Equal(
            Names(Repository.PathTo("src/UploadFunction/wwwroot")).Where(name =>
                name is not ("package.json" or "custom-elements.json" or "README.md")
                && !name!.EndsWith(".d.ts", StringComparison.Ordinal)),
            Names(Path.Combine(folder, "wwwroot")));

        static IEnumerable<string?> Names(string folder) =>
            Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_Binary_That_Needs_A_Newer_Glibc_Fails_The_Publish_And_Names_The_Symbol()
    {
        await binary.PathAsync();
        using var folder = new TemporaryFolder();
        var (exitCode, output) = await binary.PublishAsync(folder.Path, "-p:MaxGlibc=2.17");

        Assert.NotEqual(0, exitCode);
        Assert.Matches(@"MaxGlibc=2\.17: .*\w+ \(GLIBC_2\.\d+\)", output);
    }

    [Fact]
    public async Task Without_Objdump_The_Check_Fails_Instead_Of_Passing()
    {
        var (exitCode, output) = await ProcessOutput.RunAsync(
            "/bin/sh",
            [Repository.PathTo("src/UploadFunction/check-glibc.sh"), "2.34", await binary.PathAsync()],
            new Dictionary<string, string> { ["PATH"] = "/nonexistent" });

        Assert.NotEqual(0, exitCode);
        Assert.Contains("objdump", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zipped_The_Native_Package_Is_Small_And_Has_Nothing_To_Spare()
    {
        using var folder = new TemporaryFolder();
        var zip = Path.Combine(folder.Path, "package.zip");
        await ZipFile.CreateFromDirectoryAsync(
            Path.GetDirectoryName(await binary.PathAsync())!, zip, CompressionLevel.Optimal, includeBaseDirectory: false, Cancellation);

        // The packages of the other host are larger than LambdaServer. Lambda takes 50 MB, but a cold start loads all of it.
        Assert.InRange(new FileInfo(zip).Length, 1, BuiltHost.IsLambdaServer ? 11_500_000 : 12_500_000);
        await using var archive = await ZipFile.OpenReadAsync(zip, Cancellation);
        Assert.DoesNotContain(
            archive.Entries, entry => Path.GetExtension(entry.Name) is ".dll" or ".pdb" or ".dbg" or ".xml" or ".br" or ".gz");
        Assert.DoesNotContain(archive.Entries, entry => entry.Name == "aws-lambda-tools-defaults.json");
    }

    [Fact]
    public async Task The_Framework_Dependent_Package_Has_No_Symbols_And_No_Settings_Of_Tools()
    {
        var folder = Path.GetDirectoryName(await frameworkDependent.PathAsync())!;
        var names = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToList();

        Assert.Contains("UploadFunction.dll", names);
        Assert.DoesNotContain(names, name => Path.GetExtension(name) is ".pdb" or ".dbg" or ".xml" or ".br" or ".gz");
        Assert.DoesNotContain("aws-lambda-tools-defaults.json", names);
        Assert.DoesNotContain("appsettings.Development.json", names);
    }

    // `dotnet lambda` packs its publish folder as it is, and empties it before a build on the machine only.
    [Fact]
    public async Task A_Publish_Leaves_Nothing_Of_The_Other_Kind_In_Its_Folder()
    {
        var native = Path.GetDirectoryName(await binary.PathAsync())!;
        var managed = Path.GetDirectoryName(await frameworkDependent.PathAsync())!;
        using var folder = new TemporaryFolder();
        FolderCopy.Copy(native, folder.Path);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "wwwroot", "removed.js"), "// gone", Cancellation);

        // Each of them once over the other.
        foreach (var isNative in (bool[])[false, true])
        {
            PublishedProgram program = isNative ? binary : frameworkDependent;
            var (exitCode, output) = await program.PublishAsync(folder.Path);
            Assert.True(exitCode == 0, output);
            var (expected, actual) = (Contents(isNative ? native : managed), Contents(folder.Path));
            Assert.Empty(actual.Except(expected));
            Assert.Empty(expected.Except(actual));
        }

        static List<string> Contents(string folder) =>
            [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => $"{Path.GetRelativePath(folder, file)}: {new FileInfo(file).Length} bytes")];
    }

    [Fact]
    public async Task Outside_Lambda_The_Role_Ends_The_Start_With_One_Line()
    {
        var (exitCode, output) = await ProcessOutput.RunAsync(
            await binary.PathAsync(),
            [],
            new Dictionary<string, string> { ["Upload__Function"] = "Verifier", ["AWS_LAMBDA_RUNTIME_API"] = "" });

        Assert.Equal(1, exitCode);
        Assert.Contains("AWS_LAMBDA_RUNTIME_API is not set", Assert.Single(output.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Path.GetDirectoryName(await binary.PathAsync())!, ".data")));
    }
}
