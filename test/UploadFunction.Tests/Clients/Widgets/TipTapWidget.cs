using Microsoft.Playwright;

namespace UploadFunction.Tests.Clients.Widgets;

/// <summary>It has no user interface of its own but the text: images are pasted or dropped.</summary>
internal sealed class TipTapWidget() : AlertingEditorWidget("TipTap", "tiptap")
{
    protected override async Task PickInEditorAsync(IPage page, FilePayload file)
    {
        await Text(page).Locator("p").Last.ClickAsync();
        await Clipboard.PasteAsync(Text(page), file);
    }

    protected override ILocator Text(IPage page) => page.Locator(".tiptap");
}
