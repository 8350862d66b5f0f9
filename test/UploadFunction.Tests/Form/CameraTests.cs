using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>On a telephone a second button goes straight to the camera.</summary>
public sealed class CameraTests(Browser browser)
{
    private static readonly BrowserNewContextOptions Telephone = new()
    {
        HasTouch = true,
        IsMobile = true,
        ViewportSize = new() { Width = 390, Height = 844 },
    };

    [Theory]
    [InlineData("", "environment")]
    [InlineData("capture=\"environment\"", "environment")]
    [InlineData("capture=\"user\"", "user")]
    public async Task Take_Photo_Asks_For_The_Camera_And_Choose_Image_Does_Not(string attribute, string capture)
    {
        await using var page = await FormPage.OpenAsync(browser, Field(attribute), options: Telephone);
        var camera = page.Field.Locator("[data-part=camera]");

        await Expect(camera).ToHaveTextAsync("Take photo");
        await Expect(camera).ToHaveAccessibleNameAsync("Photo Take photo");
        var picker = await page.Page.RunAndWaitForFileChooserAsync(() => camera.TapAsync());
        Assert.Equal(capture, await picker.Element.GetAttributeAsync("capture"));
        await picker.SetFilesAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        picker = await page.Page.RunAndWaitForFileChooserAsync(() => page.Choose.TapAsync());
        Assert.Null(await picker.Element.GetAttributeAsync("capture"));
    }

    [Fact]
    public async Task Take_Photo_Opens_One_Picker_Inside_A_Label()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<label>Photo <image-upload name="photo"><input type="file"></image-upload></label>""", options: Telephone);
        await page.Page.EvaluateAsync(
            """
            () => {
              window.asked = [];
              document.querySelector('input').addEventListener('click', ({ target }) => asked.push(target.getAttribute('capture')));
            }
            """);

        await page.PickAsync(page.Field.Locator("[data-part=camera]"), FormPage.Png());
        await page.ExpectUploadedAsync();

        Assert.Equal(["environment"], await page.Page.EvaluateAsync<string[]>("asked"));
    }

    [Fact]
    public async Task Capture_None_Leaves_The_Camera_Out()
    {
        await using var page = await FormPage.OpenAsync(browser, Field("capture=\"none\""), options: Telephone);

        await Expect(page.Field.GetByRole(AriaRole.Button, new() { Name = "Take photo" })).ToHaveCountAsync(0);
        var picker = await page.Page.RunAndWaitForFileChooserAsync(() => page.Choose.TapAsync());
        Assert.Null(await picker.Element.GetAttributeAsync("capture"));
    }

    [Fact]
    public async Task A_Mouse_Has_No_Camera()
    {
        await using var page = await FormPage.OpenAsync(browser, Field(""));

        await Expect(page.Field.GetByRole(AriaRole.Button, new() { Name = "Take photo" })).ToHaveCountAsync(0);
    }

    private static string Field(string attribute) =>
        $"""<label for="photo">Photo</label><image-upload name="photo" {attribute}><input type="file" id="photo"></image-upload>""";
}
