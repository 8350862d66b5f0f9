using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>
/// <c>custom-elements.json</c> names what <c>docs/form.md</c> names, and what the element has. <see cref="FrameworkTypesTests"/>
/// compares it with the types.
/// </summary>
public sealed partial class ManifestTests(Browser browser)
{
    private static readonly string Documentation = File.ReadAllText(Repository.PathTo("docs/form.md"));
    private static readonly string Script = File.ReadAllText(Repository.PathTo("src/UploadFunction/wwwroot/image-upload.js"));
    private static readonly string Styles = File.ReadAllText(Repository.PathTo("src/UploadFunction/wwwroot/image-upload.css"));
    private static readonly Manifest Manifest = Manifest.Read();

    [Fact]
    public void It_Has_The_Attributes_That_Are_Documented_And_Read()
    {
        AssertSame(Documented("Attributes"), Manifest.Attributes);
        // `:disabled` is the browser's, and data-meta-* are all that begin so.
        var read = Found(@"this\.(?:getAttribute|hasAttribute|#number)\('([a-z-]+)'\)", Script);
        AssertSame([.. read, "disabled", "data-meta-*"], Manifest.Attributes);
    }

    [Fact]
    public void It_Has_The_Events_That_Are_Documented_And_Dispatched()
    {
        AssertSame(Documented("Events"), Manifest.Events);
        AssertSame([.. Found(@"#emit\('(\w+)'", Script).Select(type => $"image-upload-{type}"), "change"], Manifest.Events);
    }

    [Fact]
    public async Task It_Has_The_Properties_And_Methods_That_Are_Documented_And_There()
    {
        AssertSame(Documented("Properties and methods"), Manifest.Members);

        await using var page = await FormPage.OpenAsync(browser);
        var members = await page.Field.EvaluateAsync<string[]>("field => Object.getOwnPropertyNames(Object.getPrototypeOf(field))");
        var own = members.Where(name => name != "constructor" && !name.EndsWith("Callback", StringComparison.Ordinal));
        // A token is there once it is set.
        AssertSame([.. own, "token"], Manifest.Members);
    }

    [Fact]
    public void It_Has_The_Custom_Properties_And_States_That_Are_Documented_And_Used()
    {
        AssertSame(Found(@"(--image-upload-[a-z-]+)", Snippet.Named("properties").Code), Manifest.Properties);
        AssertSame(Found(@"(--image-upload-[a-z-]+)", Styles), Manifest.Properties);
        AssertSame(Found(@":state\((\w+)\)", Documentation), Manifest.States);
        AssertSame(Found(@"#setState\('(\w+)'", Script), Manifest.States);
    }

    [Fact]
    public async Task It_Has_The_Parts_That_Are_Documented_And_Shown()
    {
        var sentence = Regex.Match(Documentation, @"Every part has a `data-part`: ([^.]*)\.").Groups[1].Value;
        AssertSame(Found("`([a-z]+)`", sentence), Manifest.Parts);

        await using var page = await FormPage.OpenAsync(browser);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        var shown = await page.Field.EvaluateAsync<string[]>(
            "field => [...field.querySelectorAll('[data-part]')].map(node => node.dataset.part)");
        // An upload is over too soon to see its button.
        AssertSame([.. shown, .. Found(@"\[data-part=(\w+)\]", Styles), "cancel"], Manifest.Parts);
    }

    /// <summary>The names in the first column of a table of the reference.</summary>
    private static IEnumerable<string> Documented(string heading)
    {
        var section = Regex.Match(Documentation, $@"\n### {heading}\n(?<text>.*?)\n##", RegexOptions.Singleline).Groups["text"].Value;
        return FirstCell().Matches(section)
            .SelectMany(cell => Found(@"`([\w*-]+)[^`]*`", cell.Value));
    }

    private static IEnumerable<string> Found(string pattern, string text) =>
        Regex.Matches(text, pattern).Select(match => match.Groups[1].Value);

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual) =>
        Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^\| `[^|]*", RegexOptions.Multiline)]
    private static partial Regex FirstCell();
}
