using UploadFunction.Tests.Clients.Widgets;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients;

/// <summary>The image tool of Editor.js takes the address of an image for an image.</summary>
public sealed class EditorJsTests(Browser browser)
{
    /// <summary>Whether or not an author takes our route for <c>byUrl</c>.</summary>
    [Theory]
    [InlineData("editorjs", "Images of other sites are not copied. Save the image, and upload the file.")]
    [InlineData("editorjs-endpoints", "Couldn’t upload image. Please try another.")]
    [InlineData("editorjs-by-url", "Couldn’t upload image. Please try another.")]
    public async Task An_Address_That_Is_Pasted_Is_Not_Fetched(string name, string words)
    {
        await using var api = UploadApi.Start();
        await using var page = await GalleryPage.OpenAsync(browser, api.BaseAddress, name);

        // Without byUrl, the tool sends the address to the page itself, and a static site takes no POST.
        await page.Page.RouteAsync(
            page.Site.BaseAddress.ToString(),
            route => route.Request.Method == "POST" ? route.FulfillAsync(new() { Status = 405 }) : route.FallbackAsync());

        await EditorJsWidget.StartParagraphAsync(page.Page);
        await Transfer.PasteAsync(page.Page.Locator(".ce-paragraph").Last, $"{page.Site.BaseAddress}photo.jpg");

        await Expect(page.Page.Locator(".cdx-notify").GetByText(words)).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("Select an Image")).ToBeVisibleAsync();
        Assert.False(Directory.Exists(Path.Combine(api.Folder.FullName, "images")));
    }
}
