using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary><c>docs/form.md</c>: the site's own styles.</summary>
public sealed class DocumentationStyleTests(Browser browser)
{
    [Theory]
    [Snippets("usage", "properties")]
    public async Task Custom_Properties_Change_Colours_And_Sizes(Snippet usage, Snippet properties)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, properties.Html + usage.Html);

        await Expect(page.Choose).ToHaveCSSAsync("color", "rgb(122, 62, 157)");
        await Expect(page.Choose).ToHaveCSSAsync("border-radius", "0px");
        await Expect(page.Choose).ToHaveCSSAsync("border-color", "rgb(154, 154, 154)");
        await Expect(page.Field.Locator("[data-ui]")).ToHaveCSSAsync("gap", "16px");
        await page.PickAsync(FormPage.Text());
        await Expect(page.Problem).ToHaveCSSAsync("color", "rgb(164, 22, 26)");
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await Expect(page.Items.Locator("[data-part=preview]")).ToHaveCSSAsync("width", "96px");
    }

    [Theory]
    [Snippets("usage", "parts")]
    public async Task A_Rule_For_A_Part_Wins_Over_The_Element_s(Snippet usage, Snippet parts)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, parts.Html + usage.Html);

        await Expect(page.Choose).ToHaveCSSAsync("background-color", "rgb(122, 62, 157)");
        await Expect(page.Choose).ToHaveCSSAsync("color", "rgb(255, 255, 255)");
        await Expect(page.Field.Locator("[data-part=drop]")).ToBeHiddenAsync();
        await page.PickAsync(FormPage.Text());
        await Expect(page.Items).ToHaveCSSAsync("background-color", "rgb(253, 236, 234)");
    }

    [Theory]
    [Snippets("usage", "states")]
    public async Task States_Can_Be_Styled(Snippet usage, Snippet states)
    {
        var form = usage.Html.Replace("<button>", """<p class="hint">Still uploading</p><button>""", StringComparison.Ordinal);
        await using var page = await DocumentedPage.OpenAsync(browser, states.Html + form);
        var hint = page.Page.GetByText("Still uploading");

        await page.Field.EvaluateAsync(
            """
            field => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File(['x'], 'cat.png', { type: 'image/png' }));
              field.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer }));
            }
            """);
        await Expect(page.Field).ToHaveCSSAsync("outline", "rgb(122, 62, 157) solid 3px");

        await Expect(hint).ToBeHiddenAsync();
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await Expect(hint).ToBeVisibleAsync();
        }
        await Expect(hint).ToBeHiddenAsync();
    }

    [Theory]
    [Snippets("usage", "layers")]
    public async Task A_Site_In_Layers_Names_Their_Order(Snippet usage, Snippet layers)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, layers.Html + usage.Html);

        await Expect(page.Choose).ToHaveCSSAsync("border-radius", "32px");
    }
}
