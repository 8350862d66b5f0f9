using System.Text.Json;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>The few bytes from which a page shows what an image will be, compared with those of the npm package <c>thumbhash</c>.</summary>
public sealed class ThumbHashTests(Browser browser)
{
    private const string Json = """<image-upload name="photo" format="json"><input type="file"></image-upload>""";

    private const string Draw =
        """
        async ([width, height, opacity]) => {
          const canvas = Object.assign(document.createElement('canvas'), { width, height });
          const context = canvas.getContext('2d');
          context.globalAlpha = opacity;
          const sky = context.createLinearGradient(0, 0, width, height);
          ['#2b4a8b', '#f08a5d', '#1f7a3c'].forEach((colour, index) => sky.addColorStop(index / 2, colour));
          context.fillStyle = sky;
          context.fillRect(0, 0, width, height * opacity);
          context.fillStyle = '#fff3d6';
          context.fillRect(width / 4, height / 4, width / 4, height / 4);
          return canvas.toDataURL().split(',')[1];
        }
        """;

    private const string HashOfPreview =
        """
        async () => {
          const { rgbaToThumbHash } = await import('/thumbhash.js');
          const canvas = document.querySelector('canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return btoa(String.fromCharCode(...rgbaToThumbHash(canvas.width, canvas.height, data)));
        }
        """;

    /// <param name="width">Small, so that both hash the same pixels.</param>
    [Theory]
    [InlineData(48, 32, 1)]
    [InlineData(20, 48, 1)]
    [InlineData(48, 48, 1)]
    [InlineData(48, 3, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(48, 32, 0.5)]
    [InlineData(30, 48, 0.25)]
    public async Task It_Is_The_Library_s(int width, int height, double opacity)
    {
        await using var page = await OpenAsync(Json);

        await PickAsync(page, width, height, opacity);

        var hash = await HashAsync(page);
        Assert.Equal(await page.Page.EvaluateAsync<string>(HashOfPreview), hash);
        Assert.InRange(Convert.FromBase64String(hash).Length, 5, 25);
        var sent = JsonElement.Parse(await page.ValueAsync());
        Assert.Equal(hash, sent.Text("thumbHash"));
        Assert.Equal((width, height), (sent.GetProperty("width").GetInt32(), sent.GetProperty("height").GetInt32()));
        await Expect(page.Items).ToHaveAttributeAsync("data-thumb-hash", hash);
        await Expect(page.Items).ToHaveAttributeAsync("data-width", $"{width}");
        await Expect(page.Items).ToHaveAttributeAsync("data-height", $"{height}");
    }

    [Fact]
    public async Task Where_The_Canvas_Cannot_Be_Read_There_Is_None()
    {
        const string unreadable =
            """
            <script>
              OffscreenCanvasRenderingContext2D.prototype.getImageData = () => { throw new DOMException('', 'SecurityError'); };
            </script>
            """;
        await using var page = await FormPage.OpenAsync(browser, Json, unreadable);

        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.Page.WaitForFunctionAsync("() => document.querySelector('canvas').width > 1");

        Assert.False(JsonElement.Parse(await page.ValueAsync()).TryGetProperty("thumbHash", out _));
        Assert.Empty(page.Errors);
    }

    [Theory]
    [Snippets("placeholder")]
    public async Task The_Documented_Page_Shows_It_Until_The_Image_Is_There(Snippet placeholder)
    {
        await using var page = await OpenAsync(
            Json + placeholder.Html.Replace("https://my-bucket.s3.eu-central-1.amazonaws.com/", "{site}", StringComparison.Ordinal));
        var image = page.Page.GetByAltText("A cat on a mat");

        await Expect(image).ToHaveAttributeAsync("style", new System.Text.RegularExpressions.Regex("url\\(.data:image/png;base64,"));

        // The example is that of a real picture.
        await PickAsync(page, 48, 32, 1);
        await Expect(image).ToHaveAttributeAsync("data-thumb-hash", await HashAsync(page));
    }

    private async Task<FormPage> OpenAsync(string form)
    {
        var library = Repository.PathTo(".cache/node/node_modules/thumbhash/thumbhash.js");
        if (!File.Exists(library))
            throw Needs.Missing("needs the npm package thumbhash, which ./test.sh installs");
        var page = await FormPage.OpenAsync(browser, form, prepare: context =>
            context.RouteAsync("**/thumbhash.js", route => route.FulfillAsync(new() { Path = library, ContentType = "text/javascript" })));
        return page;
    }

    private static async Task PickAsync(FormPage page, int width, int height, double opacity)
    {
        var picture = await page.Page.EvaluateAsync<string>(Draw, new object[] { width, height, opacity });
        await page.PickAsync(FormPage.Png(Convert.FromBase64String(picture)));
        await page.ExpectUploadedAsync();
    }

    private static async Task<string> HashAsync(FormPage page)
    {
        await Expect(page.Page.Locator("li[data-thumb-hash]")).ToHaveCountAsync(1);
        return await page.Field.EvaluateAsync<string>("field => field.items[0].thumbHash");
    }
}
