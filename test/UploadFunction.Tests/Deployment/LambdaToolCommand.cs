namespace UploadFunction.Tests.Deployment;

/// <summary>
/// A command of <c>dotnet lambda</c>, read as the tool reads it. A switch that the command knows takes the next word; one that it does not
/// know is passed over without a word, and what follows it is an argument; <c>/p:</c> goes to MSBuild. The first argument of
/// <c>deploy-serverless</c> and <c>delete-serverless</c> is the stack's name.
/// </summary>
/// <remarks>
/// From github.com/aws/aws-extensions-for-dotnet-cli at the release of Amazon.Lambda.Tools <see cref="Version"/>: the parser is
/// src/Amazon.Common.DotNetCli.Tools/Options/CommandLineParser.cs; the switches are <c>CommonOptions</c> of Commands/BaseCommand.cs
/// there, and the list at the top of each command in src/Amazon.Lambda.Tools/Commands.
/// </remarks>
internal sealed record LambdaToolCommand(
    string Name,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string?> Switches,
    IReadOnlyList<string> PassedOver,
    IReadOnlyList<string> MSBuild)
{
    /// <summary>The version that these lists are of.</summary>
    public const string Version = "7.0.0";

    // Switch and its short form, as the tool's help shows them.
    private static readonly string[] Common =
    [
        "--disable-interactive", "--region", "--profile", "--profile-location", "--aws-access-key-id", "--aws-secret-key",
        "--aws-session-token", "--project-location -pl", "--config-file -cfg", "--persist-config-file -pcfg",
    ];

    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["deploy-serverless"] =
        [
            .. Common, "--configuration -c", "--framework -f", "--msbuild-parameters", "--package -pac", "--resolve-s3 -rs",
            "--s3-bucket -sb", "--s3-prefix -sp", "--template -t", "--template-parameters -tp", "--template-substitutions -ts",
            "--cloudformation-role -cfrole", "--stack-name -sn", "--disable-capabilities -dc", "--tags", "--stack-wait -sw",
            "--disable-version-check -dvc", "--stack-polling-delay -pd",
        ],
        ["delete-serverless"] = [.. Common, "--stack-name -sn"],
        ["package"] =
        [
            .. Common, "--configuration -c", "--framework -f", "--function-architecture -farch", "--msbuild-parameters",
            "--function-layers -fl", "--output-package -o", "--disable-version-check -dvc", "--package-type -pt", "--image-tag -it",
            "--dockerfile -df", "--docker-build-options -dbo", "--docker-build-working-dir -dbwd", "--docker-host-build-output-dir",
            "--use-container-for-build -ucfb", "--container-image-for-build -cifb", "--code-mount-directory -cmd",
        ],
    };

    private static readonly HashSet<string> TrueOrFalse =
    [
        "--disable-interactive", "--persist-config-file", "--resolve-s3", "--stack-wait", "--disable-version-check",
        "--use-container-for-build",
    ];

    /// <summary>Whether any command has such a switch, by its long name.</summary>
    public static bool IsSwitch(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) && Known.Keys.Any(command => Find(command, word) is not null);

    /// <param name="words">From the command's name on.</param>
    /// <exception cref="FormatException">The tool would stop with an error.</exception>
    public static LambdaToolCommand Parse(IReadOnlyList<string> words)
    {
        if (!Known.ContainsKey(words[0]))
            throw new FormatException($"'{words[0]}' is no command of dotnet lambda that is known here.");
        List<string> arguments = [], passedOver = [], msbuild = [];
        var switches = new Dictionary<string, string?>();
        for (var at = 1; at < words.Count; at++)
        {
            if (words[at].StartsWith("/p:", StringComparison.Ordinal))
                msbuild.Add(words[at]);
            else if (!words[at].StartsWith('-'))
                arguments.Add(words[at]);
            else if (Find(words[0], words[at]) is { } name)
                switches[name] = Value(name, words.ElementAtOrDefault(++at));
            else
                passedOver.Add(words[at]);
        }
        return new(words[0], arguments, switches, passedOver, [.. Parameters(switches), .. msbuild]);
    }

    private static string? Find(string command, string word) =>
        Known[command].Select(known => known.Split(' '))
            .FirstOrDefault(known => known.Contains(word, StringComparer.OrdinalIgnoreCase))?[0];

    private static string Value(string name, string? value)
    {
        if (value is null)
            throw new FormatException($"{name} must be followed by a value.");
        if (TrueOrFalse.Contains(name) && !bool.TryParse(value, out _))
            throw new FormatException($"{name} is '{value}', but must be true or false.");
        return value;
    }

    private static string[] Parameters(Dictionary<string, string?> switches) =>
        switches.GetValueOrDefault("--msbuild-parameters")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
