using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class JoditWidget() : EditorWidget("Jodit", "jodit")
{
    public override async Task PickAsync(IPage page, FilePayload file)
    {
        await page.Locator(".jodit-toolbar-button_image button").First.ClickAsync();
        await ChooseAsync(page, page.Locator(".jodit-popup .jodit-drag-and-drop__file-box"), file);
    }

    protected override ILocator Text(IPage page) => page.Locator(".jodit-wysiwyg");

    protected override async Task<string> WordsAsync(IPage page)
    {
        var messages = page.Locator(".jodit-ui-message");
        await Expect(messages.First).ToBeVisibleAsync();
        return string.Join('\n', await messages.AllInnerTextsAsync());
    }
}
