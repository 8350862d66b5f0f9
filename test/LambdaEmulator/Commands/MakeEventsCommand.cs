using LambdaEmulator.Events;

namespace LambdaEmulator.Commands;

internal static class MakeEventsCommand
{
    public static async Task<int> RunAsync(CommandLine commandLine, CancellationToken cancellationToken)
    {
        var folder = commandLine.Arguments is [var given] ? given : RepositoryRoot.PathTo("events");
        Directory.CreateDirectory(folder);
        var catalog = new EventCatalog(RepositoryRoot.PathTo("test/images"));
        foreach (var (name, json) in catalog.Build())
            await File.WriteAllBytesAsync(Path.Combine(folder, name), json, cancellationToken);
        return 0;
    }
}
