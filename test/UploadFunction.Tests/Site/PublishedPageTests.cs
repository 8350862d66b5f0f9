using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Tests.Form;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Site;

/// <summary>The page as it was published into a bucket, whose API is elsewhere, in a browser.</summary>
public sealed class PublishedPageTests(Browser browser)
{
    private static readonly BrowserNewContextOptions WithoutScripts = new() { JavaScriptEnabled = false };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_Scripts_The_Form_Uploads_To_The_Api(bool isPinned)
    {
        var folder = isPinned ? $"site/{ServiceEndpoints.Version}/" : "site/";
        await using var published = await PublishedSite.StartAsync();
        await using var tab = await browser.OpenAsync(published.Page(folder));

        await PickAsync(tab.Page);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "What the form sent" }).GetByRole(AriaRole.Link))
            .ToHaveTextAsync(new Regex($"^{published.Api.BaseAddress}images/"));
        await Expect(tab.Page.Locator("pre")).ToContainTextAsync($"src=\"{new Uri(published.BaseAddress, folder)}image-upload.js\"");
        await ExpectLinksAsync(tab.Page, published.Api);
        await Expect(tab.Page.GetByLabel("Token")).ToBeHiddenAsync();
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task Without_Scripts_The_Form_Posts_To_The_Api()
    {
        await using var published = await PublishedSite.StartAsync();
        await using var tab = await browser.OpenAsync(published.Page("site/"), WithoutScripts);
        await ExpectLinksAsync(tab.Page, published.Api);
        await Expect(tab.Page.GetByText("token").Filter(new() { Visible = true })).ToHaveCountAsync(0);

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png());
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Expect(tab.Page).ToHaveTitleAsync("Image uploaded");
        await Expect(tab.Page.GetByLabel("Image URL")).ToHaveValueAsync(new Regex($"^{published.Api.BaseAddress}images/"));
    }

    [Fact]
    public async Task Without_Scripts_A_Form_That_Could_Carry_No_Token_Is_Hidden_And_The_Reason_Told()
    {
        await using var published = await PublishedSite.StartAsync("jwt");
        await using var tab = await browser.OpenAsync(published.Page("site/"), WithoutScripts);

        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "Try it" }))
            .ToContainTextAsync("This API accepts images only with a token, which a plain HTML form cannot send.");
        await Expect(tab.Page.Locator("form")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Where_The_Module_Does_Not_Load_A_Form_That_Could_Carry_No_Token_Stays_Hidden()
    {
        await using var published = await PublishedSite.StartAsync("jwt");
        await using var tab = await browser.OpenAsync(
            published.Page("site/"),
            prepare: context => context.RouteAsync("**/image-upload.js", route => route.FulfillAsync(new() { Status = 404 })));
        await ExpectLinksAsync(tab.Page, published.Api);
        await tab.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        await Expect(tab.Page.GetByText("a plain HTML form cannot send")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("form")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task With_Scripts_The_Form_Asks_For_The_Token_And_Sends_It_With_The_Image()
    {
        await using var published = await PublishedSite.StartAsync("jwt");
        await using var tab = await browser.OpenAsync(published.Page("site/"));
        await Expect(tab.Page.GetByText("a plain HTML form cannot send")).ToBeHiddenAsync();
        await Expect(tab.Page.GetByLabel("Token")).ToHaveAccessibleDescriptionAsync(
            "A JWT from this API’s issuer. Without it, the API rejects the image.");
        await Expect(tab.Page.GetByText("Set the element’s token property in a script on your page.")).ToBeVisibleAsync();
        await Axe.AssertFindsNothingAsync(tab.Page, "jwt");

        await tab.Page.GetByLabel("Token").FillAsync(" eyJhbGciOiJSUzI1NiJ9.e30.c2ln ");
        var upload = tab.Page.WaitForRequestAsync(
            request => request.Method == "POST" && request.Url == $"{published.Api.BaseAddress}uploads");
        await PickAsync(tab.Page);

        Assert.Equal("Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln", await (await upload).HeaderValueAsync("Authorization"));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        // The token is nothing that the form sends.
        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "What the form sent" }).GetByRole(AriaRole.Term)).ToHaveTextAsync(
            ["photo", "caption"]);
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task The_Reason_In_The_Forms_Place_Is_Accessible()
    {
        await using var published = await PublishedSite.StartAsync("jwt");
        // The module is missing rather than scripts switched off, for axe is a script.
        await using var tab = await browser.OpenAsync(
            published.Page("site/"),
            prepare: context => context.RouteAsync("**/image-upload.js", route => route.FulfillAsync(new() { Status = 404 })));
        foreach (var look in Looks.All)
        {
            await look.ApplyAsync(tab.Page);
            await Axe.AssertFindsNothingAsync(tab.Page, $"jwt, {look.Name}");
        }
    }

    private static async Task ExpectLinksAsync(IPage page, UploadApi api)
    {
        foreach (var (name, path) in new[] { ("API description", "openapi.json"), ("Limits", "limits"), ("Health", "health") })
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = name })).ToHaveAttributeAsync("href", $"{api.BaseAddress}{path}");
    }

    private static async Task PickAsync(IPage page)
    {
        var choose = page.GetByRole(AriaRole.Button, new() { Name = "Photo Choose image" });
        var picker = await page.RunAndWaitForFileChooserAsync(() => choose.ClickAsync());
        await picker.SetFilesAsync(FormPage.Png());
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveAttributeAsync("data-state", "done");
    }

    /// <summary>A bucket on an origin of its own, filled by the publisher, and the API of its deployment.</summary>
    private sealed class PublishedSite : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly WebApplication _app;

        private PublishedSite()
        {
            Store = new DiskObjectStore(_folder.Path, TimeProvider.System);
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.MapGet("/{**key}", async (string key, HttpResponse response, CancellationToken aborted) =>
            {
                if (!ObjectKeys.IsValid(key) || await Store.GetAsync(key, long.MaxValue, aborted) is not { } found)
                    return Results.NotFound();
                response.Headers.CacheControl = found.Head.CacheControl;
                response.Headers.ContentEncoding = found.Head.ContentEncoding;
                response.Headers.AccessControlAllowOrigin = "*";
                return Results.Bytes(found.Bytes, found.Head.ContentType);
            });
        }

        public UploadApi Api { get; } = UploadApi.Start();

        /// <summary>Ends in a slash.</summary>
        public Uri BaseAddress => new(_app.Urls.Single());

        private DiskObjectStore Store { get; }

        public static async Task<PublishedSite> StartAsync(string authorization = "none")
        {
            var site = new PublishedSite();
            await site._app.StartAsync(TestContext.Current.CancellationToken);
            await TestSite.PublishAsync(site.Store, TestSite.Settings(site.Api.BaseAddress.ToString(), authorization));
            return site;
        }

        public Uri Page(string folder) => new(BaseAddress, $"{folder}index.html");

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            await Api.DisposeAsync();
            _folder.Dispose();
        }
    }
}
