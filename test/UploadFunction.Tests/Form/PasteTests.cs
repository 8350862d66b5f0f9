using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>
/// Ctrl+V with the browser's own clipboard, of which there is one: hence one collection with the other tests that use it.
/// </summary>
[Collection("Clipboard")]
public sealed class PasteTests(Browser browser)
{
    private const string Form =
        """
        <image-upload name="photos" multiple describe><input type="file"></image-upload>
        <label>Caption <input name="caption"></label>
        """;

    private static readonly BrowserNewContextOptions WithClipboard = new() { Permissions = ["clipboard-read", "clipboard-write"] };

    [Fact]
    public async Task An_Image_Pasted_While_The_Focus_Is_Inside_Is_Uploaded()
    {
        await using var page = await FormPage.OpenAsync(browser, options: WithClipboard);
        await CopyImageAsync(page);

        await page.Choose.FocusAsync();
        await page.Page.Keyboard.PressAsync("Control+V");

        await page.ExpectUploadedAsync();
    }

    [Fact]
    public async Task An_Image_Pasted_Into_A_Text_Field_Beside_It_Is_Not_Taken()
    {
        await using var page = await FormPage.OpenAsync(browser, Form, options: WithClipboard);
        await CopyImageAsync(page);
        var pasted = page.Page.EvaluateAsync<bool>(
            """
            new Promise(resolve => addEventListener('paste', event =>
              resolve(event.clipboardData.files.length === 1 && !event.defaultPrevented)))
            """);

        await page.Page.GetByLabel("Caption").FocusAsync();
        await page.Page.Keyboard.PressAsync("Control+V");

        Assert.True(await pasted, "the image came, and nobody took it");
        await Expect(page.Items).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Text_Goes_Where_It_Is_Pasted_Into_A_Description_And_Into_A_Field_Beside_It()
    {
        await using var page = await FormPage.OpenAsync(browser, Form, options: WithClipboard);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.Page.EvaluateAsync("navigator.clipboard.writeText('A cat on a mat')");
        var description = page.Page.GetByRole(AriaRole.Textbox, new() { Name = "Description of cat.png" });

        await description.FocusAsync();
        await page.Page.Keyboard.PressAsync("Control+V");
        await Expect(description).ToHaveValueAsync("A cat on a mat");
        await page.Page.GetByLabel("Caption").FocusAsync();
        await page.Page.Keyboard.PressAsync("Control+V");
        await Expect(page.Page.GetByLabel("Caption")).ToHaveValueAsync("A cat on a mat");

        Assert.Equal("A cat on a mat", await page.Field.EvaluateAsync<string>("field => field.items[0].alt"));
        await Expect(page.Items).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task An_Image_Pasted_While_A_Description_Is_Written_Is_One_More()
    {
        await using var page = await FormPage.OpenAsync(browser, Form, options: WithClipboard);
        await page.PickAsync(FormPage.Png());
        await CopyImageAsync(page);

        await page.Page.GetByRole(AriaRole.Textbox, new() { Name = "Description of cat.png" }).FocusAsync();
        await page.Page.Keyboard.PressAsync("Control+V");

        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Text_That_Comes_With_A_Picture_Of_It_Goes_Into_The_Description_And_The_Image_Stays()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photo" describe><input type="file"></image-upload>""", options: WithClipboard);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        var url = await page.ValueAsync();
        await CopyImageAsync(page, text: "A cat on a mat");
        var files = page.Page.EvaluateAsync<int>(
            "new Promise(resolve => addEventListener('paste', event => resolve(event.clipboardData.files.length), true))");
        var description = page.Page.GetByRole(AriaRole.Textbox, new() { Name = "Description of cat.png" });

        await description.FocusAsync();
        await page.Page.Keyboard.PressAsync("Control+V");

        await Expect(description).ToHaveValueAsync("A cat on a mat");
        Assert.Equal(1, await files);
        Assert.Equal(url, await page.ValueAsync());
        Assert.Single(page.Gateway.Uploads);
        Assert.Empty(page.Gateway.Removals);
    }

    [Fact]
    public async Task An_Image_Pasted_At_The_Button_Is_Taken_Where_The_Browser_Sends_It_To_The_Body()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.Choose.FocusAsync();

        await page.Page.EvaluateAsync(
            """
            async () => {
              const blob = await new Promise(resolve => document.createElement('canvas').toBlob(resolve));
              const clipboardData = new DataTransfer();
              clipboardData.items.add(new File([blob], 'image.png', { type: 'image/png' }));
              document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
            }
            """);

        await page.ExpectUploadedAsync();
    }

    /// <param name="text">What goes with it, as word processors and spreadsheets copy their text.</param>
    private static async Task CopyImageAsync(FormPage page, string? text = null) => await page.Page.EvaluateAsync(
        """
        async text => {
          const blob = await new Promise(resolve => document.createElement('canvas').toBlob(resolve));
          await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob, ...text && { 'text/plain': text } })]);
        }
        """,
        text);
}
