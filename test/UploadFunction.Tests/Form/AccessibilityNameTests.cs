using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What a screen reader is told, from the browser's own accessibility tree.</summary>
public sealed class AccessibilityNameTests(Browser browser)
{
    private const string Hint = "JPEG, PNG, GIF, WebP or AVIF, up to 25 MB";

    /// <summary>A telephone, where there is a camera.</summary>
    private static readonly BrowserNewContextOptions Telephone = new() { HasTouch = true, IsMobile = true };

    [Fact]
    public async Task The_Empty_Field_Is_Two_Named_Buttons_And_A_Status()
    {
        await using var page = await FormPage.OpenAsync(browser, options: Telephone);

        Assert.Equal(
            [
                $"button \"Photo Choose image\", described as \"{Hint}\"",
                "button \"Photo Take photo\"",
                "status \"\", live: polite",
            ],
            await AccessibilityTree.ReadAsync(page));
    }

    [Fact]
    public async Task What_Is_Missing_Is_Told_With_The_Button()
    {
        await using var page = await FormPage.OpenAsync(browser);

        await page.Send.ClickAsync();

        await Expect(page.Choose).ToBeFocusedAsync();
        Assert.Equal(
            $"button \"Photo Choose image\", described as \"{Hint} Choose an image.\"",
            (await AccessibilityTree.ReadAsync(page))[0]);
    }

    [Fact]
    public async Task An_Image_On_Its_Way_Is_A_Progress_Bar_And_A_Button_With_Its_Name()
    {
        await using var page = await FormPage.OpenAsync(browser);
        using var hold = page.Gateway.Hold();

        await page.PickAsync(FormPage.Png());
        await Expect(page.Status).ToHaveTextAsync("Uploading cat.png.");

        Assert.Equal(
            [
                "list \"\"",
                "listitem \"\"",
                "progressbar \"cat.png\"",
                "button \"Cancel cat.png\"",
                $"button \"Photo Replace image\", described as \"{Hint}\"",
                "status \"\", live: polite",
            ],
            await AccessibilityTree.ReadAsync(page));
    }

    [Fact]
    public async Task Several_Images_Are_A_Group_Of_The_Label_s_Name()
    {
        const string form =
            """
            <label for="photo">Photo</label>
            <image-upload name="photo" multiple describe><input type="file" id="photo" name="photo"></image-upload>
            """;
        await using var page = await FormPage.OpenAsync(browser, form);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.PickAsync(FormPage.Text());
        await Expect(page.Items.Nth(1)).ToHaveAttributeAsync("data-state", "failed");

        Assert.Equal(
            [
                "group \"Photo\"",
                "list \"\"",
                "listitem \"\"",
                "textbox \"Description of cat.png\"",
                "button \"Remove cat.png\"",
                "listitem \"\"",
                "textbox \"Description of notes.txt\"",
                "button \"Remove notes.txt\"",
                $"button \"Photo Add images\", described as \"{Hint}\"",
                "status \"\", live: polite",
            ],
            await AccessibilityTree.ReadAsync(page));
    }

    [Fact]
    public async Task An_Image_That_May_Be_Retried_Has_A_Button_With_Its_Name_For_It()
    {
        await using var page = await FormPage.OpenAsync(browser, head: FormPage.NoPauses);

        await LooksState.FailForNowAsync(page, "roof.png");

        Assert.Equal(
            ["button \"Retry roof.png\"", "button \"Remove roof.png\""],
            (await AccessibilityTree.ReadAsync(page)).Where(line => line.Contains("roof.png", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""<label for="photo">Photo</label><image-upload name="photo"><input type="file" id="photo"></image-upload>""")]
    [InlineData("""<label for="field">Photo</label><image-upload id="field" name="photo"><input type="file"></image-upload>""")]
    [InlineData("""<label>Photo <image-upload name="photo"><input type="file"></image-upload></label>""")]
    [InlineData("""<image-upload name="photo"><input type="file" aria-label="Photo"></image-upload>""")]
    [InlineData("""<label><span>Photo</span> <image-upload name="photo" describe><input type="file"></image-upload></label>""")]
    public async Task A_Label_Names_The_Button_With_Its_Own_Words_Only(string form)
    {
        await using var page = await FormPage.OpenAsync(browser, form);

        Assert.StartsWith("button \"Photo Choose image\"", (await AccessibilityTree.ReadAsync(page))[0], StringComparison.Ordinal);
    }
}
