using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>The page that the program serves, and what the element asks of the pages of others.</summary>
[Collection("Clipboard")]
public sealed class PageTests(Browser browser)
{
    [Fact]
    public async Task The_Page_Shows_What_Its_Form_Would_Send()
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress);

        await PickAsync(tab, "cat.png");
        await tab.Page.GetByLabel("Caption").FillAsync("A cat");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        var received = tab.Page.GetByRole(AriaRole.Region, new() { Name = "What the form sent" });
        await Expect(received).ToBeFocusedAsync();
        await Expect(received.GetByRole(AriaRole.Definition)).ToHaveTextAsync(
            [new Regex($"^{api.BaseAddress}images/"), new Regex("^A cat$")]);
        Assert.True(await received.Locator("img").EvaluateAsync<bool>("image => image.decode().then(() => true)"));
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task The_Snippet_Carries_The_Addresses_Of_This_Deployment_And_Works()
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress);

        var snippet = await tab.Page.Locator("pre").InnerTextAsync();
        Assert.Contains($"src=\"{api.BaseAddress}image-upload.js\"", snippet);
        await tab.Page.SetContentAsync(snippet);

        await PickAsync(tab, "cat.png");
        await Expect(tab.Page.GetByRole(AriaRole.Listitem)).ToHaveAttributeAsync("data-state", "done");
    }

    [Fact]
    public async Task Copy_Puts_The_Snippet_On_The_Clipboard()
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress, new() { Permissions = ["clipboard-read", "clipboard-write"] });

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Copied" })).ToBeVisibleAsync();
        Assert.Equal(
            await tab.Page.Locator("pre").TextContentAsync(),
            await tab.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Theory]
    [InlineData("cat.png")]
    [InlineData("a-name-without-any-place-to-break-it-that-is-longer-than-a-telephone-is-wide.png")]
    public async Task Nothing_Is_Wider_Than_A_Screen_Of_320_Pixels(string name)
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress, new() { ViewportSize = new() { Width = 320, Height = 640 } });

        await PickAsync(tab, name);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "What the form sent" })).ToBeVisibleAsync();

        var widest = await tab.Page.EvaluateAsync<int>(
            "Math.max(...[...document.querySelectorAll('body *:not(pre *)')].map(node => node.getBoundingClientRect().right))");
        Assert.InRange(widest, 1, 320);
    }

    private static async Task PickAsync(BrowserPage tab, string name)
    {
        var choose = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Photo Choose image" });
        var picker = await tab.Page.RunAndWaitForFileChooserAsync(() => choose.ClickAsync());
        await picker.SetFilesAsync(FormPage.Png(name));
    }
}
