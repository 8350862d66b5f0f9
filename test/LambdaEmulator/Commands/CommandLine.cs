using System.Globalization;

namespace LambdaEmulator.Commands;

/// <summary>A command, its arguments, and options as <c>--name value</c>, <c>--name=value</c> or a bare <c>--name</c>.</summary>
internal sealed class CommandLine
{
    public const string Usage = """
        Lambda and API Gateway on the loopback, without Docker and without an AWS account.

          invoke EVENT.json     Sends one event (- reads it from stdin) through the function. The response goes to stdout,
                                the function's log to stderr; the exit code is 1 when the function fails.
          start-api             Serves HTTP and sends each request to the function as an event; the form is on /site/index.html.
          make-events [FOLDER]  Writes the sample events (default: events/ of the repository).

        Options of invoke and start-api:
          --function PATH       A native binary, a .dll, or the folder of either. Default: builds and uses src/UploadFunction.
          --no-build            Takes src/UploadFunction as it was built last.
          --timeout SECONDS     The function's (default 30).
          --concurrency N       Processes at most (default 10).
          --chunked-events      Sends events without Content-Length, as `sam local` does.

        Options of start-api:
          --port PORT           Default 3000; 0 lets the system choose.
          --stage NAME          A named stage: every path begins with it.
          --payload 1.0         A REST API's events in place of an HTTP API's (2.0).
          --binary-media-types  A REST API's, separated by commas, for instance */*.

        Variables that begin with Upload__, AWS_ or Logging__ reach the function. Without Upload__Bucket and Upload__Directory
        the images are kept in .data at the repository's root.
        """;

    private static readonly HashSet<string> Flags = ["--no-build", "--chunked-events", "--help"];

    private static readonly HashSet<string> Values =
        ["--function", "--timeout", "--concurrency", "--port", "--stage", "--payload", "--binary-media-types"];

    private readonly Dictionary<string, string> _options = [];
    private readonly List<string> _arguments = [];

    public string Command => Has("--help") ? "help" : _arguments.FirstOrDefault("help");

    public IReadOnlyList<string> Arguments => [.. _arguments.Skip(1)];

    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var commandLine = new CommandLine();
        for (var index = 0; index < args.Count; index++)
        {
            var parts = args[index].Split('=', 2);
            if (!args[index].StartsWith("--", StringComparison.Ordinal))
                commandLine._arguments.Add(args[index]);
            else if (Flags.Contains(args[index]))
                commandLine._options[args[index]] = "";
            else if (!Values.Contains(parts[0]))
                throw new UsageException($"There is no option {parts[0]}.\n\n{Usage}");
            else if (parts is [var name, var value])
                commandLine._options[name] = value;
            else if (++index < args.Count)
                commandLine._options[parts[0]] = args[index];
            else
                throw new UsageException($"{parts[0]} needs a value.");
        }
        return commandLine;
    }

    public bool Has(string flag) => _options.ContainsKey(flag);

    public string? Value(string option) => _options.GetValueOrDefault(option);

    public int Number(string option, int defaultValue, int minimum)
    {
        if (Value(option) is not { } text)
            return defaultValue;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum
            ? number
            : throw new UsageException($"{option} needs a whole number from {minimum} on, not '{text}'.");
    }
}
