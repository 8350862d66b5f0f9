using Microsoft.Playwright;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class TrixWidget() : AlertingEditorWidget("Trix", "trix")
{
    protected override Task PickInEditorAsync(IPage page, FilePayload file) =>
        ChooseAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Attach Files" }), file);

    protected override ILocator Text(IPage page) => page.Locator("trix-editor");
}
