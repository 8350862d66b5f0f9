using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

/// <summary>A command that the documentation tells a reader to run, or that a workflow runs.</summary>
/// <param name="Place">Its file, for the text of a failure.</param>
/// <param name="Line">The line or code span as it is written, comment included.</param>
/// <param name="Words">What the shell makes of it.</param>
/// <param name="IsBlock">Whether it is in a block of commands, not inside a sentence.</param>
internal sealed partial record DocumentedCommand(string Place, string Line, IReadOnlyList<string> Words, bool IsBlock)
{
    /// <summary>The defaults of <c>dotnet lambda</c>.</summary>
    public static readonly string[] DefaultsFiles = ["aws-lambda-tools-defaults.json", "src/UploadFunction/aws-lambda-tools-defaults.json"];

    /// <summary>Of the README and its neighbours, the docs, the workflows, and the defaults files of <c>dotnet lambda</c>.</summary>
    public static IReadOnlyList<DocumentedCommand> All { get; } =
    [
        .. from folder in (string[])[".", "docs"]
           from file in Directory.GetFiles(Repository.PathTo(folder), "*.md")
           from command in OfMarkdown(Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file))
           select command,
        .. from workflow in Workflow.All
           from run in workflow.Runs
           from line in run.Split('\n')
           from command in OfShell(workflow.Name, line, isBlock: true)
           select command,
        .. from information in Information from command in OfSpans(information.File, information.Text) select command,
    ];

    /// <summary>What the defaults files tell a person.</summary>
    public static IEnumerable<(string File, string Text)> Information =>
        from file in DefaultsFiles
        let lines = JsonNode.Parse(File.ReadAllText(Repository.PathTo(file)))![nameof(Information)]!.AsArray()
        select (file, string.Join(' ', lines.Select(line => line!.ToString())));

    public static IEnumerable<DocumentedCommand> OfMarkdown(string place, string text)
    {
        var (prose, block, isFenced) = (new StringBuilder(), new StringBuilder(), false);
        foreach (var line in text.Split('\n'))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                isFenced = !isFenced;
            else if (isFenced || line.StartsWith("    ", StringComparison.Ordinal))
                block.Append(line).Append('\n');
            else
                prose.Append(line).Append('\n');
        }
        var lines = block.Replace("\\\n", " ").ToString().Split('\n');
        return lines.SelectMany(line => OfShell(place, line, isBlock: true))
            .Concat(prose.ToString().Split("\n\n").SelectMany(paragraph => OfSpans(place, paragraph)));
    }

    /// <summary>The commands of one line: those that <c>&amp;&amp;</c> and its like join, without variables set before them.</summary>
    public static IEnumerable<DocumentedCommand> OfShell(string place, string line, bool isBlock)
    {
        // What a workflow adds only when a variable is set: ${NAME:+--switch "$NAME"}.
        var whole = Alternative().Replace(line, "$1");
        List<string> words = [];
        foreach (Match word in Word().Matches(whole))
        {
            if (word.Groups["operator"].Success)
            {
                yield return new(place, line.Trim(), [.. words.SkipWhile(IsAssignment)], isBlock);
                words.Clear();
            }
            else if (word.Groups["word"].Success)
            {
                words.Add(word.Groups["word"].Value.Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal));
            }
        }
        yield return new(place, line.Trim(), [.. words.SkipWhile(IsAssignment)], isBlock);

        static bool IsAssignment(string word) => Assignment().IsMatch(word);
    }

    private static IEnumerable<DocumentedCommand> OfSpans(string place, string text) =>
        Span().Matches(text).SelectMany(span => OfShell(place, span.Groups[1].Value.ReplaceLineEndings(" "), isBlock: false));

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();

    // A comment ends the line; quotes hold words together.
    [GeneratedRegex("""(?<=^|\s)\#.*|(?<operator>&&|\|\||[;|])|(?<word>(?:"[^"]*"|'[^']*'|[^\s"';&|])+)""")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\w+=")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\$\{\w+:\+([^}]*)\}")]
    private static partial Regex Alternative();
}
