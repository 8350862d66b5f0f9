using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients;

/// <summary>TinyMCE takes images by the clipboard, too, and speaks of these by notices beside the text.</summary>
public sealed class TinyMceTests(Browser browser)
{
    [Theory]
    [InlineData("TinyMCE 8", "Failed to upload image: This is a PDF document. Send JPEG, PNG, GIF, WebP or AVIF.", 0)]
    [InlineData("TinyMCE 6", "Failed to upload image: This is a PDF document. Send JPEG, PNG, GIF, WebP or AVIF.", 0)]
    [InlineData("TinyMCE 8 by images_upload_url", "Failed to upload image: HTTP Error: 415", 1)]
    public async Task A_Pasted_Image_That_Is_Refused_Is_Taken_Out_By_Our_Handler_Only(string name, string words, int left)
    {
        await using var api = UploadApi.Start();
        await using var page = await OpenAsync(api, name);
        var text = page.Page.FrameLocator("iframe").Locator("body");

        await text.ClickAsync();
        await Transfer.PasteAsync(text, EditorTests.Pdf);

        await Expect(page.Page.Locator(".tox-notification")).ToContainTextAsync(words);
        await Expect(text.Locator("img")).ToHaveCountAsync(left);
    }

    [Theory]
    [InlineData("TinyMCE 8")]
    [InlineData("TinyMCE 6")]
    public async Task A_Pasted_Image_Shows_Its_Progress(string name)
    {
        var held = new HeldUploads();
        await using var api = UploadApi.Start(services: services => services.AddSingleton<IStartupFilter>(held));
        await using var page = await OpenAsync(api, name);
        var text = page.Page.FrameLocator("iframe").Locator("body");

        await text.ClickAsync();
        await Transfer.PasteAsync(text, EditorTests.Photo);
        await Expect(page.Page.Locator(".tox-notification .tox-progress-bar")).ToBeVisibleAsync();
        held.Release();

        await Expect(text.Locator("img[src^=http]")).ToHaveCountAsync(1);
        await Expect(page.Page.Locator(".tox-notification")).ToHaveCountAsync(0);
    }

    private Task<GalleryPage> OpenAsync(UploadApi api, string name) => GalleryPage.OpenAsync(
        browser, api.BaseAddress, GalleryTests.Named(name).Page, GalleryTests.Named(name).Packages);

    /// <summary>No upload gets its response before the test has seen what it shows.</summary>
    private sealed class HeldUploads : IStartupFilter
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.SetResult();

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, run) =>
            {
                if (HttpMethods.IsPost(context.Request.Method))
                    await _released.Task.WaitAsync(context.RequestAborted);
                await run(context);
            });
            next(app);
        };
    }
}
