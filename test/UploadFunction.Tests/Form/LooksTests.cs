using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What the stylesheet promises a person, and the author of the site.</summary>
public sealed class LooksTests(Browser browser)
{
    /// <summary>The sort of rules that classless stylesheets have, and a few that only a hurried author writes.</summary>
    private const string ClasslessSite =
        """
        <style>
          :root { color-scheme: light dark; background: Canvas; }
          * { box-sizing: border-box; margin: 0; }
          body { max-width: 45rem; margin: 0 auto; padding: 1rem; font: 18px/1.6 serif; }
          p, ul { margin: 1.25rem 0; }
          ul { padding-inline-start: 2.5rem; list-style: square; }
          li { margin-block: 0.5rem; }
          label { display: block; margin-bottom: 0.5rem; font-weight: bold; }
          button, input { display: inline-block; margin: 0 0.25rem 0.5rem 0; padding: 0.75rem 1.5rem; border: 0; border-radius: 0; }
          button, input { font-size: 1rem; }
          button { background: rebeccapurple; color: white; text-transform: uppercase; }
          button:focus { box-shadow: 0 0 0 3px orange; }
          input { width: 100%; background: Field; color: FieldText; border: 2px solid gray; }
          progress { width: 100%; height: 1rem; }
          img, svg, canvas, video { display: block; max-width: 100%; height: auto; }
        </style>
        """;

    [Theory]
    [InlineData(ForcedColors.None)]
    [InlineData(ForcedColors.Active)]
    public async Task Who_Walks_With_The_Keyboard_Sees_Where_They_Are(ForcedColors forcedColors)
    {
        const string form =
            """
            <label for="photo">Photo</label>
            <image-upload name="photo" describe><input type="file" id="photo" name="photo"></image-upload>
            """;
        await using var page = await FormPage.OpenAsync(browser, form, options: new() { HasTouch = true, ForcedColors = forcedColors });
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.Page.GetByRole(AriaRole.Heading).ClickAsync();

        foreach (var part in (string[])["description", "remove", "pick", "camera"])
        {
            await page.Page.Keyboard.PressAsync("Tab");
            var focused = page.Page.Locator(":focus");
            await Expect(page.Field.Locator($"[data-part={part}]:focus-within")).ToHaveCountAsync(1);
            await Expect(focused).ToHaveCSSAsync("outline-style", "solid");
            await Expect(focused).ToHaveCSSAsync("outline-width", "2px");
            var (outline, background) = (
                await ColourAsync(focused, "outlineColor"), await ColourAsync(page.Page.Locator("html"), "backgroundColor"));
            Assert.NotEqual(background, outline);
        }
    }

    [Theory]
    [InlineData(ForcedColors.None)]
    [InlineData(ForcedColors.Active)]
    public async Task The_Empty_Field_Shows_A_Picture(ForcedColors forcedColors)
    {
        await using var page = await FormPage.OpenAsync(browser, options: new() { ForcedColors = forcedColors });
        var zone = (await page.Field.Locator("[data-part=zone]").BoundingBoxAsync())!;
        var button = (await page.Choose.BoundingBoxAsync())!;

        // The computed colour does not tell: forced colours paint a picture that is a background in the colour of the page.
        var above = new Clip { X = button.X, Y = zone.Y + 4, Width = button.Width, Height = button.Y - zone.Y - 8 };
        var colours = await page.Page.EvaluateAsync<int>(
            """
            async png => {
              const image = Object.assign(new Image(), { src: 'data:image/png;base64,' + png });
              await image.decode();
              const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
              context.drawImage(image, 0, 0);
              return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
            }
            """,
            Convert.ToBase64String(await page.Page.ScreenshotAsync(new() { Clip = above })));
        Assert.True(colours > 1, "nothing but the background");
    }

    [Fact]
    public async Task Nothing_Moves_For_Who_Asked_For_Less_Motion()
    {
        await using var page = await FormPage.OpenAsync(browser);
        using var hold = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png());
        await Expect(page.Items).ToContainTextAsync("Checking…");

