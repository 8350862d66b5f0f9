using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>
/// A code block of <c>docs/form.md</c> or <c>docs/clients.md</c>. The comment before it names it: <c>&lt;!-- test: usage --&gt;</c>.
/// </summary>
public sealed partial record Snippet(string Name, string Language, string Code)
{
    /// <summary>Every block of the two pages, those without a name too.</summary>
    public static IReadOnlyList<Snippet> All { get; } =
    [
        .. ((string[])["docs/form.md", "docs/clients.md"])
            .SelectMany(page => Block().Matches(File.ReadAllText(Repository.PathTo(page))))
            .Select(block => new Snippet(block.Groups["name"].Value, block.Groups["language"].Value, block.Groups["code"].Value)),
    ];

    /// <summary>The block as a part of a page: as the documentation says, scripts are modules after the element's own.</summary>
    public string Html => Language switch
    {
        "html" => Code,
        "css" => $"<style>{Code}</style>",
        "js" => $"""<script type="module">{Code}</script>""",
        _ => throw new InvalidOperationException($"'{Name}' is {Language}, no part of a page."),
    };

    /// <summary>The block as a part of a page whose scripts are no modules.</summary>
    public string InClassicPage => Language == "js" ? $"<script>{Code}</script>" : Html;

    /// <summary>The block in a form, where the documentation shows the field alone.</summary>
    public string InForm =>
        $"""
        <form method="post" action="/submit">
          {Html}
          <button>Send</button>
          <button type="reset">Reset</button>
        </form>
        """;

    public static Snippet Named(string name) => All.Single(snippet => snippet.Name == name);

    /// <summary>
    /// Puts the running program and the author's site in the place of the addresses that the documentation uses. The API gets another
    /// origin than the bucket, by another name of the same machine.
    /// </summary>
    public static string Resolve(string text, Uri api, Uri site)
    {
        var (program, author) = (api.ToString().TrimEnd('/'), site.ToString().TrimEnd('/'));
        return text
            .Replace("https://my-bucket.s3.eu-central-1.amazonaws.com/site", program, StringComparison.Ordinal)
            .Replace("https://my-bucket.s3.eu-central-1.amazonaws.com", program, StringComparison.Ordinal)
            .Replace("http://localhost:5080", program, StringComparison.Ordinal)
            .Replace("https://abc123.execute-api.eu-central-1.amazonaws.com", $"http://localhost:{api.Port}", StringComparison.Ordinal)
            .Replace("https://www.example.com", author, StringComparison.Ordinal)
            .Replace("https://formspree.io", author, StringComparison.Ordinal);
    }

    /// <summary>The name alone: it stands in the names of tests.</summary>
    public override string ToString() => Name;

    [GeneratedRegex(
        @"(?:^<!-- test: (?<name>[a-z-]+) -->\n)?^```(?<language>[^\n]*)\n(?<code>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
