using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Playwright;
using UploadFunction.Tests.Images;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>The attribute <c>resize</c>: a large photo is sent smaller, and nothing else about it changes.</summary>
public sealed class ResizeTests(Browser browser)
{
    /// <summary>As in Safari, which answers a request for WebP with a PNG.</summary>
    private const string WithoutWebp =
        """
        <script>
          const { convertToBlob } = OffscreenCanvas.prototype;
          OffscreenCanvas.prototype.convertToBlob = function (options) {
            return convertToBlob.call(this, { ...options, type: options?.type === 'image/webp' ? 'image/png' : options?.type });
          };
        </script>
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Photo_Is_Shrunk_To_The_Longest_Edge_And_Becomes_A_Jpeg()
    {
        await using var page = await OpenAsync(200);

        await page.PickAsync(FormPage.Png(await Picture.DrawAsync(page.Page, "image/png", 400, 300)));
        await page.ExpectUploadedAsync();

        var stored = await StoredAsync(page);
        Assert.Equal((200, 150, "image/jpeg"), (stored.Width, stored.Height, stored.Type));
        Assert.Equal(["red", "lime", "blue", "white"], stored.Quarters);
        Assert.Matches("^cat[.]jpe?g$", Assert.Single(page.Gateway.Uploads).FileName);
    }

    /// <summary>As in Safari, which decodes HEIC. Four bytes a pixel: what is not shrunk would take 400 MB, several times.</summary>
    [Fact]
    public async Task A_Huge_Heic_That_Becomes_A_Jpeg_Is_Shrunk_Even_Without_Being_Asked_To()
    {
        const string decodesHeic =
            """
            <script>
              window.createImageBitmap = async () => ({ width: 12000, height: 8000, close() {} });
              CanvasRenderingContext2D.prototype.drawImage = OffscreenCanvasRenderingContext2D.prototype.drawImage = () => {};
              OffscreenCanvasRenderingContext2D.prototype.getImageData = () => { throw new Error('takes another 64 MB'); };
            </script>
            """;
        var photo = SampleImages.Heic.Bytes.ToArray();
        var size = photo.AsSpan().IndexOf("ispe"u8) + 8;
        BinaryPrimitives.WriteInt32BigEndian(photo.AsSpan(size), 12000);
        BinaryPrimitives.WriteInt32BigEndian(photo.AsSpan(size + 4), 8000);
        await using var page = await FormPage.OpenAsync(browser, head: decodesHeic);

        await page.PickAsync(new FilePayload { Name = "IMG_0001.HEIC", MimeType = "image/heic", Buffer = photo });
        await page.ExpectUploadedAsync();

        var item = await page.Field.EvaluateAsync<JsonElement>("field => field.items[0]");
        var (width, height) = (item.GetProperty("width").GetInt32(), item.GetProperty("height").GetInt32());
        Assert.InRange(width * height, 15_000_000, 16_010_000); // the sides are whole pixels
        Assert.Equal(1.5, (double)width / height, 3);
        Assert.Equal("IMG_0001.jpeg", Assert.Single(page.Gateway.Uploads).FileName);
    }

    [Fact]
    public async Task A_Photo_That_Was_Taken_Upright_Stays_Upright()
    {
        await using var page = await OpenAsync(200);
        var photo = Picture.Turned(await Picture.DrawAsync(page.Page, "image/jpeg", 400, 300));
        Assert.Equal((300, 400), (photo.Accept().Width, photo.Accept().Height));

        await page.PickAsync(Photo(photo));
        await page.ExpectUploadedAsync();

        var stored = await StoredAsync(page);
        Assert.Equal((150, 200, "image/jpeg"), (stored.Width, stored.Height, stored.Type));
        Assert.Equal(["blue", "red", "white", "lime"], stored.Quarters); // a quarter clockwise
    }

    [Fact]
    public async Task Transparency_Is_Kept_As_Webp()
    {
        await using var page = await OpenAsync(200);

        await page.PickAsync(FormPage.Png(await Picture.DrawAsync(page.Page, "image/png", 400, 300, transparent: true)));
        await page.ExpectUploadedAsync();

        var stored = await StoredAsync(page);
        Assert.Equal((200, 150, "image/webp"), (stored.Width, stored.Height, stored.Type));
        Assert.Equal(["red", "lime", "blue", "transparent"], stored.Quarters);
        Assert.Equal("cat.webp", Assert.Single(page.Gateway.Uploads).FileName);
    }

    [Theory]
    [InlineData("image/jpeg,image/png", true, "image/png", "cat[.]png")] // WebP is switched off
    [InlineData("image/jpeg,image/png", false, "image/jpeg", "cat[.]jpe?g")]
    [InlineData("image/png", false, "image/png", "cat[.]png")]
    [InlineData("image/png", true, "image/png", "cat[.]png")]
    public async Task Nothing_Becomes_A_Type_That_The_Service_Does_Not_Take(string types, bool transparent, string type, string names)
    {
        await using var page = await OpenAsync(200, new() { ["Types"] = types });

        await page.PickAsync(FormPage.Png(await Picture.DrawAsync(page.Page, "image/png", 400, 300, transparent)));
        await page.ExpectUploadedAsync();

        var stored = await StoredAsync(page);
        Assert.Equal((200, 150, type), (stored.Width, stored.Height, stored.Type));
        Assert.Equal(["red", "lime", "blue", transparent ? "transparent" : "white"], stored.Quarters);
        Assert.Matches($"^{names}$", Assert.Single(page.Gateway.Uploads).FileName);
    }

    [Fact]
    public async Task A_Browser_That_Writes_No_Webp_Sends_No_File_That_Only_Says_So()
    {
        await using var page = await OpenAsync(200, head: WithoutWebp);

        await page.PickAsync(FormPage.Png(await Picture.DrawAsync(page.Page, "image/png", 400, 300, transparent: true)));
        await page.ExpectUploadedAsync();

        var stored = await StoredAsync(page);
        Assert.Equal("image/png", stored.Type);
        Assert.Equal(["red", "lime", "blue", "transparent"], stored.Quarters);
        Assert.Equal("cat.png", Assert.Single(page.Gateway.Uploads).FileName);
    }

    [Fact]
    public async Task Where_Browser_And_Service_Share_No_Type_The_Original_Is_Sent()
    {
        await using var page = await OpenAsync(20, new() { ["Types"] = "image/jpeg,image/webp" }, WithoutWebp);
        var image = await Picture.DrawAsync(page.Page, "image/webp", 400, 300, transparent: true);

        await page.PickAsync(new FilePayload { Name = "cat.webp", MimeType = "image/webp", Buffer = image });
        await page.ExpectUploadedAsync();

        Assert.Equal(image, Assert.Single(page.Gateway.Uploads).File);
    }

    [Fact]
    public async Task An_Image_Within_The_Edge_Is_Sent_As_It_Is()
    {
        await using var page = await OpenAsync(400);
        var image = await Picture.DrawAsync(page.Page, "image/png", 400, 300);

        await page.PickAsync(FormPage.Png(image));
        await page.ExpectUploadedAsync();

        Assert.Equal(image, Assert.Single(page.Gateway.Uploads).File);
    }

    [Fact]
    public async Task An_Original_That_Is_Smaller_In_Bytes_Is_Kept()
    {
        await using var page = await OpenAsync(300);
        var stripes = await Picture.StripesAsync(page.Page, 400, 300); // which PNG holds in a few bytes, and JPEG does not

        await page.PickAsync(FormPage.Png(stripes));
        await page.ExpectUploadedAsync();

        var upload = Assert.Single(page.Gateway.Uploads);
        Assert.Equal(stripes, upload.File);
        Assert.Equal("cat.png", upload.FileName);
    }

    [Theory]
    [InlineData("gif-still.gif")]
    [InlineData("gif-animated.gif")]
    [InlineData("png-animated.png")]
    [InlineData("png-animated-hidden-first.png")]
    [InlineData("webp-animated.webp")]
    [InlineData("webp-animated-lossy.webp")]
    [InlineData("avif-animated.avif")]
    [InlineData("avif-animated-alpha.avif")]
    public async Task Gif_And_Animations_Are_Left_Alone(string name)
    {
        await using var page = await OpenAsync(8);
        // Made long where the format has room for it, so that it is not just the smaller original that is kept.
        var image = SampleImages.Get(name).Bytes;
        if (name.StartsWith("png", StringComparison.Ordinal))
            image = image.Insert(8 + 25, SampleImages.PngChunk("paDd", new byte[20_000]));

        await page.PickAsync(FormPage.Png(image, name));
        await page.ExpectUploadedAsync();

        Assert.Equal(image, Assert.Single(page.Gateway.Uploads).File);
    }

    [Theory]
    [InlineData("image/webp", "cat.webp")]
    [InlineData("image/jpeg", "cat.jpeg")]
    public async Task Every_Still_Format_Is_Shrunk(string type, string name)
    {
        await using var page = await OpenAsync(200);

        await page.PickAsync(new FilePayload { Name = name, MimeType = type, Buffer = await Picture.DrawAsync(page.Page, type, 400, 300) });
        await page.ExpectUploadedAsync();

        var stored = await StoredAsync(page);
        Assert.Equal((200, 150), (stored.Width, stored.Height));
        Assert.Equal(["red", "lime", "blue", "white"], stored.Quarters);
    }

    [Fact]
    public async Task A_Photo_Above_The_Limit_Passes_When_It_Is_Below_It_Afterwards()
    {
        await using var page = await OpenAsync(800);
        var photo = NoisePng.Create(1500, 1200);
        Assert.True(photo.Length > 4_500_000);

        await page.PickAsync(FormPage.Png(photo));
        await page.ExpectUploadedAsync();

        var stored = await StoredAsync(page);
        Assert.Equal((800, 640), (stored.Width, stored.Height));
    }

    [Fact]
    public async Task The_Pixels_That_Count_Are_Those_That_Are_Sent()
    {
        await using var page = await OpenAsync(200, new() { ["MaxPixels"] = "30000" });

        await page.PickAsync(FormPage.Png(await Picture.DrawAsync(page.Page, "image/png", 400, 300)));

        await page.ExpectUploadedAsync();
    }

    [Fact]
    public async Task The_Least_Width_Is_That_Of_The_Original()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photo" resize="200" min-width="400"><input type="file"></image-upload>""");

        await page.PickAsync(FormPage.Png(await Picture.DrawAsync(page.Page, "image/png", 400, 300)));
        await page.ExpectUploadedAsync();
        Assert.Equal(200, (await StoredAsync(page)).Width);
        await page.PickAsync(FormPage.Png(await Picture.DrawAsync(page.Page, "image/png", 399, 300)));

        await Expect(page.Problem).ToHaveTextAsync("narrower than 400 pixels.");
    }

    [Fact]
    public async Task A_Retry_Sends_The_Same_Bytes()
    {
        await using var page = await OpenAsync(200, fakeClock: true);
        page.Gateway.Answer(500);

        await page.PickAsync(FormPage.Png(await Picture.DrawAsync(page.Page, "image/png", 400, 300)));
        await Expect(page.Items).ToContainTextAsync("Waiting.");
        await page.Page.Clock.FastForwardAsync(2000);
        await page.ExpectUploadedAsync();

        Assert.Equal(2, page.Gateway.Uploads.Count);
        Assert.Single(page.Gateway.Uploads.Select(upload => upload.IdempotencyKey).Distinct());
        Assert.Equal(page.Gateway.Uploads[0].File, page.Gateway.Uploads[1].File);
        Assert.Equal(200, page.Gateway.Uploads[0].File.Accept().Width);
    }

    private Task<FormPage> OpenAsync(int edge, Dictionary<string, string>? settings = null, string head = "", bool fakeClock = false) =>
        FormPage.OpenAsync(
            browser,
            $"""<image-upload name="photo" resize="{edge}"><input type="file"></image-upload>""",
            head,
            fakeClock: fakeClock,
            settings: settings);

    private static async Task<Picture> StoredAsync(FormPage page)
    {
        using var response = await page.Api.Client.GetAsync(new Uri(await page.ValueAsync()), Cancellation);
        var bytes = await response.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal(Assert.Single(page.Gateway.Uploads.DistinctBy(upload => upload.IdempotencyKey)).File.Length, bytes.Length);
        return await Picture.LookAtAsync(page.Page, bytes, response.Content.Headers.ContentType?.MediaType);
    }

    private static FilePayload Photo(byte[] bytes) => new() { Name = "cat.jpg", MimeType = "image/jpeg", Buffer = bytes };
}
