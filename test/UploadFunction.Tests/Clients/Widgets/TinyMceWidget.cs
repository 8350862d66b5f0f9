using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class TinyMceWidget(string name, string page, bool showsOurWords = true) : EditorWidget(name, page, showsOurWords)
{
    public static readonly IReadOnlyDictionary<string, string> Version6 = new Dictionary<string, string> { ["tinymce/"] = "tinymce-6/" };

    public override async Task PickAsync(IPage page, FilePayload file)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Insert/edit image" }).ClickAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Upload" }).ClickAsync();
        await ChooseAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Browse for an image" }), file);
    }

    /// <summary>The image is in the text only after a click on Save; the next one goes behind it.</summary>
    public override async Task<string> UrlAsync(IPage page, int count)
    {
        await Expect(page.GetByLabel("Source")).Not.ToHaveValueAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var url = await base.UrlAsync(page, count);
        await page.Keyboard.PressAsync("End");
        return url;
    }

    protected override ILocator Text(IPage page) => page.FrameLocator("iframe").Locator("body");

    protected override async Task<string> WordsAsync(IPage page)
    {
        var alert = page.Locator(".tox-alert-dialog");
        await Expect(alert).ToBeVisibleAsync();
        return await alert.Locator(".tox-dialog__body").InnerTextAsync();
    }
}
