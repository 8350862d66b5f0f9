using System.Runtime.InteropServices;

namespace LambdaEmulator.Commands;

/// <summary>The command line. No top-level statements: their class would be a second global Program beside the function's.</summary>
internal static class Cli
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await RunAsync(CommandLine.Parse(args), stop.Token);
        }
        catch (UsageException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return WrongUsage;
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Failed;
        }

        // Without this the process would end before it has killed the function's.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static Task<int> RunAsync(CommandLine commandLine, CancellationToken cancellationToken) => commandLine.Command switch
    {
        "invoke" => InvokeCommand.RunAsync(commandLine, cancellationToken),
        "start-api" => StartApiCommand.RunAsync(commandLine, cancellationToken),
        "make-events" => MakeEventsCommand.RunAsync(commandLine, cancellationToken),
        "help" => HelpAsync(),
        var other => throw new UsageException($"There is no command '{other}'.\n\n{CommandLine.Usage}"),
    };

    private static async Task<int> HelpAsync()
    {
        await Console.Out.WriteLineAsync(CommandLine.Usage);
        return 0;
    }
}
