using Microsoft.Playwright;
using UploadFunction.Tests.Form;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients;

/// <summary>Decap CMS and Sveltia CMS, each with a collection in memory, where an editor writes an entry with a photo.</summary>
public sealed class CmsTests(Browser browser)
{
    private const string Collections =
        """
        backend:
          name: test-repo
        media_folder: uploads
        collections:
          - name: posts
            label: Posts
            folder: posts
            create: true
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [Snippets("decap-config")]
    public async Task Decap_Inserts_What_Its_Media_Library_Uploads(Snippet config)
    {
        await using var api = UploadApi.Start();
        await using var page = await OpenDecapAsync(api, config);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Choose an image" }).ClickAsync();
        var dialog = page.Page.GetByRole(AriaRole.Dialog);

        await PickAsync(dialog, SampleImages.Jpeg);
        // At once: the field waits until its image is stored.
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Insert" }).ClickAsync();

        await Expect(dialog).ToHaveCountAsync(0);
        var shown = page.Page.Locator("img[src*='/images/']").First;
        await Expect(shown).ToHaveJSPropertyAsync("naturalWidth", SampleImages.Jpeg.Width);
        await ExpectStoredAsync(api, await shown.GetAttributeAsync("src"), SampleImages.Jpeg);
    }

    [Theory]
    [Snippets("decap-config")]
    public async Task Cancelling_Decaps_Media_Library_Leaves_Nothing(Snippet config)
    {
        await using var api = UploadApi.Start();
        await using var page = await OpenDecapAsync(api, config);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Choose an image" }).ClickAsync();
        var dialog = page.Page.GetByRole(AriaRole.Dialog);
        await PickAsync(dialog, SampleImages.Jpeg);
        await Expect(dialog.Locator("li[data-state=done]")).ToHaveCountAsync(1);
        var images = Path.Combine(api.Folder.FullName, "images");
        Assert.NotEmpty(Directory.GetFiles(images));

        await page.Page.RunAndWaitForResponseAsync(
            () => dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync(),
            response => response.Request.Method == "DELETE");

        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Empty(Directory.GetFiles(images));
        await Expect(page.Page.Locator("img[src*='/images/']")).ToHaveCountAsync(0);
    }

    [Theory]
    [Snippets("decap-config")]
    public async Task Decaps_Media_Library_Says_What_Is_Wrong_With_A_File(Snippet config)
    {
        await using var api = UploadApi.Start();
        await using var page = await OpenDecapAsync(api, config);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Choose an image" }).ClickAsync();
        var dialog = page.Page.GetByRole(AriaRole.Dialog);

        await Widget.ChooseAsync(page.Page, dialog.Locator("[data-part=pick]"), FormPage.Damaged());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Insert" }).ClickAsync();

        await Expect(dialog.Locator("[data-part=error]").First).ToContainTextAsync("This image is damaged");
        await Expect(dialog).ToBeVisibleAsync();
    }

    [Theory]
    [Snippets("sveltia-config")]
    public async Task Sveltias_Field_Keeps_The_Public_Url(Snippet config)
    {
        await using var api = UploadApi.Start();
        await using var page = await OpenAsync(
            api,
            "sveltia",
            new()
            {
                ["/sveltia-cms.js"] = "@sveltia/cms/dist/sveltia-cms.js",
                ["/chunks/"] = "@sveltia/cms/dist/chunks/",
            },
            Fields(config));
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Work with Test Repository" }).ClickAsync();
        await page.Page.GotoAsync($"{page.Page.Url.Split('#')[0]}#/collections/posts/new");
        var field = page.Page.Locator("image-upload");

        await PickAsync(field, SampleImages.Png);

        // As an image that was stored before: "Remove" does not delete it, since a saved entry may show it.
        await Expect(field.Locator("li")).ToContainTextAsync("Stored image");
        var url = await field.EvaluateAsync<string>("field => field.value");
        await ExpectStoredAsync(api, url, SampleImages.Png);
        await field.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(field.Locator("li")).ToHaveCountAsync(0);
        await ExpectStoredAsync(api, url, SampleImages.Png);
    }

    private async Task<GalleryPage> OpenDecapAsync(UploadApi api, Snippet config)
    {
        var page = await OpenAsync(
            api,
            "decap",
            new() { ["/decap-cms.js"] = "decap-cms/dist/decap-cms.js" },
            $$"""
            {{config.Code}}
            {{Collections}}
                fields:
                  - { name: title, label: Title, widget: string }
                  - { name: photo, label: Photo, widget: image }
            """);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Login" }).ClickAsync();
        await page.Page.GotoAsync($"{page.Page.Url.Split('#')[0]}#/collections/posts/new");
        return page;
    }

    private Task<GalleryPage> OpenAsync(UploadApi api, string name, Dictionary<string, string> packages, string config) =>
        GalleryPage.OpenAsync(
            browser,
            api.BaseAddress,
            name,
            packages,
            context => context.RouteAsync(
                "**/config.yml*", route => route.FulfillAsync(new() { ContentType = "text/yaml", Body = config })));

    private static string Fields(Snippet config) =>
        Collections + "\n" + string.Concat(config.Code.Split('\n').Select(line => $"    {line}\n"));

    private static Task PickAsync(ILocator inside, SampleImage sample) => Widget.ChooseAsync(
        inside.Page, inside.Locator("[data-part=pick]"), GalleryTests.File(sample.Name, sample.Format.MimeType, sample.Bytes));

    private static async Task ExpectStoredAsync(UploadApi api, string? url, SampleImage sample) =>
        Assert.Equal(sample.Stored, await api.Client.GetByteArrayAsync(new Uri(url ?? ""), Cancellation));
}
