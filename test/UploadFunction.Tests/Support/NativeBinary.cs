using UploadFunction.Tests.Support;

[assembly: AssemblyFixture(typeof(NativeBinary))]

namespace UploadFunction.Tests.Support;

/// <summary>What <c>dotnet publish src/UploadFunction -c Release</c> makes with the tests' own Lambda host, published once for a test run.</summary>
public sealed class NativeBinary : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SemaphoreSlim _publishing = new(1);
    private readonly Lazy<Task<string>> _path;

    public NativeBinary() => _path = new(PublishAsync);

    /// <summary>The binary, with its wwwroot beside it.</summary>
    public Task<string> PathAsync()
    {
        if (!OperatingSystem.IsLinux())
            throw Needs.Missing("needs Linux, for which the native binary is published");
        return _path.Value;
    }

    /// <summary>Publishes with further arguments into a folder of its own, or with none of them into the fixture's.</summary>
    public async Task<(int ExitCode, string Output)> PublishAsync(string folder, params string[] arguments)
    {
        // Two at once would write the same intermediate files.
        await _publishing.WaitAsync();
        try
        {
            return await ProcessOutput.RunAsync(
                "dotnet", ["publish", Repository.PathTo("src/UploadFunction"), "-c", "Release", $"-p:LambdaHost={BuiltHost.Name}", "-o", folder, .. arguments]);
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
        return ValueTask.CompletedTask;
    }

    private async Task<string> PublishAsync()
    {
        var (exitCode, output) = await PublishAsync(_folder.Path);
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
        return Path.Combine(_folder.Path, "UploadFunction");
    }
}
