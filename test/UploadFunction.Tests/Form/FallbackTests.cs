using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>Where the element does not run, the form is a plain form.</summary>
public sealed class FallbackTests(Browser browser)
{
    private static readonly BrowserNewContextOptions WithoutScripts = new() { JavaScriptEnabled = false };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_Scripts_The_Form_Stores_The_Image_And_Shows_It()
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress, WithoutScripts);
        var image = NoisePng.Create();

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png(image));
        await tab.Page.GetByLabel("Caption").FillAsync("A cat");
        await SendAsync(tab.Page, 201);

        await Expect(tab.Page).ToHaveTitleAsync("Image uploaded");
        var url = await tab.Page.GetByLabel("Image URL").InputValueAsync();
        Assert.StartsWith($"{api.BaseAddress}images/", url, StringComparison.Ordinal);
        Assert.Equal(image, await api.Client.GetByteArrayAsync(new Uri(url), Cancellation));
        var upload = await (await api.Client.GetAsync($"uploads/{url.Split('/')[^1]}", Cancellation)).JsonAsync();
        Assert.Equal("A cat", upload.GetProperty("metadata").Text("caption"));
    }

    [Fact]
    public async Task Without_Scripts_A_Site_s_Own_Form_Gets_The_File()
    {
        await using var api = UploadApi.Start();
        await using var site = await AuthorSite.StartAsync(api.BaseAddress, FormPage.PhotoField);
        await using var tab = await browser.OpenAsync(site.BaseAddress, WithoutScripts);
        var image = NoisePng.Create();

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png(image));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        var file = Assert.Single((await site.ReceiveAsync(tab.Page)).Files);
        Assert.Equal(("photo", "cat.png", image.Length), (file.Name, file.FileName, file.Length));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_Site_s_Form_That_Leads_To_The_Api_Shows_The_Image_Its_Url_And_The_Way_Back(bool scripts, bool hasModule)
    {
        await using var api = UploadApi.Start();
        await using var site = await SiteOfAsync(api, hasModule: hasModule);
        await using var tab = await browser.OpenAsync(site.BaseAddress, new() { JavaScriptEnabled = scripts });

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png());
        await SendAsync(tab.Page, 201, "Upload");

        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Image uploaded" })).ToBeVisibleAsync();
        var picture = tab.Page.GetByRole(AriaRole.Img, new() { Name = "The uploaded image" });
        Assert.True(await picture.EvaluateAsync<bool>("image => image.decode().then(() => true)"));
        var field = tab.Page.GetByLabel("Image URL");
        await Expect(field).Not.ToBeEditableAsync();
        var url = await field.InputValueAsync();

        // By keyboard the whole URL is selected at once, ready to be copied.
        await tab.Page.Keyboard.PressAsync("Tab");
        await Expect(field).ToBeFocusedAsync();
        Assert.Equal(url, await tab.Page.EvaluateAsync<string>("getSelection().toString()"));

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Continue" }).ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync($"{site.BaseAddress}?image={Uri.EscapeDataString(url)}");
        // The answer to a form that was posted: the browser must not have to send it again.
        await tab.Page.GoBackAsync();
        await Expect(field).ToHaveValueAsync(url);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(site.BaseAddress.ToString());
    }

    [Fact]
    public async Task Without_Scripts_A_Redirect_Leads_Back_To_The_Site_With_The_Images_Url()
    {
        await using var api = UploadApi.Start();
        await using var site = await SiteOfAsync(api, redirect: "{site}?thanks=1#end");
        await using var tab = await browser.OpenAsync(site.BaseAddress, WithoutScripts);
        var image = NoisePng.Create();

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png(image));
        await SendAsync(tab.Page, 303, "Upload");

        await Expect(tab.Page).ToHaveURLAsync(new Regex($"^{site.BaseAddress}\\?thanks=1&image=.*#end$"));
        var url = Uri.UnescapeDataString(new Uri(tab.Page.Url).Query.Split("image=")[1]);
        Assert.Equal(image, await api.Client.GetByteArrayAsync(new Uri(url), Cancellation));
    }

    [Fact]
    public async Task Without_Scripts_A_Redirect_To_A_Third_Site_Is_A_Problem_And_Stores_Nothing()
    {
        await using var api = UploadApi.Start();
        await using var site = await SiteOfAsync(api, redirect: "https://third.example/");
        await using var tab = await browser.OpenAsync(site.BaseAddress, WithoutScripts);

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png());
        await SendAsync(tab.Page, 400, "Upload");

        await Expect(tab.Page.GetByText("https://third.example is neither the form's own site nor listed")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("tell the site’s owner")).ToBeVisibleAsync();
        Assert.DoesNotContain(api.Logs.Lines, line => line.Contains("Stored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_Scripts_A_Problem_Is_A_Page_That_Says_What_To_Do_And_Leads_Back()
    {
        await using var api = UploadApi.Start();
        await using var site = await SiteOfAsync(api, redirect: "{site}?thanks=1");
        await using var tab = await browser.OpenAsync(site.BaseAddress, WithoutScripts);

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Text());
        await SendAsync(tab.Page, 415, "Upload");

        await Expect(tab.Page).ToHaveTitleAsync("The image was not uploaded");
        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(tab.Page.GetByText("Send JPEG, PNG, GIF, WebP or AVIF.")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("Go back and choose another image.")).ToBeVisibleAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(site.BaseAddress.ToString());
    }

    [Fact]
    public async Task Where_The_Module_Does_Not_Load_The_Native_Input_Sends_The_File()
    {
        await using var api = UploadApi.Start();
        await using var site = await AuthorSite.StartAsync(new Uri(api.BaseAddress, "not-there/"), FormPage.PhotoField);
        await using var tab = await browser.OpenAsync(site.BaseAddress);

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png());
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        var sent = await site.ReceiveAsync(tab.Page);
        Assert.Equal("cat.png", Assert.Single(sent.Files).FileName);
    }

    [Fact]
    public async Task Where_There_Is_No_Api_The_Native_Input_Stays_And_The_Console_Says_Why_Once()
    {
        const string twoFields = FormPage.PhotoField + """<image-upload name="more"><input type="file" name="more"></image-upload>""";
        await using var api = UploadApi.Start();
        await using var site = await AuthorSite.StartAsync(api.BaseAddress, twoFields);
        await using var tab = await browser.OpenAsync(site.BaseAddress, prepare: context =>
            context.RouteAsync(
                "**/config.json",
                route => route.FulfillAsync(new() { Status = 404, Headers = [new("Access-Control-Allow-Origin", "*")] })));

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png());
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        var sent = await site.ReceiveAsync(tab.Page);
        Assert.Equal("cat.png", Assert.Single(sent.Files).FileName);
        Assert.Single(tab.Errors, error => error.Contains("<image-upload> found no API", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_Was_Picked_Before_The_Element_Took_Over_Is_Uploaded()
    {
        await using var api = UploadApi.Start();
        await using var site = await AuthorSite.StartAsync(api.BaseAddress, FormPage.PhotoField);
        var configuration = new TaskCompletionSource();
        await using var tab = await browser.OpenAsync(
            site.BaseAddress, prepare: context => context.RouteAsync("**/config.json", async route =>
        {
            await configuration.Task;
            await route.ContinueAsync();
        }));

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png());
        configuration.SetResult();

        await Expect(tab.Page.GetByRole(AriaRole.Listitem)).ToHaveAttributeAsync("data-state", "done");
    }

    /// <summary>A site whose form may go to its own service ("Send") or to the API ("Upload").</summary>
    private static Task<AuthorSite> SiteOfAsync(UploadApi api, string? redirect = null, bool hasModule = true) => AuthorSite.StartAsync(
        hasModule ? api.BaseAddress : new Uri(api.BaseAddress, "not-there/"),
        $"""
        {FormPage.PhotoField}
        {(redirect is null ? "" : $"<input type=\"hidden\" name=\"_redirect\" value=\"{redirect}\">")}
        <button formaction="{api.BaseAddress}uploads">Upload</button>
        """);

    private static async Task SendAsync(IPage page, int expectedStatus, string button = "Send")
    {
        var answer = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync(), response => response.Request.Method == "POST");
        Assert.Equal(expectedStatus, answer.Status);
    }
}
