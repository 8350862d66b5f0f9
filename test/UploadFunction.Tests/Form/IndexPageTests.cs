using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What the program's own page says of this deployment and of the image that was stored.</summary>
public sealed class IndexPageTests(Browser browser)
{
    [Fact]
    public async Task Shows_The_Headers_That_The_Image_Is_Served_With()
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress);
        var image = NoisePng.Create();

        await SendAsync(tab.Page, image, "Kätzchen.png");

        var served = tab.Page.GetByRole(AriaRole.Region, new() { Name = "How the image is served" });
        await Expect(served.GetByRole(AriaRole.Term)).ToHaveTextAsync(
            ["content-type", "content-length", "cache-control", "content-disposition"]);
        await Expect(served.GetByRole(AriaRole.Definition)).ToHaveTextAsync(
        [
            "image/png",
            $"{image.Length}",
            "public, max-age=31536000, s-maxage=86400, immutable",
            "inline; filename*=UTF-8''K%C3%A4tzchen.png",
        ]);
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task Leaves_Out_The_Headers_That_Another_Origin_Does_Not_Let_It_Read()
    {
        // The images lie on another origin, as on a CDN, which is this program under another name.
        await using var images = UploadApi.Start();
        await using var api = UploadApi.Start(("PublicBaseUrl", images.BaseAddress.ToString()));
        await using var tab = await browser.OpenAsync(api.BaseAddress, prepare: context => context.RouteAsync(
            "**/images/*",
            route => route.FulfillAsync(
                new()
                {
                    Headers = [new("Access-Control-Allow-Origin", "*"), new("Content-Disposition", "inline")],
                    ContentType = "image/png",
                })));

        await SendAsync(tab.Page, NoisePng.Create(), "cat.png");

        var served = tab.Page.GetByRole(AriaRole.Region, new() { Name = "How the image is served" });
        await Expect(served.GetByRole(AriaRole.Term).First).ToHaveTextAsync("content-type");
        await Expect(served).Not.ToContainTextAsync("content-disposition");
    }

    [Fact]
    public async Task Shows_What_Was_Sent_Where_No_Header_Can_Be_Read()
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress, prepare: context => context.RouteAsync(
            "**/images/*", route => route.Request.Method == "HEAD" ? route.AbortAsync() : route.ContinueAsync()));

        var head = tab.Page.WaitForRequestAsync(
            request => request.Method == "HEAD" && request.Url.Contains("/images/", StringComparison.Ordinal));
        await SendAsync(tab.Page, NoisePng.Create(), "cat.png");
        await head;

        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "What the form sent" })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("How the image is served")).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData("jpeg-metadata.jpg", "Removed: metadata, such as place, time, device and names.")]
    [InlineData("jpeg-baseline.jpg", null)]
    public async Task Says_What_Was_Changed_Before_The_Image_Was_Stored(string name, string? changes)
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress);

        await SendAsync(tab.Page, SampleImages.Get(name).Bytes, name);

        await ExpectChangesAsync(tab.Page, changes);
        Assert.Empty(tab.Errors);
    }

    [Theory]
    [InlineData(
        """{"changed":["metadata","repaired","trailing-data"]}""",
        "Removed: metadata, such as place, time, device and names. "
        + "Repaired: faults in the file that browsers overlook. The picture is the same. Removed: data after the end of the image.")]
    [InlineData("""{"changed":["sound"]}""", "sound")]
    [InlineData("{}", null)]
    [InlineData("<html>", null)]
    public async Task Has_Words_For_Each_Change_And_None_Where_The_Api_Does_Not_Tell(string answer, string? changes)
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(
            api.BaseAddress, prepare: context => context.RouteAsync("**/uploads/*", route => route.FulfillAsync(new() { Body = answer })));

        await SendAsync(tab.Page, NoisePng.Create(), "cat.png");

        await ExpectChangesAsync(tab.Page, changes);
    }

    [Fact]
    public async Task Names_The_Folder_On_This_Machine_Only()
    {
        await using var api = UploadApi.Start();
        await using var here = await browser.OpenAsync(api.BaseAddress);
        await Expect(here.Page.GetByText($"Images are stored in {api.Folder.FullName}")).ToBeVisibleAsync();

        await using var phone = await browser.OpenAsync(new UriBuilder(api.BaseAddress) { Host = Browser.PhoneHost }.Uri);
        await phone.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Expect(phone.Page.GetByText("Images are stored in")).ToBeHiddenAsync();
        Assert.DoesNotContain(api.Folder.FullName, await phone.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_Page_Of_Another_Origin_Does_Not_Learn_The_Folder()
    {
        await using var api = UploadApi.Start();
        await using var site = await AuthorSite.StartAsync(api.BaseAddress, FormPage.PhotoField);
        await using var tab = await browser.OpenAsync(site.BaseAddress);

        var header = await tab.Page.EvaluateAsync<string?>(
            "api => fetch(api).then(page => page.headers.get('Upload-Directory'))", api.BaseAddress.ToString());

        Assert.Null(header);
    }

    /// <summary>In the bucket the page is static: config.json alone says where the API is.</summary>
    [Fact]
    public async Task Everything_Leads_To_The_Api_Of_The_Configuration()
    {
        await using var api = UploadApi.Start();
        await using var elsewhere = UploadApi.Start();
        await using var tab = await browser.OpenAsync(
            api.BaseAddress, prepare: context => context.RouteAsync($"{api.BaseAddress}config.json", async route =>
            await route.FulfillAsync(new() { Response = await route.FetchAsync(new() { Url = $"{elsewhere.BaseAddress}config.json" }) })));

        foreach (var (name, path) in new[] { ("API description", "openapi.json"), ("Limits", "limits"), ("Health", "health") })
            await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = name })).ToHaveAttributeAsync(
                "href", $"{elsewhere.BaseAddress}{path}");
        await Expect(tab.Page.Locator("form")).ToHaveAttributeAsync("action", $"{elsewhere.BaseAddress}uploads");
        await SendAsync(tab.Page, NoisePng.Create(), "cat.png");
        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "What the form sent" }).GetByRole(AriaRole.Link))
            .ToHaveTextAsync(new Regex($"^{elsewhere.BaseAddress}images/"));
    }

    [Theory]
    [InlineData("openapi.json")]
    [InlineData("limits")]
    [InlineData("health")]
    public async Task The_Links_Lead_Somewhere_Without_Scripts_Too(string path)
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress, new() { JavaScriptEnabled = false });

        await Expect(tab.Page.Locator($"footer a[href='{path}']")).ToBeVisibleAsync();
        using var answer = await api.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(760)]
    [InlineData(1280)]
    public async Task The_Title_Takes_One_Line(int width)
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress, new() { ViewportSize = new() { Width = width, Height = 640 } });

        var lines = await tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).EvaluateAsync<int>(
            "title => { const text = document.createRange(); text.selectNodeContents(title); return text.getClientRects().length; }");

        Assert.Equal(1, lines);
    }

    [Fact]
    public async Task Where_The_Module_Does_Not_Load_The_Form_Stores_The_Image_Itself()
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(
            api.BaseAddress,
            prepare: context => context.RouteAsync("**/image-upload.js", route => route.FulfillAsync(new() { Status = 404 })));

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png());
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Expect(tab.Page).ToHaveTitleAsync("Image uploaded");
        await Expect(tab.Page.GetByLabel("Image URL")).ToHaveValueAsync(new Regex($"^{api.BaseAddress}images/"));
    }

    private static async Task ExpectChangesAsync(IPage page, string? changes)
    {
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "How the image is served" })).ToBeVisibleAsync();
        var paragraph = page.GetByRole(AriaRole.Region, new() { Name = "What the form sent" }).GetByRole(AriaRole.Paragraph);
        if (changes is null)
            await Expect(paragraph).ToHaveCountAsync(0); // one that is hidden has no role
        else
            await Expect(paragraph).ToHaveTextAsync(changes);
    }

    private static async Task SendAsync(IPage page, byte[] image, string name)
    {
        var choose = page.GetByRole(AriaRole.Button, new() { Name = "Photo Choose image" });
        var picker = await page.RunAndWaitForFileChooserAsync(() => choose.ClickAsync());
        await picker.SetFilesAsync(FormPage.Png(image, name));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
    }
}
