using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>How the element finds the API and its stylesheet from the address it was loaded from.</summary>
public sealed class DiscoveryTests(Browser browser)
{
    private const string TwoFields =
        """
        <image-upload name="front"><input type="file"></image-upload>
        <image-upload name="back"><input type="file"></image-upload>
        """;

    [Theory]
    [InlineData(null)]
    [InlineData("1.2.3")]
    public async Task The_Configuration_Lies_Beside_The_Module_Or_Above_A_Version_s_Folder(string? version)
    {
        await using var bucket = await Bucket.StartAsync(version);
        await using var page = await FormPage.OpenAsync(browser, bucket: bucket);

        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        Assert.StartsWith(page.Api.BaseAddress + "images/", await page.ValueAsync());
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task The_Configuration_Is_Asked_For_Once_A_Page()
    {
        var asked = 0;
        await using var api = UploadApi.Start();
        await using var site = await AuthorSite.StartAsync(api.BaseAddress, TwoFields);
        await using var tab = await browser.OpenAsync(
            site.BaseAddress, prepare: context => context.RouteAsync("**/config.json", async route =>
        {
            Interlocked.Increment(ref asked);
            await route.ContinueAsync();
        }));

        await Expect(tab.Page.Locator("[data-part=pick]")).ToHaveCountAsync(2);

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task The_Stylesheet_Comes_From_Beside_The_Module_Once_For_All_Elements()
    {
        await using var bucket = await Bucket.StartAsync("1.2.3");
        await using var page = await FormPage.OpenAsync(browser, TwoFields, bucket: bucket);
        await Expect(page.Choose).ToHaveCountAsync(2);

        Assert.Equal([$"{bucket.Site}image-upload.css"], await StylesheetsAsync(page));
        await Expect(page.Choose.First).ToHaveCSSAsync("cursor", "pointer");
        await Expect(page.Choose.Last).ToHaveCSSAsync("cursor", "pointer");
    }

    [Fact]
    public async Task An_Author_Who_Links_The_Stylesheet_Gets_No_Second_One()
    {
        await using var bucket = await Bucket.StartAsync();
        var link = $"""<link rel="stylesheet" href="{bucket.Site}image-upload.css">""";
        await using var page = await FormPage.OpenAsync(browser, TwoFields, head: link, bucket: bucket);
        await Expect(page.Choose).ToHaveCountAsync(2);

        Assert.Single(await StylesheetsAsync(page));
    }

    [Fact]
    public async Task An_Author_Who_Wants_None_Gets_None()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photo" styles="none"><input type="file"></image-upload>""");

        Assert.Empty(await StylesheetsAsync(page));
        await Expect(page.Choose).Not.ToHaveCSSAsync("cursor", "pointer");
    }

    [Fact]
    public async Task A_Service_That_Was_Busy_Is_Found_Without_A_Reload()
    {
        await using var api = UploadApi.Start();
        await using var site = await AuthorSite.StartAsync(api.BaseAddress, TwoFields);
        var asked = 0;
        await using var tab = await browser.OpenAsync(
            site.BaseAddress,
            prepare: context => context.RouteAsync("**/config.json", route => Interlocked.Increment(ref asked) switch
            {
                1 => route.FulfillAsync(new() { Status = 503, Headers = [new("Access-Control-Allow-Origin", "*")] }),
                2 => route.AbortAsync(),
                _ => route.ContinueAsync(),
            }));

        await Expect(tab.Page.Locator("[data-part=pick]")).ToHaveCountAsync(2);

        Assert.Equal(3, asked);
        Assert.Single(tab.Errors, error => error.Contains("<image-upload> waits for", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_Was_Not_There_Is_Asked_For_Again_By_The_Next_Field()
    {
        const string complaints = "<script>window.complaints = []; console.error = text => complaints.push(text);</script>";
        await using var api = UploadApi.Start();
        await using var site = await AuthorSite.StartAsync(api.BaseAddress, FormPage.PhotoField, complaints);
        var isThere = false;
        await using var tab = await browser.OpenAsync(
            site.BaseAddress,
            prepare: context => context.RouteAsync(
                url => url.EndsWith("config.json", StringComparison.Ordinal) || url.EndsWith(".css", StringComparison.Ordinal),
                route => isThere
                    ? route.ContinueAsync()
                    : route.FulfillAsync(new() { Status = 404, Headers = [new("Access-Control-Allow-Origin", "*")] })));
        await tab.Page.WaitForFunctionAsync("() => complaints.some(text => text.includes('found no API'))");
        await Expect(tab.Page.Locator("link[rel=stylesheet]")).ToHaveCountAsync(0);

        isThere = true;
        await tab.Page.Locator("image-upload").EvaluateAsync("field => field.replaceWith(field.cloneNode(true))");

        await Expect(tab.Page.Locator("[data-part=pick]")).ToHaveCSSAsync("cursor", "pointer");
    }

    private static Task<string[]> StylesheetsAsync(FormPage page) =>
        page.Page.EvaluateAsync<string[]>("[...document.styleSheets].map(sheet => sheet.href)");
}
