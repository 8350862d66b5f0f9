using Microsoft.Playwright;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class QuillWidget() : AlertingEditorWidget("Quill", "quill")
{
    protected override Task PickInEditorAsync(IPage page, FilePayload file) =>
        ChooseAsync(page, page.Locator(".ql-toolbar button.ql-image"), file);

    protected override ILocator Text(IPage page) => page.Locator(".ql-editor");
}
