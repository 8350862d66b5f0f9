using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class EditorJsWidget(string name, string page, bool showsOurWords = true) : EditorWidget(name, page, showsOurWords)
{
    /// <summary>The image tool's own.</summary>
    public override string OwnWarning =>
        "`appendCallback` hook is deprecated and will be removed in the next major release. Use `rendered` hook instead";

    public override async Task PickAsync(IPage page, FilePayload file)
    {
        await StartParagraphAsync(page);
        await page.Locator(".ce-toolbar__plus").ClickAsync();
        await ChooseAsync(page, page.Locator(".ce-popover-item[data-item-name=image]"), file);
    }

    /// <summary>Below all that is there.</summary>
    public static async Task StartParagraphAsync(IPage page)
    {
        var text = page.Locator(".codex-editor__redactor");
        await Expect(text.Locator(".ce-block").First).ToBeVisibleAsync();
        var box = (await text.BoundingBoxAsync())!;
        await text.ClickAsync(new() { Position = new() { X = box.Width / 2, Y = box.Height - 20 } });
    }

    protected override ILocator Text(IPage page) => page.Locator(".codex-editor__redactor");

    protected override async Task<string> WordsAsync(IPage page)
    {
        // The tool's own notice is the last.
        await Expect(page.Locator(".cdx-notify").GetByText("Couldn’t upload image.")).ToBeVisibleAsync();
        return string.Join('\n', await page.Locator(".cdx-notify").AllInnerTextsAsync());
    }
}
