using Microsoft.Playwright;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class CkEditorWidget() : AlertingEditorWidget("CKEditor 5", "ckeditor")
{
    protected override Task PickInEditorAsync(IPage page, FilePayload file) =>
        ChooseAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Upload image from computer" }), file);

    protected override ILocator Text(IPage page) => page.Locator(".ck-content");
}
