namespace UploadFunction.Tests.Deployment;

/// <summary>A command of AWS SAM's CLI, with its options by their long names.</summary>
/// <remarks>
/// From github.com/aws/aws-sam-cli, July 2026: core/options.py of samcli/commands/build, deploy and local/invoke lists each command's
/// options; which take no value, and short names, are from the command.py or cli.py there and commands/_utils/options.py.
/// </remarks>
internal sealed record SamCommand(string Name, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Options)
{
    private static readonly string[] Common =
    [
        "--region", "--profile", "--config-env", "--config-file", "--save-params", "--beta-features", "--debug", "--help",
        "--template-file", "--parameter-overrides",
    ];

    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["build"] =
        [
            .. Common, "--use-container", "--container-env-var", "--container-env-var-file", "--build-image", "--mount-with",
            "--skip-pull-image", "--docker-network", "--parallel", "--exclude", "--manifest", "--cached", "--build-in-source",
            "--build-dir", "--cache-dir", "--base-dir",
        ],
        ["deploy"] =
        [
            .. Common, "--stack-name", "--capabilities", "--resolve-s3", "--guided", "--s3-bucket", "--s3-prefix", "--role-arn",
            "--kms-key-id", "--notification-arns", "--tags", "--metadata", "--no-execute-changeset", "--fail-on-empty-changeset",
            "--confirm-changeset", "--disable-rollback", "--on-failure", "--force-upload", "--max-wait-duration", "--no-progressbar",
        ],
        ["local invoke"] =
        [
            .. Common, "--event", "--no-event", "--env-vars", "--container-env-vars", "--debug-port", "--debugger-path", "--debug-args",
            "--docker-volume-basedir", "--skip-pull-image", "--docker-network", "--force-image-build", "--shutdown", "--container-host",
            "--container-host-interface", "--add-host", "--container-dns", "--invoke-image", "--runtime", "--log-file",
            "--layer-cache-basedir",
        ],
        // Named in the docs, where it is said not to do.
        ["local start-api"] = Common,
    };

    private static readonly Dictionary<string, string> Short = new() { ["-e"] = "--event", ["-t"] = "--template-file" };

    private static readonly HashSet<string> WithoutValue =
    [
        "--save-params", "--beta-features", "--debug", "--help", "--use-container", "--skip-pull-image", "--parallel", "--cached",
        "--build-in-source", "--resolve-s3", "--guided", "--no-execute-changeset", "--fail-on-empty-changeset", "--confirm-changeset",
        "--disable-rollback",
        "--force-upload", "--no-progressbar", "--no-event", "--force-image-build", "--shutdown",
    ];

    /// <param name="words">What follows <c>sam</c>.</param>
    /// <exception cref="FormatException">sam would stop with an error.</exception>
    public static SamCommand Parse(IEnumerable<string> words)
    {
        var rest = new Queue<string>(words);
        var name = rest.Dequeue();
        if (name == "local" && rest.TryDequeue(out var second))
            name = $"local {second}";
        if (!Known.TryGetValue(name, out var known))
            throw new FormatException($"'{name}' is no command of sam that is known here.");
        var (arguments, options) = (new List<string>(), new Dictionary<string, string>());
        while (rest.TryDequeue(out var word))
        {
            if (!word.StartsWith('-'))
            {
                arguments.Add(word);
                continue;
            }
            var option = Short.GetValueOrDefault(word, word);
            if (!known.Contains(option))
                throw new FormatException($"sam {name} has no option {word}.");
            // A sentence may name an option alone.
            options[option] = !WithoutValue.Contains(option) && rest.TryDequeue(out var value) ? value : "";
        }
        return new(name, arguments, options);
    }
}
