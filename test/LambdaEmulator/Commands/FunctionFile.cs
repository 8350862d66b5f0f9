using System.Diagnostics;

namespace LambdaEmulator.Commands;

/// <summary>Finds the function's executable, or builds it.</summary>
internal static class FunctionFile
{
    private const string Name = "UploadFunction";
    private const string Project = "src/UploadFunction";

    public static async Task<string> ResolveAsync(CommandLine commandLine, CancellationToken cancellationToken)
    {
        if (commandLine.Value("--function") is { } given)
            return Find(given) ?? throw new UsageException($"""
                There is no function at {Path.GetFullPath(given)}.
                `dotnet publish {Project} -c Release -o DIR` makes a native one; then pass --function DIR.
                """);
        if (!commandLine.Has("--no-build"))
            await BuildAsync(cancellationToken);
        return Built().MaxBy(File.GetLastWriteTimeUtc)
            ?? throw new UsageException($"{Project} has not been built. Run `dotnet build {Project}`, or leave --no-build out.");
    }

    private static string? Find(string path)
    {
        string[] candidates = [path, Path.Combine(path, Name), Path.Combine(path, Name + ".exe"), Path.Combine(path, Name + ".dll")];
        return candidates.FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Built()
    {
        string[] configurations = ["Debug", "Release"];
        return configurations
            .Select(configuration => RepositoryRoot.PathTo($"{Project}/bin/{configuration}/net10.0/{Name}.dll"))
            .Where(File.Exists);
    }

    private static async Task BuildAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["build", RepositoryRoot.PathTo(Project), "--nologo", "--verbosity", "quiet"])
        {
            RedirectStandardOutput = true,
        };
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync(cancellationToken);
        await build.WaitForExitAsync(cancellationToken);
        if (build.ExitCode != 0)
            throw new UsageException($"{output}\n{Project} does not build; see above.");
    }
}
