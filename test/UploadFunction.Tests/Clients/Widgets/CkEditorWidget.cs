using Microsoft.Playwright;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed class CkEditorWidget(string name, string page) : AlertingEditorWidget(name, page)
{
    /// <summary>The image is selected then, and another would replace it: its user goes on behind it.</summary>
    public override async Task<string> UrlAsync(IPage page, int count)
    {
        var url = await base.UrlAsync(page, count);
        await Text(page).PressAsync("Enter");
        return url;
    }

    protected override Task PickInEditorAsync(IPage page, FilePayload file) =>
        ChooseAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Upload image from computer" }), file);

    protected override ILocator Text(IPage page) => page.Locator(".ck-content");
}
