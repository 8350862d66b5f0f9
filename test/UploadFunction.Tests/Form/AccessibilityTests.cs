using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>
/// Every state of the field, looked at in every way. With <c>UPDATE_SCREENSHOTS=1</c> there is a picture of each in the folder
/// <c>screenshots</c> beside the tests.
/// </summary>
public sealed class AccessibilityTests(Browser browser)
{
    /// <summary>What does not fit: wider than the window, or too small for a finger (WCAG 2.5.5).</summary>
    private const string FindMisfits =
        """
        () => {
          const misfits = [];
          for (const node of document.querySelectorAll('image-upload, image-upload *')) {
            const { left, right, width, height } = node.getBoundingClientRect();
            if (!width) continue;
            const size = `${node.dataset.part ?? node.localName}: ${left} to ${right}, ${width} x ${height}`;
            if (left < 0 || right > document.documentElement.clientWidth) misfits.push('outside: ' + size);
            if (node.matches('button, input') && (width < 44 || height < 44)) misfits.push('small: ' + size);
          }
          const { scrollWidth, clientWidth } = document.documentElement;
          if (scrollWidth > clientWidth) misfits.push(`the page is ${scrollWidth} wide`);
          return misfits;
        }
        """;

    /// <summary>English, one with long words, and one from right to left.</summary>
    private static readonly string[] Languages = ["en", "de", "ar"];

    public static TheoryData<string, string> States =>
        [.. LooksState.All.SelectMany(_ => Languages, (state, language) => (state.Name, language))];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Axe_Finds_Nothing_And_Everything_Fits_However_The_Page_Is_Looked_At(string name, string language)
    {
        var state = LooksState.All.Single(candidate => candidate.Name == name);
        await using var page = await FormPage.OpenAsync(
            browser,
            state.Form,
            $"<script>document.documentElement.lang = '{language}'</script>{Looks.SiteStyle}{FormPage.NoPauses}",
            options: new() { HasTouch = state.HasTouch });
        await state.ReachAsync(page);

        foreach (var look in Looks.All)
        {
            await look.ApplyAsync(page.Page);
            await ScreenshotTests.TakeAsync(page, $"{name}-{look.Name}-{language}");
            await Axe.AssertFindsNothingAsync(page.Page, $"{name}, {look.Name}, {language}");
            var misfits = await page.Page.EvaluateAsync<string[]>(FindMisfits);
            Assert.True(misfits.Length == 0, $"{name}, {look.Name}, {language}\n{string.Join('\n', misfits)}");
        }
    }
}
