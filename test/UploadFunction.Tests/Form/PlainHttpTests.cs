using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>
/// A phone that opens a laptop's address: plain HTTP on a name that is not localhost, where browsers withhold what they keep for secure
/// contexts.
/// </summary>
public sealed class PlainHttpTests(Browser browser)
{
    [Fact]
    public async Task The_Form_Uploads_And_Shows_The_Url_At_The_Address_That_Was_Typed()
    {
        await using var api = UploadApi.Start();
        var address = AsThePhoneSees(api.BaseAddress);
        await using var tab = await browser.OpenAsync(address);
        var image = NoisePng.Create();

        await PickAsync(tab.Page, image);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        Assert.False(await tab.Page.EvaluateAsync<bool>("isSecureContext"));
        var link = tab.Page.GetByRole(AriaRole.Region, new() { Name = "What the form sent" }).GetByRole(AriaRole.Link);
        await Expect(link).ToHaveTextAsync(new Regex($"^{address}images/"));
        var path = new Uri(await link.InnerTextAsync()).PathAndQuery;
        Assert.Equal(image, await api.Client.GetByteArrayAsync(path, TestContext.Current.CancellationToken));
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task A_Site_On_Another_Port_Gets_The_Url_In_Its_Form()
    {
        await using var api = UploadApi.Start();
        var address = AsThePhoneSees(api.BaseAddress);
        await using var site = await AuthorSite.StartAsync(address, FormPage.PhotoField);
        await using var tab = await browser.OpenAsync(AsThePhoneSees(site.BaseAddress));

        await PickAsync(tab.Page, NoisePng.Create());
        await Expect(tab.Page.GetByRole(AriaRole.Listitem)).ToHaveAttributeAsync("data-state", "done");
        Assert.False(await tab.Page.EvaluateAsync<bool>("isSecureContext"));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        var sent = await site.ReceiveAsync(tab.Page);
        Assert.StartsWith($"{address}images/", Assert.Single(sent["photo"]), StringComparison.Ordinal);
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task Copy_Works_Without_The_Clipboard_Of_Secure_Contexts()
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(AsThePhoneSees(api.BaseAddress));

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Copied" })).ToBeVisibleAsync();

        // What is on the clipboard shows where it is pasted.
        await tab.Page.EvaluateAsync("document.body.append(document.createElement('textarea'))");
        await tab.Page.Locator("textarea").FocusAsync();
        await tab.Page.Keyboard.PressAsync("ControlOrMeta+V");
        Assert.Equal(await tab.Page.Locator("pre").InnerTextAsync(), await tab.Page.Locator("textarea").InputValueAsync());
    }

    private static Uri AsThePhoneSees(Uri address) => new UriBuilder(address) { Host = Browser.PhoneHost }.Uri;

    private static async Task PickAsync(IPage page, byte[] image)
    {
        var choose = page.GetByRole(AriaRole.Button, new() { Name = "Photo Choose image" });
        var picker = await page.RunAndWaitForFileChooserAsync(() => choose.ClickAsync());
        await picker.SetFilesAsync(FormPage.Png(image));
    }
}
