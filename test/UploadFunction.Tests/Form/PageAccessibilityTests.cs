using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>The program's own pages, looked at in every way: the form's page, and those that answer a form without scripts.</summary>
public sealed class PageAccessibilityTests(Browser browser)
{
    [Fact]
    public async Task The_Page_As_It_Opens_And_After_Send()
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress);
        await Expect(tab.Page.GetByText("Images are stored in")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Photo Choose image" })).ToBeVisibleAsync();
        await LookAsync(tab.Page, "index");

        var choose = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Photo Choose image" });
        var picker = await tab.Page.RunAndWaitForFileChooserAsync(() => choose.ClickAsync());
        await picker.SetFilesAsync(FormPage.Png(NoisePng.Create(600, 400)));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "How the image is served" })).ToBeVisibleAsync();
        await LookAsync(tab.Page, "index-sent");
    }

    [Theory]
    [InlineData("stored")]
    [InlineData("refused")]
    [InlineData("no-referrer")]
    public async Task The_Answer_To_A_Form_Without_Scripts(string answer)
    {
        await using var api = UploadApi.Start();
        // The module is missing rather than scripts switched off, for axe is a script.
        await using var site = await AuthorSite.StartAsync(
            new Uri(api.BaseAddress, "not-there/"),
            $"""
            {FormPage.PhotoField}
            <button formaction="{api.BaseAddress}uploads">Upload</button>
            """,
            head: answer == "no-referrer" ? """<meta name="referrer" content="no-referrer">""" : "");
        await using var tab = await browser.OpenAsync(site.BaseAddress);
        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(
            answer == "refused" ? FormPage.Text() : FormPage.Png(NoisePng.Create(600, 400), new string('m', 150) + ".png"));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await Expect(tab.Page).ToHaveTitleAsync(answer == "refused" ? "The image was not uploaded" : "Image uploaded");
        if (answer == "no-referrer")
            await Expect(tab.Page.GetByText("use your browser’s Back button")).ToBeVisibleAsync();

        await LookAsync(tab.Page, answer);

        Assert.DoesNotContain(tab.Errors, error => error.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    private static async Task LookAsync(IPage page, string state)
    {
        foreach (var look in Looks.All)
        {
            await look.ApplyAsync(page);
            await Axe.AssertFindsNothingAsync(page, $"{state}, {look.Name}");
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow == 0, $"{state}, {look.Name}: the page is {overflow} pixels wider than its window.");
            if (Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") == "1")
                await page.ScreenshotAsync(
                    new()
                    {
                        Path = Path.Combine(AppContext.BaseDirectory, "screenshots", $"page-{state}-{look.Name}.png"),
                        FullPage = true,
                    });
        }
    }
}
