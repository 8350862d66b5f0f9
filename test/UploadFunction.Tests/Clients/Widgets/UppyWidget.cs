using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients.Widgets;

/// <summary>The Dashboard of Uppy.</summary>
internal sealed class UppyWidget(string name) : Widget(name, "uppy")
{
    public static Dictionary<string, string> Version5 => new() { ["uppy/"] = "uppy-5/" };

    public static ILocator Items(IPage page) => page.Locator(".uppy-Dashboard-Item");

    public override Task PickAsync(IPage page, FilePayload file) => PickAsync(page, picker => picker.SetFilesAsync(file));

    /// <summary>For what is so large that Playwright is slow to hand over its bytes.</summary>
    public static Task PickFilesAsync(IPage page, params string[] paths) => PickAsync(page, picker => picker.SetFilesAsync(paths));

    public override async Task<string> UrlAsync(IPage page, int count)
    {
        await Expect(page.Locator(".uppy-Dashboard-Item.is-complete")).ToHaveCountAsync(count);
        await Expect(page.Locator(".uppy-Dashboard-Item-previewImg")).ToHaveCountAsync(count);
        return await page.Locator("input[name=photo]").InputValueAsync();
    }

    public override async Task<string> FailureAsync(IPage page)
    {
        await Expect(page.Locator(".uppy-Dashboard-Item.is-error")).ToBeVisibleAsync();
        // The first message only says that it failed.
        var messages = page.Locator(".uppy-Informer p");
        await Expect(messages.Nth(1)).ToBeVisibleAsync();
        return string.Join('\n', await messages.AllInnerTextsAsync());
    }

    private static async Task PickAsync(IPage page, Func<IFileChooser, Task> choose)
    {
        if (await Items(page).CountAsync() > 0)
            await page.GetByRole(AriaRole.Button, new() { Name = "Add more" }).ClickAsync();
        var picker = await page.RunAndWaitForFileChooserAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "browse files" }).ClickAsync());
        await choose(picker);
        await page.Locator(".uppy-StatusBar-actionBtn--upload").ClickAsync();
    }
}
