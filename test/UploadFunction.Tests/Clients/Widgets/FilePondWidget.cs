using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class FilePondWidget(string name) : Widget(name, "filepond")
{
    /// <summary>The newest one comes first.</summary>
    public static ILocator Items(IPage page) => page.Locator(".filepond--item");

    /// <summary>What the form submits of the items, in the same order.</summary>
    public static ILocator Fields(IPage page) => page.Locator(".filepond--data input[name=photo]");

    public override Task PickAsync(IPage page, FilePayload file) =>
        ChooseAsync(page, page.Locator(".filepond--label-action"), file);

    public override async Task<string> UrlAsync(IPage page, int count)
    {
        await Expect(page.Locator("[data-filepond-item-state=processing-complete]")).ToHaveCountAsync(count);
        return await Fields(page).First.InputValueAsync();
    }

    public override async Task<string> FailureAsync(IPage page)
    {
        await Expect(page.Locator("[data-filepond-item-state=processing-error]")).ToBeVisibleAsync();
        return await page.Locator(".filepond--file-status").InnerTextAsync();
    }
}
