using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>A row stays as it is from pick to result, so that nothing jumps under the visitor's finger.</summary>
public sealed class RowLayoutTests(Browser browser)
{
    private const string ShortWords =
        """<script type="application/json" data-strings>{ "overloaded": "busy." }</script>""";

    [Theory]
    [InlineData(320)]
    [InlineData(360)]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task A_Row_Is_As_High_While_Its_Image_Uploads_As_When_It_Is_Stored_Or_Failed(int width)
    {
        await using var page = await FormPage.OpenAsync(
            browser,
            head: Looks.SiteStyle + ShortWords + FormPage.NoPauses,
            options: new() { ViewportSize = new() { Width = width, Height = 800 } });
        var heights = new Dictionary<string, float>();

        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await Expect(page.Items).ToContainTextAsync("Checking…");
            heights["uploading"] = await HeightAsync(page);
        }
        await page.ExpectUploadedAsync();
        heights["done"] = await HeightAsync(page);
        await LooksState.FailForNowAsync(page, "dog.png");
        await Expect(page.Problem).ToHaveTextAsync("busy.");
        heights["failed"] = await HeightAsync(page);

        Assert.True(heights.Values.Distinct().Count() == 1, string.Join(", ", heights));
        Assert.Equal(width, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task A_Row_Without_A_Picture_Keeps_The_Picture_s_Place()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photos" multiple value="/not-there"><input type="file"></image-upload>""");
        await page.PickAsync(FormPage.Text(), FormPage.Png());
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(2);
        await Expect(page.Field.Locator("canvas")).ToHaveCountAsync(3); // the address shows no image

        var starts = new List<float>();
        foreach (var name in await page.Items.Locator("[data-part=name]").AllAsync())
            starts.Add((await name.BoundingBoxAsync())!.X);
        Assert.Equal(3, starts.Count);
        Assert.Single(starts.Distinct());
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task The_Button_That_Takes_An_Image_Away_Stays_Where_It_Is(int width)
    {
        await using var page = await FormPage.OpenAsync(
            browser, head: Looks.SiteStyle, options: new() { ViewportSize = new() { Width = width, Height = 800 } });
        using var hold = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png());
        await Expect(page.Items).ToContainTextAsync("Checking…");
        var cancel = (await page.Button("Cancel cat.png").BoundingBoxAsync())!;

        hold.Dispose();
        await page.ExpectUploadedAsync();
        var remove = (await page.Button("Remove cat.png").BoundingBoxAsync())!;

        Assert.Equal((cancel.X, cancel.Y, cancel.Width, cancel.Height), (remove.X, remove.Y, remove.Width, remove.Height));
        Assert.True(cancel.Width >= 44 && cancel.Height >= 44);
    }

    [Fact]
    public async Task A_Small_File_Has_Its_Size_In_Bytes()
    {
        var image = NoisePng.Create(5, 5);
        await using var page = await FormPage.OpenAsync(browser);

        await page.PickAsync(FormPage.Png(image));

        await Expect(page.Items).ToContainTextAsync($"5 × 5, {image.Length} bytes");
    }

    private static async Task<float> HeightAsync(FormPage page) => (await page.Items.BoundingBoxAsync())!.Height;
}
