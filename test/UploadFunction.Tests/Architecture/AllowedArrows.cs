using System.Text.RegularExpressions;

namespace UploadFunction.Tests.Architecture;

/// <summary>
/// The line "Arrows point one way" of CONTRIBUTING.md: chains of folders, in each of which a folder may need those to its right.
/// </summary>
internal sealed partial class AllowedArrows
{
    private readonly List<string[][]> _chains;

    private AllowedArrows(IEnumerable<string> chains) =>
        _chains = [.. chains.Select(chain => chain.Split('→').Select(group => group.Split(',', StringSplitOptions.TrimEntries)).ToArray())];

    public static AllowedArrows Read()
    {
        var line = Line().Match(File.ReadAllText(Support.Repository.PathTo("CONTRIBUTING.md"))).Value;
        var chains = Chain().Matches(line).Select(found => found.Groups[1].Value).ToList();
        Assert.NotEmpty(chains);
        return new AllowedArrows(chains);
    }

    /// <summary>The folder of a file, as the line names it: a project, or a folder of <c>UploadFunction</c>.</summary>
    public static string FolderOf(string file) => file.Split('/') switch
    {
        ["UploadFunction", _] => "Program",
        ["UploadFunction", var folder, ..] => folder,
        [var project, ..] => project,
        _ => throw new ArgumentException(file),
    };

    public bool Names(string folder) => _chains.Any(chain => chain.Any(group => group.Contains(folder)));

    public bool Allow(string from, string to) => from == to || _chains.Any(chain =>
        Array.FindIndex(chain, group => group.Contains(from)) is >= 0 and var left
        && Array.FindIndex(chain, group => group.Contains(to)) > left);

    [GeneratedRegex("^Arrows point one way.*?(?=\n\n)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Line();

    [GeneratedRegex("`([^`]*→[^`]*)`")]
    private static partial Regex Chain();
}
