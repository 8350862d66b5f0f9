using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients;

/// <summary>What the editors of the gallery do beyond an upload: save the text, and say what the service itself cannot say.</summary>
public sealed class EditorTests(Browser browser)
{
    private const string Offline = "The image could not be sent. Check the connection.";

    internal static readonly FilePayload Pdf = GalleryTests.File("photo.jpg", "image/jpeg", "%PDF-1.7\n"u8.ToArray());

    internal static readonly FilePayload Photo = GalleryTests.File("photo.jpg", "image/jpeg", SampleImages.Jpeg.Bytes);

    [Theory]
    [InlineData("CKEditor 5")]
    [InlineData("CKEditor 5 by callback")]
    [InlineData("EasyMDE")]
    [InlineData("Jodit")]
    [InlineData("Summernote")]
    [InlineData("TinyMCE 8")]
    [InlineData("TinyMCE 8 by images_upload_url")]
    [InlineData("Trix")]
    public async Task The_Form_Sends_The_Text_With_The_Url(string name)
    {
        await using var api = UploadApi.Start();
        await using var page = await OpenAsync(api, name);
        await GalleryTests.Named(name).PickAsync(page.Page, Photo);
        var url = await GalleryTests.Named(name).UrlAsync(page.Page, 1);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        var text = (await page.Site.ReceiveAsync(page.Page))["text"].ToString();
        Assert.Contains(url, text, StringComparison.Ordinal);
        Assert.DoesNotContain("blob:", text, StringComparison.Ordinal);
    }

    /// <summary>Lambda takes no more, and what API Gateway says then is not for people.</summary>
    [Theory]
    [InlineData("CKEditor 5 by callback", "This image is larger than 4.5 MB.")]
    [InlineData("EasyMDE", "Image photo.jpg is too big")]
    [InlineData("Editor.js", "This image is larger than 4.5 MB.")]
    [InlineData("Jodit", "This image is larger than 4.5 MB.")]
    [InlineData("Quill", "This image is larger than 4.5 MB.")]
    [InlineData("Summernote", "This image is larger than 4.5 MB.")]
    [InlineData("TinyMCE 8", "This image is larger than 4.5 MB.")]
    [InlineData("TinyMCE 6", "This image is larger than 4.5 MB.")]
    [InlineData("TipTap", "This image is larger than 4.5 MB.")]
    [InlineData("Toast UI Editor", "This image is larger than 4.5 MB.")]
    [InlineData("Trix", "This image is larger than 4.5 MB.")]
    public async Task What_Lambda_Does_Not_Take_Is_Not_Sent(string name, string words)
    {
        await using var api = UploadApi.Start();
        await using var page = await OpenAsync(api, name);
        var sent = 0;
        page.Page.Request += (_, request) => sent += request.Method == "POST" ? 1 : 0;

        await GalleryTests.Named(name).PickAsync(
            page.Page, GalleryTests.File("photo.jpg", "image/jpeg", SampleImages.JpegOfLength(4_500_001)));

        Assert.Contains(words, await GalleryTests.Named(name).FailureAsync(page.Page), StringComparison.Ordinal);
        Assert.Equal(0, sent);
    }

