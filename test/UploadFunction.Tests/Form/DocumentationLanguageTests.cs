using System.Text.Json;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary><c>docs/form.md</c>: the German example.</summary>
public sealed partial class DocumentationLanguageTests(Browser browser)
{
    [Theory]
    [Snippets("german", "usage")]
    public async Task Everything_Is_Said_In_The_Author_s_Words(Snippet german, Snippet usage)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, german.Html + usage.Html);

        await Expect(page.Choose).ToHaveTextAsync("Bild auswählen");
        await Expect(page.Field.Locator("[data-part=hint]")).ToHaveTextAsync(new Regex(@"^JPEG, PNG, GIF, WebP oder AVIF, bis 25\sMB$"));
        await page.PickAsync(FormPage.Png(NoisePng.Create()[..^40]));
        await Expect(page.Problem).ToHaveTextAsync("die Datei ist beschädigt.");
        await page.Button("Entfernen: cat.png").ClickAsync();
        await Expect(page.Status).ToHaveTextAsync("cat.png entfernt.");
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await page.Send.ClickAsync();
            await Expect(page.Status).ToContainTextAsync("Noch 1 Bild wird hochgeladen, dann wird das Formular gesendet.");
        }
        await page.Site.ReceiveAsync(page.Page);
    }

    [Theory]
    [Snippets("german", "multiple")]
    public async Task Plurals_Follow_The_Language(Snippet german, Snippet multiple)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, german.Html + multiple.InForm);

        await page.PickAsync([.. Enumerable.Range(1, 5).Select(number => FormPage.Png($"{number}.png"))]);

        await Expect(page.Field.GetByText("Höchstens 4 Bilder.")).ToBeVisibleAsync();
        await page.Field.EvaluateAsync("field => { field.setAttribute('max-files', 1) }");
        await Expect(page.Field.GetByText("Höchstens 1 Bild.")).ToBeVisibleAsync();
    }

    [Theory]
    [Snippets("german", "usage")]
    public async Task The_Example_Has_Every_String_With_The_Same_Placeholders(Snippet german, Snippet usage)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, usage.Html);
        var english = Placeholders(JsonElement.Parse(await page.Field.EvaluateAsync<string>("field => JSON.stringify(field.strings)")));
        var json = german.Code.ReplaceLineEndings("\n").Split('\n')[1..^2]; // without the script's tags
        var translated = Placeholders(JsonElement.Parse(string.Join('\n', json)));

        Assert.NotEmpty(english);
        Assert.All(english, entry => Assert.Equal(entry.Value, translated.GetValueOrDefault(entry.Key)));
    }

    /// <summary>The placeholders of each string, by its key; of a plural, those of <c>other</c>.</summary>
    private static Dictionary<string, string> Placeholders(JsonElement strings) => strings.EnumerateObject().ToDictionary(
        entry => entry.Name,
        entry => string.Join(' ', Placeholder().Matches(Text(entry.Value)).Select(match => match.Value).Order()));

    private static string Text(JsonElement entry) =>
        (entry.ValueKind == JsonValueKind.Object ? entry.GetProperty("other") : entry).GetString()!;

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
