using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class WalineWidget() : Widget("Waline", "waline")
{
    public override Task PickAsync(IPage page, FilePayload file) =>
        ChooseAsync(page, page.Locator("label[for=wl-image-upload]"), file);

    public override async Task<string> UrlAsync(IPage page, int count)
    {
        // The preview of the comment shows what its Markdown says.
        var images = page.Locator(".wl-preview .wl-content img");
        if (!await images.First.IsVisibleAsync())
            await page.GetByTitle("Preview").ClickAsync();
        await Expect(images).ToHaveCountAsync(count);
        await Expect(images.Last).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
        return await images.EvaluateAllAsync<string>("images => images.map(image => image.src).at(-1)");
    }

    public override async Task<string> FailureAsync(IPage page)
    {
        await Expect(page.Locator("output")).Not.ToBeEmptyAsync();
        return await page.Locator("output").InnerTextAsync();
    }
}
