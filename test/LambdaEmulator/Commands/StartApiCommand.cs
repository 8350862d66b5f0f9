using LambdaEmulator.ApiGateway;
using LambdaEmulator.Runtime;

namespace LambdaEmulator.Commands;

internal static class StartApiCommand
{
    public static async Task<int> RunAsync(CommandLine commandLine, CancellationToken cancellationToken)
    {
        if (commandLine.Arguments.Count > 0)
            throw new UsageException($"start-api takes options only, not '{commandLine.Arguments[0]}'.");
        var gatewayOptions = GatewayFrom(commandLine);
        var options = await FunctionSetup.CreateAsync(commandLine, cancellationToken);
        string[] sites = [Path.Combine(options.TaskRoot, "wwwroot"), RepositoryRoot.PathTo("src/UploadFunction/wwwroot")];

        await using var function = new LambdaFunction(options);
        await using var gateway = await Gateway.StartAsync(
            function, gatewayOptions with { SiteFolder = sites.FirstOrDefault(Directory.Exists) }, cancellationToken);

        // Sandboxes start with the first request, so they all see this.
        if (FunctionSetup.UsesDisk(options))
            options.Environment.TryAdd("Upload__PublicBaseUrl", gateway.BaseAddress.ToString().TrimEnd('/'));

        Console.WriteLine($"The API is on {gateway.BaseAddress} and the form on {gateway.BaseAddress}site/index.html");
        if (FunctionSetup.UsesDisk(options))
            Console.WriteLine($"Images are kept in {options.Environment["Upload__Directory"]}");
        Console.WriteLine("Ctrl+C ends it.");
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        return 0;
    }

    private static GatewayOptions GatewayFrom(CommandLine commandLine)
    {
        var port = commandLine.Number("--port", defaultValue: 3000, minimum: 0);
        var kind = commandLine.Value("--payload") switch
        {
            null or "2.0" => ApiKind.Http,
            "1.0" => ApiKind.Rest,
            var other => throw new UsageException($"--payload is 1.0 or 2.0, not '{other}'."),
        };
        return new GatewayOptions
        {
            Kind = kind,
            Port = port is <= 65535 ? port : throw new UsageException("--port is at most 65535."),
            Stage = commandLine.Value("--stage") is "$default" ? null : commandLine.Value("--stage")?.Trim('/'),
            BinaryMediaTypes = commandLine.Value("--binary-media-types")?.Split(',', StringSplitOptions.TrimEntries) ?? [],
        };
    }
}
