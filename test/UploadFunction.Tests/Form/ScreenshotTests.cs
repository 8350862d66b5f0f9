using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>
/// The picture in the README. With <c>UPDATE_SCREENSHOTS=1</c> the test takes it anew, and other tests take pictures of what they look at.
/// </summary>
public sealed class ScreenshotTests(Browser browser)
{
    /// <summary>A small landscape, as a PNG in a data: URL. Drawn, so that the picture belongs to nobody.</summary>
    private const string DrawLandscape =
        """
        () => {
          const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 800 });
          const context = canvas.getContext('2d');
          const fill = (colours, path) => {
            const gradient = context.createLinearGradient(0, 0, 0, 800);
            colours.forEach((colour, index) => gradient.addColorStop(index / (colours.length - 1), colour));
            context.fillStyle = gradient;
            context.fill(new Path2D(path));
          };
          fill(['#2b4a8b', '#f08a5d', '#ffd6a5'], 'M0 0H1200V800H0Z');
          fill(['#fff3d6', '#ffe29a'], 'M850 320a90 90 0 1 0 .1 0Z');
          fill(['#6b4a7d', '#8a5a83'], 'M0 560 200 380 340 500 560 300 800 540 960 430 1200 600V800H0Z');
          fill(['#3c3360', '#2b2a4c'], 'M0 640C200 560 380 620 600 660S1000 600 1200 680V800H0Z');
          return canvas.toDataURL().split(',')[1];
        }
        """;

    private static bool IsWanted => Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") == "1";

    /// <summary>Where pictures are wanted, one of the page in the folder <c>screenshots</c> beside the tests.</summary>
    internal static async Task TakeAsync(FormPage page, string name)
    {
        if (IsWanted)
            await page.Page.ScreenshotAsync(
                new() { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", name + ".png"), FullPage = true });
    }

    [Fact]
    public async Task The_Readme_Has_A_Picture_Of_The_Form_With_A_Stored_Image()
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(
            api.BaseAddress, new() { ViewportSize = new() { Width = 760, Height = 590 }, DeviceScaleFactor = 2 });
        var landscape = Convert.FromBase64String(await tab.Page.EvaluateAsync<string>(DrawLandscape));

        await tab.Page.Locator("#photo").SetInputFilesAsync(FormPage.Png(landscape, "evening.png"));
        await tab.Page.GetByLabel("Caption").FillAsync("Evening above the valley");
        await tab.Page.GetByLabel("Caption").BlurAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("evening.png uploaded.");
        var picture = await tab.Page.ScreenshotAsync();

        var path = Repository.PathTo("docs/form.png");
        if (IsWanted)
            await File.WriteAllBytesAsync(path, picture, TestContext.Current.CancellationToken);
        Assert.InRange(new FileInfo(path).Length, picture.Length / 2, 150_000);
    }
}
