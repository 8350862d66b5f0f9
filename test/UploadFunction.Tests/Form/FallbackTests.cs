using System.Net;
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
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        var link = tab.Page.GetByRole(AriaRole.Link);
        await Expect(link).ToHaveTextAsync(new Regex($"^{api.BaseAddress}images/"));
        Assert.Equal(image, await api.Client.GetByteArrayAsync(new Uri(await link.InnerTextAsync()), Cancellation));
    }

    [Fact]
    public async Task Without_Scripts_A_Problem_Is_A_Page_Of_Its_Own()
    {
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress, WithoutScripts);

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Text());
        var answer = await tab.Page.RunAndWaitForResponseAsync(
            () => tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync(),
            response => response.Request.Method == "POST");

        Assert.Equal((int)HttpStatusCode.UnsupportedMediaType, answer.Status);
        await Expect(tab.Page.GetByText("Send JPEG, PNG, GIF, WebP or AVIF.")).ToBeVisibleAsync();
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
            context.RouteAsync("**/config.json", route => route.FulfillAsync(new() { Status = 404, Headers = [new("Access-Control-Allow-Origin", "*")] })));

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
        await using var tab = await browser.OpenAsync(site.BaseAddress, prepare: context => context.RouteAsync("**/config.json", async route =>
        {
            await configuration.Task;
            await route.ContinueAsync();
        }));

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png());
        configuration.SetResult();

        await Expect(tab.Page.GetByRole(AriaRole.Listitem)).ToHaveAttributeAsync("data-state", "done");
    }
}
