using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using UploadFunction.Tests.Clients.Widgets;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Clients;

/// <summary>Every widget uploads through its own user interface, in Chromium, to an API of another origin.</summary>
public sealed class GalleryTests(Browser browser)
{
    private static readonly Widget[] All =
    [
        new ArtalkWidget(),
        new CkEditorWidget("CKEditor 5", "ckeditor"),
        new CkEditorWidget("CKEditor 5 by callback", "ckeditor-callback"),
        new DropzoneWidget("Dropzone 6"),
        new DropzoneWidget("Dropzone 5")
        {
            Packages = new Dictionary<string, string>
            {
                ["dropzone/"] = "dropzone-5/", ["dropzone/dist/dropzone-min.js"] = "dropzone-5/dist/min/dropzone.min.js",
            },
        },
        new WalineWidget(),
        new EasyMdeWidget(),
        new EditorJsWidget("Editor.js", "editorjs"),
        new EditorJsWidget("Editor.js by endpoints", "editorjs-endpoints", showsOurWords: false),
        new JoditWidget(),
        new QuillWidget(),
        new SummernoteWidget(),
        new TinyMceWidget("TinyMCE 8", "tinymce"),
        new TinyMceWidget("TinyMCE 8 by images_upload_url", "tinymce-url", showsOurWords: false),
        new TinyMceWidget("TinyMCE 6", "tinymce") { Packages = TinyMceWidget.Version6 },
        new TinyMceWidget("TinyMCE 6 by images_upload_url", "tinymce-url", showsOurWords: false) { Packages = TinyMceWidget.Version6 },
        new TipTapWidget("TipTap", Transfer.PasteAsync),
        new TipTapWidget("TipTap, dropped", Transfer.DropAsync),
        new ToastUiWidget(),
        new TrixWidget(),
        new FilePondWidget("FilePond 4"),
        new FilePondBetaWidget("FilePond 5"),
        new UppyWidget("Uppy 6"),
        new UppyWidget("Uppy 5") { Packages = UppyWidget.Version5 },
    ];

    public static TheoryData<string> Widgets => [.. All.Select(widget => widget.Name)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static Widget Named(string name) => All.Single(widget => widget.Name == name);

    [Theory]
    [MemberData(nameof(Widgets))]
    public async Task Images_Go_In_And_Are_Shown(string name)
    {
        await using var api = UploadApi.Start();

        await ExpectImagesAsync(browser, Named(name), api.BaseAddress);
    }

    [Theory]
    [MemberData(nameof(Widgets))]
    public async Task What_Is_Rejected_Is_Said_In_Our_Words(string name)
    {
        await using var api = UploadApi.Start(("MaxInlineBytes", "100000"));
        var widget = Named(name);
        foreach (var (file, words) in new[]
        {
            (SampleImages.JpegOfLength(150_000), "at most 100,000 bytes can be sent this way"),
            ("%PDF-1.7\n"u8.ToArray(), "This is a PDF"),
        })
        {
            await using var page = await GalleryPage.OpenAsync(browser, api.BaseAddress, widget.Page, widget.Packages);

            await widget.PickAsync(page.Page, File("photo.jpg", "image/jpeg", file));
            var shown = await widget.FailureAsync(page.Page);

            Assert.NotEmpty(shown);
            if (widget.ShowsOurWords)
                Assert.Contains(words, shown, StringComparison.Ordinal);
            else
                Assert.DoesNotContain(words, shown, StringComparison.Ordinal);
        }
        Assert.False(Directory.Exists(Path.Combine(api.Folder.FullName, "images")));
    }

    /// <summary>Uploads one image of each of three formats, and looks at what the page and the API have then.</summary>
    internal static async Task ExpectImagesAsync(Browser browser, Widget widget, Uri api)
    {
        using var client = LoopbackClient.Create(api);
        await using var page = await GalleryPage.OpenAsync(browser, api, widget.Page, widget.Packages);
        SampleImage[] samples = [SampleImages.Jpeg, SampleImages.Png, SampleImages.Webp];

        foreach (var (index, sample) in samples.Index())
        {
            await widget.PickAsync(page.Page, File(sample.Name, sample.Format.MimeType, sample.Bytes));
            var url = new Uri(await widget.UrlAsync(page.Page, index + 1));

            Assert.Equal(sample.Stored, await client.GetByteArrayAsync(url, Cancellation));
            var upload = await client.GetFromJsonAsync<JsonElement>($"uploads/{url.Segments[^1]}", Cancellation);
            Assert.Equal(
                (sample.Name, sample.Format.MimeType, sample.Width, sample.Height),
                (upload.Text("fileName"), upload.Text("contentType"), upload.GetProperty("width").GetInt32(),
                    upload.GetProperty("height").GetInt32()));
        }
        Assert.DoesNotContain(page.Errors, error => error != widget.OwnWarning);
    }

    internal static FilePayload File(string name, string type, byte[] bytes) => new() { Name = name, MimeType = type, Buffer = bytes };
}
