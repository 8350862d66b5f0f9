using UploadFunction.Tests.Support;

[assembly: AssemblyFixture(typeof(NativeBinary))]
[assembly: AssemblyFixture(typeof(FrameworkDependentProgram))]

namespace UploadFunction.Tests.Support;

/// <summary>
/// A package of the function as <c>dotnet publish src/UploadFunction -c Release</c> makes it with the tests' own Lambda host, published
/// once for a test run.
/// </summary>
/// <param name="file">What Lambda starts.</param>
public abstract class PublishedProgram(string file) : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SemaphoreSlim _publishing = new(1);
    private Task<string>? _path;

    /// <summary>Further arguments of the publish.</summary>
    /// <param name="folder">A folder of the fixture's own.</param>
    private protected virtual string[] Arguments(string folder) => [];

    /// <summary>The program, with its wwwroot beside it.</summary>
    public Task<string> PathAsync()
    {
        Needs.Time("needs a published function");
        if (!OperatingSystem.IsLinux())
            throw Needs.Missing("needs Linux, for which the function is published");
        lock (_folder)
            return _path ??= PublishAsync();
    }

    /// <summary>Processes of a function at the same time, as many as the machine can start within a request's time.</summary>
    public virtual int Sandboxes => 10;

    /// <summary>Publishes once more into a folder of its own.</summary>
    public async Task<(int ExitCode, string Output)> PublishAsync(string folder, params string[] more)
    {
        // Two at once would write the same intermediate files.
        await _publishing.WaitAsync();
        try
        {
            return await ProcessOutput.RunAsync(
                "dotnet",
                [
                    "publish", Repository.PathTo("src/UploadFunction"), "-c", "Release", $"-p:LambdaHost={BuiltHost.Name}", "-o", folder,
                    // The build of the tests had them look at the same code.
                    "-p:RunAnalyzers=false",
                    .. Arguments(_folder.Path), .. more,
                ]);
        }
        finally
        {
            _publishing.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _publishing.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private async Task<string> PublishAsync()
    {
        var package = Path.Combine(_folder.Path, "package");
        var (exitCode, output) = await PublishAsync(package);
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
        return Path.Combine(package, file);
    }
}

/// <summary>The native binary: what is deployed.</summary>
public sealed class NativeBinary() : PublishedProgram("UploadFunction");

/// <summary>What is deployed where no container can build the native binary.</summary>
public sealed class FrameworkDependentProgram() : PublishedProgram("UploadFunction.dll")
{
    /// <summary>Fewer than of the native binary: each compiles itself as it starts.</summary>
    public override int Sandboxes => 3;

    /// <summary>The intermediate files lie apart: those of the native binary, and of other tests' builds, are other ones.</summary>
    private protected override string[] Arguments(string folder) =>
        ["-p:PublishAot=false", "--artifacts-path", Path.Combine(folder, "artifacts")];
}
