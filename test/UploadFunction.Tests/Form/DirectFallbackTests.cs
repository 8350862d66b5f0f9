using UploadFunction.Tests.Images;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>
/// From one road to the other: what is too large for a gateway goes past it, and what the store's CORS keeps out goes through the API.
/// </summary>
public sealed class DirectFallbackTests(Browser browser)
{
    private const string Lost = "Connection lost. Waiting.";
    private const string Refused = "the image service refused this site.";

    /// <summary>All on the way of an image that the API's gateway did not let through.</summary>
    private static readonly Step[] BothRoads = [Step.Inline, Step.Ticket, Step.Store, Step.Complete];

    [Theory]
    [InlineData("""{"message":"Request Too Long"}""")] // API Gateway
    [InlineData("Request Entity Too Large")]
    [InlineData("""{"code":"too-large","status":413,"detail":"This image is too large."}""")]
    public async Task What_A_Gateway_Finds_Too_Large_Goes_Past_It_At_Once(string answer)
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var image = NoisePng.Create();
        page.Gateway.Answer(413, json: answer);

        await page.PickAsync(FormPage.Png(image));

        await page.ExpectStoredOnceAsync(image);
        Assert.Equal(BothRoads, page.Gateway.Steps);
        Assert.Equal(page.Gateway.Uploads[0].IdempotencyKey, page.Gateway.At(Step.Ticket)[0].IdempotencyKey);
    }

    [Fact]
    public async Task A_Gateway_That_Says_So_Without_Cors_Looks_Like_A_Broken_Connection_And_Is_Gone_Past_As_Well()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var image = NoisePng.Create(700, 700); // 1.5 MB
        page.Gateway.Answer(413, hasCors: false);

        await page.PickAsync(FormPage.Png(image));

        await page.ExpectStoredOnceAsync(image);
        Assert.Equal(BothRoads, page.Gateway.Steps);
    }

    [Fact]
    public async Task An_Image_That_Was_Stored_Although_The_Connection_Broke_Is_Not_Sent_Again()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var image = NoisePng.Create(700, 700);
        page.Gateway.LoseAnswer(Step.Inline);

        await page.PickAsync(FormPage.Png(image));

        await page.ExpectStoredOnceAsync(image);
        Assert.Equal([Step.Inline, Step.Ticket], page.Gateway.Steps); // the ticket's answer was the upload
        await page.Page.RunAndWaitForResponseAsync(
            () => page.Button("Remove cat.png").ClickAsync(), response => response.Request.Method == "DELETE" && response.Status == 204);
    }

    [Fact]
    public async Task What_The_Other_Road_Finds_Too_Large_As_Well_Is_Shown()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        page.Gateway.Answer(413, json: """{"message":"Request Too Long"}""");
        page.Gateway.Answer(413, json: """{"code":"too-large","status":413,"detail":"This image is too large."}""", at: Step.Ticket);

        await page.PickAsync(FormPage.Png());
        await Expect(page.Problem).ToHaveTextAsync("This image is too large.");
        await page.Page.Clock.FastForwardAsync(600_000);

        await Expect(page.Items).ToHaveAttributeAsync("data-state", "failed");
        Assert.Equal([Step.Inline, Step.Ticket], page.Gateway.Steps);
    }

    [Fact]
    public async Task A_Store_Whose_Cors_Refuses_The_Site_Is_Told_To_The_Person_And_The_Author()
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        page.Gateway.StoreRefusesOrigins = true;

        await page.PickAsync(FormPage.Png(LargeImage.Create()));
        await page.PassDelayAsync(Lost);

        await Expect(page.Problem).ToHaveTextAsync(Refused);
        await Expect(page.Button("Retry cat.png")).ToBeHiddenAsync();
        var origin = page.Site.BaseAddress.GetLeftPart(UriPartial.Authority);
        Assert.Single(
            page.Errors,
            error => error.Contains("/disk/ refused", StringComparison.Ordinal)
                && error.Contains("AllowedOrigins", StringComparison.Ordinal)
                && error.Contains(origin, StringComparison.Ordinal));
        Assert.DoesNotContain(Step.Inline, page.Gateway.Steps);
    }

    [Theory]
    [InlineData(100, 100)] // a JPEG of the same size
    [InlineData(400, 100)] // at its size and at half of it a JPEG is too large, too
    public async Task With_Resize_An_Image_That_The_Store_Refuses_Is_Made_Small_Enough_For_The_Api(int edge, int expected)
    {
        await using var page = await LargeImage.OpenAsync(
            browser, $"""<image-upload name="photo" resize="{edge}"><input type="file"></image-upload>""", fakeClock: true);
        page.Gateway.StoreRefusesOrigins = true;
        var image = NoisePng.Create(edge, edge);

        await page.PickAsync(FormPage.Png(image));
        await page.PassDelayAsync(Lost);

        await page.ExpectUploadedAsync();
        var upload = Assert.Single(page.Gateway.Uploads);
        Assert.InRange(upload.File.Length, 1, 20_000);
        Assert.Equal("cat.jpeg", upload.FileName);
        await page.ExpectStoredOnceAsync(upload.File);
        var seen = await Picture.LookAtAsync(page.Page, upload.File, "image/jpeg");
        Assert.Equal((expected, expected), (seen.Width, seen.Height));
    }

    [Fact]
    public async Task An_Animation_That_The_Store_Refuses_Is_Left_Alone()
    {
        await using var page = await LargeImage.OpenAsync(
            browser, """<image-upload name="photo" resize="2000"><input type="file"></image-upload>""", fakeClock: true);
        page.Gateway.StoreRefusesOrigins = true;
        var image = SampleImages.Get("png-animated.png").Bytes.Insert(8 + 25, SampleImages.PngChunk("paDd", new byte[20_000]));

        await page.PickAsync(FormPage.Png(image));
        await page.PassDelayAsync(Lost);

        await Expect(page.Problem).ToHaveTextAsync(Refused);
        Assert.Empty(page.Gateway.Uploads);
    }

    [Fact]
    public async Task An_Image_That_Fits_The_Api_Goes_Back_To_It_When_The_Store_Refuses()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        page.Gateway.StoreRefusesOrigins = true;
        var image = NoisePng.Create(700, 700);
        page.Gateway.Break();

        await page.PickAsync(FormPage.Png(image)); // a connection that just broke, and was taken for a gateway that lets nothing through
        await page.PassDelayAsync(Lost);

        await page.ExpectStoredOnceAsync(image);
        Assert.Equal([Step.Inline, Step.Inline], page.Gateway.Steps.Where(step => step == Step.Inline));
    }

    [Fact]
    public async Task A_Refused_Site_Is_Told_So_On_This_Road_Too()
    {
        await using var bucket = await Bucket.StartAsync();
        await using var page = await FormPage.OpenAsync(
            browser,
            fakeClock: true,
            bucket: bucket,
            settings: new(LargeImage.Settings) { ["AllowedOrigins"] = "https://www.example.com" });

        await page.PickAsync(FormPage.Png(LargeImage.Create()));
        await page.PassDelayAsync(Lost);

        await Expect(page.Problem).ToHaveTextAsync(Refused);
        Assert.Single(page.Errors, error => error.Contains("AllowedOrigins", StringComparison.Ordinal));
        Assert.Empty(page.Gateway.Steps);
    }
}