    [Theory]
    [InlineData("CKEditor 5 by callback", "Too Many Requests")]
    [InlineData("Dropzone 6", "Too Many Requests")]
    [InlineData("Dropzone 5", "Too Many Requests")]
    [InlineData("EasyMDE", "Something went wrong when uploading the image photo.jpg.")]
    [InlineData("Editor.js", "Too Many Requests")]
    [InlineData("Editor.js by endpoints", "Couldn’t upload image. Please try another.")]
    [InlineData("FilePond 4", "Too Many Requests")]
    [InlineData("FilePond 5", "Too Many Requests")]
    [InlineData("Jodit", "Too Many Requests")]
    [InlineData("Quill", "Too Many Requests")]
    [InlineData("TinyMCE 8", "Too Many Requests")]
    [InlineData("TinyMCE 8 by images_upload_url", "HTTP Error: 429")]
    public async Task What_Api_Gateway_Refuses_Is_Said(string name, string words)
    {
        await using var api = UploadApi.Start();
        await using var page = await OpenAsync(api, name);
        await RefuseByGatewayAsync(page);

        await GalleryTests.Named(name).PickAsync(page.Page, Photo);

        Assert.Contains(words, await GalleryTests.Named(name).FailureAsync(page.Page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CKEditor 5", "Couldn't upload file: photo.jpg.")]
    [InlineData("CKEditor 5 by callback", Offline)]
    [InlineData("EasyMDE", "Something went wrong when uploading the image #image_name#.")]
    [InlineData("Editor.js", "Couldn’t upload image. Please try another.")]
    [InlineData("Jodit", "Error: Connection error")]
    [InlineData("Quill", Offline)]
    [InlineData("TinyMCE 8", Offline)]
    [InlineData("TinyMCE 8 by images_upload_url", "Image upload failed due to a XHR Transport error. Code: 0")]
    public async Task A_Broken_Connection_Is_Said(string name, string words)
    {
        await using var api = UploadApi.Start();
        await using var page = await OpenAsync(api, name);
        await RouteUploadsAsync(page, route => route.AbortAsync());

        await GalleryTests.Named(name).PickAsync(page.Page, Photo);

        Assert.Equal(words, await GalleryTests.Named(name).FailureAsync(page.Page));
    }

    [Theory]
    [InlineData("CKEditor 5")]
    [InlineData("EasyMDE")]
    [InlineData("Quill")]
    [InlineData("Trix")]
    public async Task After_A_Refusal_The_Next_Image_Goes_In(string name)
    {
        await using var api = UploadApi.Start();
        await using var page = await OpenAsync(api, name);

        await GalleryTests.Named(name).PickAsync(page.Page, Pdf);
        await GalleryTests.Named(name).FailureAsync(page.Page);
        await GalleryTests.Named(name).PickAsync(page.Page, Photo);

        Assert.StartsWith("http", await GalleryTests.Named(name).UrlAsync(page.Page, 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EasyMde_Keeps_The_Words_Below_The_Text()
    {
        await using var api = UploadApi.Start();
        await using var page = await OpenAsync(api, "EasyMDE");

        await GalleryTests.Named("EasyMDE").PickAsync(page.Page, Pdf);
        var words = await GalleryTests.Named("EasyMDE").FailureAsync(page.Page);

        await Expect(page.Page.Locator(".editor-statusbar .upload-image")).ToHaveTextAsync(words);
    }

    /// <summary>Hence the size limit above: this adapter neither has one nor reads what comes.</summary>
    [Fact]
    public async Task CkEditors_Simple_Adapter_Is_Silent_About_What_Api_Gateway_Refuses()
    {
        await using var api = UploadApi.Start();
        await using var page = await OpenAsync(api, "CKEditor 5");
        await RefuseByGatewayAsync(page);

        var response = await page.Page.RunAndWaitForResponseAsync(
            () => GalleryTests.Named("CKEditor 5").PickAsync(page.Page, Photo), response => response.Request.Method == "POST");

        Assert.Equal(429, response.Status);
        await Expect(page.Page.Locator(".ck-content img")).ToHaveAttributeAsync("src", new Regex("^data:"));
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        Assert.Equal("""<figure class="image"><img></figure>""", (await page.Site.ReceiveAsync(page.Page))["text"]);
    }

    private static Task RefuseByGatewayAsync(GalleryPage page) => RouteUploadsAsync(
        page,
        route => route.FulfillAsync(new()
        {
            Status = 429,
            ContentType = "application/json",
            Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" },
            Body = """{"message":"Too Many Requests"}""",
        }));

    /// <summary>What goes to the API, which has another origin than the page and its form.</summary>
    private static async Task RouteUploadsAsync(GalleryPage page, Func<IRoute, Task> respond) =>
        await page.Page.RouteAsync(
            "http://localhost:*/**", route => route.Request.Method == "POST" ? respond(route) : route.FallbackAsync());

    private Task<GalleryPage> OpenAsync(UploadApi api, string name) => GalleryPage.OpenAsync(
        browser, api.BaseAddress, GalleryTests.Named(name).Page, GalleryTests.Named(name).Packages);
}
