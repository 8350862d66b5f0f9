using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using UploadFunction.Tests.Clients;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary><c>docs/form.md</c>: installing the element, and what its attributes do to the form.</summary>
public sealed class DocumentationTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_Snippet_Has_A_Name_And_A_Test()
    {
        var claimed =
            from type in Assembly.GetExecutingAssembly().GetTypes()
            from method in type.GetMethods()
            from name in method.GetCustomAttribute<SnippetsAttribute>()?.Names ?? []
            select name;

        var inGallery = GalleryPage.Snippets;

        Assert.Equal(Snippet.All.Select(snippet => snippet.Name).Order(), claimed.Union(inGallery).Order());
    }

    [Theory]
    [Snippets("install", "usage")]
    public async Task The_Form_Sends_The_Url_Of_The_Image(Snippet install, Snippet usage)
    {
        await using var page = await DocumentedPage.OpenBareAsync(browser, install.Html + usage.Html);
        var image = NoisePng.Create();

        await page.Send.ClickAsync();
        await Expect(page.Field.GetByText("Choose an image.")).ToBeVisibleAsync();
        await page.PickAsync(FormPage.Png(image));
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(["photo"], sent.Keys);
        Assert.Equal(image, await page.Api.Client.GetByteArrayAsync(new Uri(sent["photo"].ToString()), Cancellation));
        Assert.Empty(page.Errors);
    }

    [Theory]
    [Snippets("csp", "install", "edit")]
    public async Task The_Content_Security_Policy_Allows_All_That_The_Element_Does(Snippet csp, Snippet install, Snippet edit)
    {
        await using var page = await DocumentedPage.OpenBareAsync(browser, csp.Html + install.Html + edit.InForm, upgrades: false);
        await StoreDocumentedImageAsync(page);
        var api = $"http://localhost:{page.Api.BaseAddress.Port}"; // not the origin of the module, as when deployed
        await page.Page.RouteAsync("**/config.json", route => AnswerWithAsync(route, api));
        await page.Page.ReloadAsync();

        await Expect(page.Items.Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 40);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.Page.WaitForFunctionAsync("() => document.querySelector('canvas').width === 64");

        Assert.StartsWith(api, await page.ValueAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(page.Errors, error => error.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Theory]
    [Snippets("multiple")]
    public async Task Several_Images_Are_Sent_One_Url_A_Line(Snippet multiple)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, multiple.InForm);
        var images = Enumerable.Range(1, 5).Select(width => NoisePng.Create(width)).ToArray();

        await page.PickAsync([.. images.Select((image, index) => FormPage.Png(image, $"{index}.png"))]);
        await Expect(page.Field.GetByText("Choose at most 4 images.")).ToBeVisibleAsync();
        await page.Button("Remove 4.png").ClickAsync();
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(4);
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        var urls = Assert.Single(sent["photos"])!.ReplaceLineEndings("\n").Split('\n');
        var stored = await Task.WhenAll(urls.Select(url => page.Api.Client.GetByteArrayAsync(new Uri(url), Cancellation)));
        Assert.Equal(images[..4], stored);
    }

    [Theory]
    [Snippets("describe")]
    public async Task A_Description_Is_Sent_Beside_The_Image(Snippet describe)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, describe.InForm);

        await page.PickAsync(FormPage.Png());
        await page.Field.GetByLabel("Description of cat.png").FillAsync("A cat on a wall");
        await page.ExpectUploadedAsync();
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.StartsWith(page.Api.BaseAddress + "images/", sent["photo"]);
        Assert.Equal("A cat on a wall", sent["photo-alt"]);
    }

    [Theory]
    [Snippets("resize")]
    public async Task A_Large_Image_Is_Made_Smaller_And_A_Small_One_Refused(Snippet resize)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, resize.InForm);

        await page.PickAsync(FormPage.Png(NoisePng.Create(640, 640)));
        await Expect(page.Problem).ToHaveTextAsync("narrower than 800 pixels.");
        Assert.Empty(page.Gateway.Uploads);
        await page.PickAsync(FormPage.Png(NoisePng.Create(2600, 650)));
        await page.ExpectUploadedAsync();

        var stored = await GetUploadAsync(page);
        Assert.Equal("image/jpeg cat.jpeg 2560 640", $"{stored["contentType"]} {stored["fileName"]} {stored["width"]} {stored["height"]}");
    }

    [Theory]
    [Snippets("edit")]
    public async Task An_Edit_Page_Sends_The_Stored_Url_Back_Unless_It_Was_Removed(Snippet edit)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, edit.InForm);
        var id = await StoreDocumentedImageAsync(page);
        var url = $"{page.Api.BaseAddress}images/{id}";

        await page.Button("Remove Stored image").ClickAsync();
        Assert.Equal("", await page.ValueAsync());
        await page.Button("Reset").ClickAsync();
        await page.Send.ClickAsync();

        Assert.Equal(url, (await page.Site.ReceiveAsync(page.Page))["photo"]);
        Assert.NotEmpty(await page.Api.Client.GetByteArrayAsync(new Uri(url), Cancellation));
    }

    /// <summary>The real config.json, but for the address of the API.</summary>
    private static async Task AnswerWithAsync(IRoute route, string api)
    {
        var response = await route.FetchAsync();
        var config = JsonNode.Parse(await response.TextAsync())!;
        config["api"] = api;
        await route.FulfillAsync(new() { Response = response, Body = config.ToJsonString() });
    }

    /// <summary>Stores an image under the key from which the documented id follows.</summary>
    private static async Task<string> StoreDocumentedImageAsync(FormPage page)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/uploads")
        {
            Content = new ByteArrayContent(SampleImages.Jpeg.Bytes) { Headers = { ContentType = new("image/jpeg") } },
            Headers = { { "Idempotency-Key", "0123456789abcdefghijkl" } },
        };
        using var response = await page.Api.Client.SendAsync(request, Cancellation);
        return (string)(await response.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["id"]!;
    }

    /// <summary>What the API knows of the field's image.</summary>
    private static async Task<JsonObject> GetUploadAsync(FormPage page) =>
        (await page.Api.Client.GetFromJsonAsync<JsonObject>($"/uploads/{new Uri(await page.ValueAsync()).Segments[^1]}", Cancellation))!;
}
