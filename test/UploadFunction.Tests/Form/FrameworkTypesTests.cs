using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>
/// The types of the npm package: each framework's own compiler accepts the page with the documented component, and rejects what
/// <c>Wrong.*</c> beside it marks, so that they are in effect.
/// </summary>
public sealed partial class FrameworkTypesTests(FrameworkPages frameworks)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>And the types are those that <c>custom-elements.json</c> names.</summary>
    [Theory]
    [Snippets("react")]
    public Task React(Snippet component) => CheckAsync(component, "tsc", "-p", "react", "--pretty", "false");

    [Theory]
    [Snippets("vue")]
    public Task Vue(Snippet component) => CheckAsync(component, "vue-tsc", "-p", "vue", "--pretty", "false");

    [Theory]
    [Snippets("svelte")]
    public Task Svelte(Snippet component) =>
        CheckAsync(component, "svelte-check", "--output", "machine", "--workspace", "svelte", "--tsconfig", "tsconfig.json");

    private async Task CheckAsync(Snippet component, string compiler, params string[] arguments)
    {
        var program = Needs.Program(compiler);
        var folder = await frameworks.SourcesAsync();
        string[] declarations = ["image-upload", component.Name];
        var typed = declarations.Select(name => Path.Combine(folder, "node_modules", FrameworkPages.PackageName, $"{name}.d.ts"))
            .Append(Path.Combine(folder, component.Name, $"Page.{component.Language}"));
        Assert.All(typed, file => Assert.DoesNotMatch(@"\bany\b", File.ReadAllText(file)));
        Assert.DoesNotMatch(@"\bany\b", component.Code);
        var wrong = $"Wrong.{component.Language}";
        var marked = (await File.ReadAllLinesAsync(Path.Combine(folder, component.Name, wrong), Cancellation)).Index()
            .Where(line => Mark().IsMatch(line.Item))
            .Select(line => $"{wrong}:{line.Index + 1}");

        var (_, output) = await ProcessOutput.RunAsync(program, arguments, workingDirectory: folder);

        var found = output.Split('\n').Where(line => ErrorLine().IsMatch(line)).Select(line =>
            Place().Match(line) is { Success: true } place ? $"{place.Groups["file"]}:{place.Groups["line"]}" : line);
        Assert.Equal(marked.Order(StringComparer.Ordinal), found.Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"(//|<!--) !( -->)?$")]
    private static partial Regex Mark();

    // "react/Page.tsx(5,4): error TS2322: …", and svelte-check's "1795935139126 ERROR "Page.svelte" 6:28 …".
    [GeneratedRegex(@"^(\S.*)?(\berror TS\d+|^\d+ (ERROR|FAILURE)) ?")]
    private static partial Regex ErrorLine();

    [GeneratedRegex(@"(?<file>[\w.]+)(\(|"" )(?<line>\d+)[,:]\d+")]
    private static partial Regex Place();
}
