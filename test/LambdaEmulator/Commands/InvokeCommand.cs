using System.Globalization;
using System.Text.Json;
using LambdaEmulator.Runtime;

namespace LambdaEmulator.Commands;

internal static class InvokeCommand
{
    public static async Task<int> RunAsync(CommandLine commandLine, CancellationToken cancellationToken)
    {
        if (commandLine.Arguments is not [var file])
            throw new UsageException("invoke needs one event: a file, or - for stdin.");
        var payload = await ReadAsync(file, cancellationToken);

        var options = await FunctionSetup.CreateAsync(commandLine, cancellationToken);
        InvocationResult result;
        await using (var function = new LambdaFunction(options))
            result = await function.InvokeAsync(payload, cancellationToken: cancellationToken);

        await using (var output = Console.OpenStandardOutput())
        {
            await output.WriteAsync(result.Payload, cancellationToken);
            await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"REPORT RequestId: {result.RequestId}\tInit Duration: {result.InitDuration.TotalMilliseconds:F2} ms\t"
                + $"Duration: {result.Duration.TotalMilliseconds:F2} ms"));
        return result.Outcome == InvocationOutcome.Success ? 0 : 1;
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        using var payload = new MemoryStream();
        await using (var input = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file))
            await input.CopyToAsync(payload, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(payload.ToArray());
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{file} is not JSON: {exception.Message}");
        }
        return payload.ToArray();
    }
}
