using Microsoft.Playwright;

namespace UploadFunction.Tests.Clients.Widgets;

/// <summary>It has no user interface of its own but the text: images are pasted or dropped.</summary>
internal sealed class TipTapWidget(string name, Func<ILocator, FilePayload, Task> transfer) : AlertingEditorWidget(name, "tiptap")
{
    protected override async Task PickInEditorAsync(IPage page, FilePayload file)
    {
        var end = Text(page).Locator("p").Last;
        await end.ClickAsync();
        await transfer(end, file);
    }

    protected override ILocator Text(IPage page) => page.Locator(".tiptap");
}
