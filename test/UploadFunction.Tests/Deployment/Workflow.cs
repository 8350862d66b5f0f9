using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

/// <summary>A workflow of GitHub's, as far as its text tells without a reader of YAML: two spaces deeper is inside.</summary>
internal sealed partial record Workflow(string Name, string Text)
{
    public static IReadOnlyList<Workflow> All { get; } =
    [
        .. Directory.GetFiles(Repository.PathTo(".github/workflows"), "*.yml").Order(StringComparer.Ordinal)
            .Select(file => new Workflow(Path.GetFileName(file), File.ReadAllText(file))),
    ];

    /// <summary>Each job by its name.</summary>
    public IReadOnlyDictionary<string, string> Jobs =>
        Job().Matches(Text[Text.IndexOf("\njobs:\n", StringComparison.Ordinal)..])
            .ToDictionary(job => job.Groups["name"].Value, job => job.Value);

    /// <summary>What <c>uses:</c> names, with the comment behind it.</summary>
    public IEnumerable<string> Uses => UsesLine().Matches(Text).Select(match => match.Groups[1].Value);

    /// <summary>What <c>run:</c> gives the shell: a folded block is one line.</summary>
    public IEnumerable<string> Runs => Run().Matches(Text).Select(run =>
        run.Groups["style"].Value switch
        {
            "" => run.Groups["line"].Value,
            ['>', ..] => string.Join(' ', Lines(run)),
            _ => string.Join('\n', Lines(run)),
        });

    public static Workflow Named(string name) => All.Single(workflow => workflow.Name == name);

    private static string[] Lines(Match run) =>
        run.Groups["block"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"^  (?<name>[\w-]+):\n(?:(?:    .*)?\n)+", RegexOptions.Multiline)]
    private static partial Regex Job();

    [GeneratedRegex(@"^ *(?:- )?uses: (.+)$", RegexOptions.Multiline)]
    private static partial Regex UsesLine();

    [GeneratedRegex(
        @"^(?<indent> *)(?:- )?run: (?:(?<style>[|>][+-]?)\n(?<block>(?:\k<indent>  +.*\n|\n)+)|(?<line>.+)$)", RegexOptions.Multiline)]
    private static partial Regex Run();
}
