using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary><c>docs/form.md</c>: words of the author's own.</summary>
public sealed class DocumentationLanguageTests(Browser browser)
{
    [Theory]
    [Snippets("words", "usage")]
    public async Task The_Author_s_Words_Replace_The_Element_s_And_The_Service_s(Snippet words, Snippet usage)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, words.Html + usage.Html);

        await Expect(page.Choose).ToHaveTextAsync("Katzenbild auswählen");
        await Expect(page.Field.Locator("[data-part=hint]")).ToHaveTextAsync(new Regex(@"^JPEG, PNG, GIF, WebP oder AVIF, bis 25\sMB$"));
        await page.PickAsync(FormPage.Png(NoisePng.Create()[..^40]));
        await Expect(page.Problem).ToHaveTextAsync("die Datei ist beschädigt.");
    }

    [Theory]
    [Snippets("words", "multiple")]
    public async Task Plurals_Follow_The_Language(Snippet words, Snippet multiple)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, words.Html + multiple.InForm);

        await page.PickAsync([.. Enumerable.Range(1, 5).Select(number => FormPage.Png($"{number}.png"))]);

        await Expect(page.Field.GetByText("Höchstens 4 Katzen.")).ToBeVisibleAsync();
        await page.Field.EvaluateAsync("field => { field.setAttribute('max-files', 1) }");
        await Expect(page.Field.GetByText("Höchstens 1 Katze.")).ToBeVisibleAsync();
    }
}
