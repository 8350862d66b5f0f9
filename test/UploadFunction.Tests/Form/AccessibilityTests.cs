using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>Every state of the field, looked at in every way.</summary>
public sealed class AccessibilityTests(Browser browser)
{
    public static TheoryData<string> States => [.. LooksState.All.Select(state => state.Name)];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Axe_Finds_Nothing_However_The_Page_Is_Looked_At(string name)
    {
        var state = LooksState.All.Single(candidate => candidate.Name == name);
        await using var page = await FormPage.OpenAsync(browser, state.Form, Looks.SiteStyle, fakeClock: true);
        await page.Page.Clock.ResumeAsync();
        await state.ReachAsync(page);

        foreach (var look in Looks.All)
        {
            await look.ApplyAsync(page.Page);
            await Axe.AssertFindsNothingAsync(page.Page, $"{name}, {look.Name}");
            await TakePictureAsync(page, $"{name}-{look.Name}");
        }
    }

    private static async Task TakePictureAsync(FormPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") != "1")
            return;
        var folder = Path.Combine(AppContext.BaseDirectory, "screenshots");
        await page.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}
