using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class DropzoneWidget(string name) : Widget(name, "dropzone")
{
    public override async Task PickAsync(IPage page, FilePayload file)
    {
        var picker = await page.RunAndWaitForFileChooserAsync(
            () => page.Locator("#photo").ClickAsync(new() { Position = new() { X = 5, Y = 5 } }));
        await picker.SetFilesAsync(file);
    }

    public override async Task<string> UrlAsync(IPage page, int count)
    {
        await Expect(page.Locator(".dz-success")).ToHaveCountAsync(count);
        await Expect(page.Locator(".dz-success img[src]")).ToHaveCountAsync(count);
        return await page.Locator("input[name=photo]").InputValueAsync();
    }

    public override async Task<string> FailureAsync(IPage page)
    {
        var failed = page.Locator(".dz-error").Last;
        // The sentence is shown while the pointer is on the image.
        await failed.HoverAsync();
        await Expect(failed.Locator(".dz-error-message")).ToBeVisibleAsync();
        return await failed.Locator(".dz-error-message").InnerTextAsync();
    }
}
