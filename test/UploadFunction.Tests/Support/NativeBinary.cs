using System.Diagnostics;
using UploadFunction.Tests.Support;

[assembly: AssemblyFixture(typeof(NativeBinary))]

namespace UploadFunction.Tests.Support;

/// <summary>What <c>dotnet publish src/UploadFunction -c Release</c> makes, published once for a test run.</summary>
public sealed class NativeBinary : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("upload-function-publish-");
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
            return await ProcessOutput.RunAsync("dotnet", ["publish", Repository.PathTo("src/UploadFunction"), "-c", "Release", "-o", folder, .. arguments]);
        }
        finally
        {
            _publishing.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _publishing.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<string> PublishAsync()
    {
        var (exitCode, output) = await PublishAsync(_folder.FullName);
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
        return Path.Combine(_folder.FullName, "UploadFunction");
    }
}

/// <summary>Runs a program to its end.</summary>
internal static class ProcessOutput
{
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? Repository.Root,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
