using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients.Widgets;

/// <summary>FilePond 5 is another widget: a custom element around the input.</summary>
internal sealed class FilePondBetaWidget(string name) : Widget(name, "filepond-beta")
{
    /// <summary>The newest one comes first.</summary>
    public static ILocator Items(IPage page) => page.Locator("file-pond .entry-list-item");

    public override Task PickAsync(IPage page, FilePayload file) =>
        ChooseAsync(page, page.Locator("file-pond").GetByRole(AriaRole.Button, new() { Name = "browse", Exact = true }), file);

    public override async Task<string> UrlAsync(IPage page, int count)
    {
        await Expect(Items(page).GetByText("Upload complete")).ToHaveCountAsync(count);
        return await page.EvaluateAsync<string>("new FormData(document.querySelector('form')).getAll('photo')[0]");
    }

    public override async Task<string> FailureAsync(IPage page)
    {
        var message = page.Locator("file-pond .entry-status-message");
        await Expect(message).ToBeVisibleAsync();
        return await message.InnerTextAsync();
    }
}