        Assert.Equal(1, await CountAnimationsAsync(page));
        await page.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        Assert.Equal(0, await CountAnimationsAsync(page));
    }

    [Theory]
    [InlineData("ltr", "preview", "name", "remove")]
    [InlineData("rtl", "remove", "name", "preview")]
    public async Task A_Page_That_Runs_Right_To_Left_Has_The_Row_Mirrored(string direction, params string[] fromLeftToRight)
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.Page.EvaluateAsync("direction => document.documentElement.dir = direction", direction);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        var lefts = new List<float>();
        foreach (var part in fromLeftToRight)
            lefts.Add((await page.Items.Locator($"[data-part={part}]").BoundingBoxAsync())!.X);
        Assert.Equal(lefts.Order(), lefts);
    }

    [Fact]
    public async Task A_Problem_Begins_With_A_Capital_In_Its_Row()
    {
        await using var page = await FormPage.OpenAsync(browser);

        await page.PickAsync(FormPage.Text());

        // InnerText is what is seen, unlike textContent.
        await Expect(page.Problem).ToBeVisibleAsync();
        Assert.Equal("uppercase", await page.Problem.EvaluateAsync<string>("row => getComputedStyle(row, '::first-letter').textTransform"));
    }

    [Fact]
    public async Task The_Camera_Is_Offered_Where_There_Is_A_Touch_Screen()
    {
        await using var desktop = await FormPage.OpenAsync(browser, head: ClasslessSite);
        await using var telephone = await FormPage.OpenAsync(browser, head: ClasslessSite, options: new() { HasTouch = true });

        await Expect(desktop.Field.GetByText("Take photo")).ToBeHiddenAsync();
        await Expect(desktop.Field.GetByText("or drag and drop")).ToBeVisibleAsync();
        await Expect(telephone.Field.GetByText("Take photo")).ToBeVisibleAsync();
        await Expect(telephone.Field.GetByText("or drag and drop")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_Author_s_Own_Rules_Win_And_Nothing_Breaks()
    {
        const string form =
            """
            <label for="photos">Photos</label>
            <image-upload name="photos" multiple describe><input type="file" id="photos" name="photos"></image-upload>
            """;
        await using var page = await FormPage.OpenAsync(browser, form, ClasslessSite);
        await page.PickAsync(FormPage.Text(), FormPage.Png(NoisePng.Create(600, 400)));
        await Expect(page.Items.Nth(1)).ToHaveAttributeAsync("data-state", "done");

        await Expect(page.Choose).ToHaveCSSAsync("background-color", "rgb(102, 51, 153)");
        await Expect(page.Choose).ToHaveCSSAsync("color", "rgb(255, 255, 255)");
        await Expect(page.Button("Retry notes.txt")).ToBeHiddenAsync();
        await Expect(page.Field.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
        foreach (var width in (int[])[720, 320])
        {
            await page.Page.SetViewportSizeAsync(width, 800);
            await ScreenshotTests.TakeAsync(page, $"classless-{width}");
            await Axe.AssertFindsNothingAsync(page.Page, $"{width}");
            Assert.Equal(width, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }

    [Fact]
    public async Task The_Custom_Properties_Style_What_They_Name()
    {
        const string head =
            """
            <style>
              image-upload {
                --image-upload-accent: rgb(1, 2, 3); --image-upload-error: rgb(4, 5, 6); --image-upload-border: rgb(7, 8, 9);
                --image-upload-radius: 11px; --image-upload-gap: 13px; --image-upload-preview-size: 57px;
              }
            </style>
            """;
        await using var page = await FormPage.OpenAsync(
            browser, FormPage.PhotoField.Replace("required>", "multiple>", StringComparison.Ordinal), head);
        await page.PickAsync(FormPage.Text(), FormPage.Png());
        await Expect(page.Items.Nth(1)).ToHaveAttributeAsync("data-state", "done");

        await Expect(page.Choose).ToHaveCSSAsync("color", "rgb(1, 2, 3)");
        await Expect(page.Problem.First).ToHaveCSSAsync("color", "rgb(4, 5, 6)");
        await Expect(page.Items.Nth(1)).ToHaveCSSAsync("border-top-color", "rgb(7, 8, 9)");
        await Expect(page.Items.Nth(1)).ToHaveCSSAsync("border-top-left-radius", "11px");
        await Expect(page.Field.GetByRole(AriaRole.List)).ToHaveCSSAsync("row-gap", "13px");
        await Expect(page.Field.Locator("canvas").Last).ToHaveCSSAsync("width", "57px");
    }

    [Fact]
    public async Task With_Styles_None_The_Element_Brings_No_Style()
    {
        const string form =
            """<label for="photo">Photo</label><image-upload name="photo" styles="none"><input type="file" id="photo"></image-upload>""";
        await using var page = await FormPage.OpenAsync(browser, form);

        await Expect(page.Page.Locator("link[rel=stylesheet]")).ToHaveCountAsync(0);
        await Expect(page.Field).ToHaveCSSAsync("display", "inline");
        await Expect(page.Choose).ToHaveCSSAsync("cursor", "default");
    }

    private static Task<int> CountAnimationsAsync(FormPage page) =>
        page.Field.EvaluateAsync<int>("field => field.getAnimations({ subtree: true }).length");

    private static Task<string> ColourAsync(ILocator locator, string property) =>
        locator.EvaluateAsync<string>("(node, property) => getComputedStyle(node)[property]", property);
}
