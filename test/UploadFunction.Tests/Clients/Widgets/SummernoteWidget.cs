using Microsoft.Playwright;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class SummernoteWidget() : AlertingEditorWidget("Summernote", "summernote")
{
    protected override async Task PickInEditorAsync(IPage page, FilePayload file)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Picture" }).ClickAsync();
        await ChooseAsync(page, page.Locator(".note-image-input[type=file]"), file);
    }

    protected override ILocator Text(IPage page) => page.Locator(".note-editable");
}
