using Microsoft.Playwright;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class ToastUiWidget() : AlertingEditorWidget("Toast UI Editor", "toastui")
{
    protected override async Task PickInEditorAsync(IPage page, FilePayload file)
    {
        await page.Locator("button.toastui-editor-toolbar-icons.image").ClickAsync();
        await ChooseAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Choose a file" }), file);
        await page.GetByRole(AriaRole.Button, new() { Name = "OK" }).ClickAsync();
    }

    protected override ILocator Text(IPage page) => page.Locator(".toastui-editor-ww-container .toastui-editor-contents");
}
