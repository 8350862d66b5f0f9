using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>
/// A strict policy of the author's needs the bucket's and the API's origin, and nothing more for anything the element does.
/// </summary>
public sealed class ContentSecurityPolicyTests(Browser browser)
{
    private const string Everything =
        """
        <label for="photo">Photo</label>
        <image-upload name="photo" resize="200" describe><input type="file" id="photo" name="photo"></image-upload>
        """;

    [Fact]
    public async Task Upload_Resize_Preview_Description_And_Removal_Need_No_More()
    {
        await using var bucket = await Bucket.StartAsync();
        await using var page = await OpenAsync(bucket);

        await page.PickAsync(FormPage.Png(await Picture.DrawAsync(page.Page, "image/png", 400, 300)));
        await page.ExpectUploadedAsync();
        await page.Page.WaitForFunctionAsync("() => document.querySelector('canvas').width > 1");
        await page.Field.GetByLabel("Description").FillAsync("A cat");
        await Expect(page.Choose).ToHaveCSSAsync("cursor", "pointer"); // the stylesheet was let in
        await page.Page.RunAndWaitForResponseAsync(
            () => page.Button("Remove cat.png").ClickAsync(),
            response => response.Request.Method == "DELETE" && response.Status == 204);
        await page.PickAsync(FormPage.Text());
        await Expect(page.Problem).ToBeVisibleAsync();
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.Send.ClickAsync();

        Assert.StartsWith(bucket.BaseAddress + "images/", (await page.Site.ReceiveAsync(page.Page))["photo"]);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task A_Failure_And_Its_Retry_Need_No_More()
    {
        await using var bucket = await Bucket.StartAsync();
        await using var page = await OpenAsync(bucket);
        page.Gateway.Answer(422, json: """{"detail":"This image is damaged."}""");

        await page.PickAsync(FormPage.Png());
        await Expect(page.Problem).ToHaveTextAsync("This image is damaged.");
        await page.Field.EvaluateAsync("field => field.retry()");
        await page.ExpectUploadedAsync();

        Assert.All(page.Errors, error => Assert.StartsWith("Failed to load resource: the server responded with a status of 422", error));
    }

    [Fact]
    public async Task A_Stored_Image_Is_Shown()
    {
        await using var bucket = await Bucket.StartAsync();
        await using var page = await OpenAsync(bucket);
        await page.PickAsync(FormPage.Png(NoisePng.Create(30, 20)));
        await page.ExpectUploadedAsync();

        await page.Field.EvaluateAsync("field => { field.value = field.value; }");

        await page.Page.WaitForFunctionAsync("() => document.querySelector('image-upload img')?.naturalWidth === 30");
        Assert.Empty(page.Errors);
    }

    private Task<FormPage> OpenAsync(Bucket bucket) => FormPage.OpenAsync(
        browser,
        Everything,
        bucket: bucket,
        settings: new() { ["PublicBaseUrl"] = bucket.Origin },
        contentSecurityPolicy: api =>
        {
            var service = api.BaseAddress.GetLeftPart(UriPartial.Authority);
            var origin = bucket.Origin;
            return "default-src 'none'; form-action 'self'; " +
                $"script-src {origin}; style-src {origin}; connect-src {origin} {service}; img-src {origin}";
        });
}
