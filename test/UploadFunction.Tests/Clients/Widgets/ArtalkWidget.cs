using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class ArtalkWidget() : Widget("Artalk", "artalk")
{
    public override async Task PickAsync(IPage page, FilePayload file)
    {
        // It takes no image of a visitor without a name.
        await page.GetByPlaceholder("Nickname").FillAsync("Anna");
        await page.GetByPlaceholder("Email").FillAsync("anna@example.com");
        await ChooseAsync(page, Button(page, "Upload Image"), file);
    }

    public override async Task<string> UrlAsync(IPage page, int count)
    {
        await Expect(page.Locator(".atk-textarea")).ToHaveValueAsync(new Regex($@"^([^!]*!\[[^\]]*\]\(http[^)]+\)[^!]*){{{count}}}$"));
        var preview = page.Locator(".atk-editor-plug-preview");
        if (!await preview.IsVisibleAsync())
            await Button(page, "Preview").ClickAsync();
        await Expect(preview.Locator("img")).ToHaveCountAsync(count);
        await Expect(preview.Locator("img").Last).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
        return await preview.Locator("img").Last.GetAttributeAsync("src") ?? "";
    }

    public override async Task<string> FailureAsync(IPage page)
    {
        // It fades away after a few seconds.
        var words = await page.WaitForFunctionAsync("() => document.querySelector('.atk-notify-content')?.innerText");
        return await words.JsonValueAsync<string>();
    }

    private static ILocator Button(IPage page, string label) =>
        page.Locator(".atk-plug-btn", new() { Has = page.GetByLabel(label) });
}
