using System.Collections.Concurrent;
using Microsoft.Playwright;
using UploadFunction.Tests.Clients.Widgets;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Clients;

/// <summary>Uppy's own XHRUpload with the options that the documentation gives it.</summary>
public sealed class UppyTests(Browser browser) : IAsyncDisposable
{
    private static readonly UppyWidget Widget = new("Uppy");

    private readonly UploadApi _api = UploadApi.Start();

    public static TheoryData<int> Versions => [6, 5];

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_Image_That_Is_Rejected_Is_Sent_Once(int version)
    {
        await using var page = await OpenAsync(version);
        var requests = Requests(page.Page);

        await Widget.PickAsync(page.Page, new() { Name = "photo.jpg", MimeType = "image/jpeg", Buffer = "%PDF-1.7\n"u8.ToArray() });
        var shown = await Widget.FailureAsync(page.Page);

        Assert.Contains("This is a PDF", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("network", shown, StringComparison.Ordinal);
        Assert.Single(requests);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_Image_Whose_Response_Got_Lost_Is_Not_Stored_Twice(int version)
    {
        await using var page = await OpenAsync(version);
        var requests = Requests(page.Page);
        var isFirst = true;
        await page.Page.RouteAsync("**/clients/uppy", async route =>
        {
            if (!isFirst || route.Request.Method != "POST")
            {
                await route.ContinueAsync();
                return;
            }
            isFirst = false;
            await route.FetchAsync();
            await route.AbortAsync();
        });

        await Widget.PickAsync(page.Page, new() { Name = "cat.jpg", MimeType = "image/jpeg", Buffer = SampleImages.Jpeg.Bytes });
        var url = await Widget.UrlAsync(page.Page, 1);

        Assert.Equal(2, requests.Count);
        Assert.Single(requests.Select(request => request.Headers["idempotency-key"]).Distinct());
        Assert.Equal(
            [new Uri(url).Segments[^1]], Directory.GetFiles(Path.Combine(_api.Folder.FullName, "images")).Select(Path.GetFileName));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_Form_Submits_The_Public_Url_And_The_Page_Gets_The_Upload_Without_Its_Token(int version)
    {
        await using var page = await OpenAsync(version, html => html
            .Replace("new Uppy.Uppy()", "new Uppy.Uppy({ meta: { alt: 'A cat' } })", StringComparison.Ordinal)
            .Replace(
                "uppy.on('upload-error'",
                "uppy.on('upload-success', (_, { body }) => { window.body = body; }); uppy.on('upload-error'",
                StringComparison.Ordinal));

        await Widget.PickAsync(page.Page, new() { Name = "cat.jpg", MimeType = "image/jpeg", Buffer = SampleImages.Jpeg.Bytes });
        var url = await Widget.UrlAsync(page.Page, 1);
        var body = await page.Page.EvaluateAsync<string>("JSON.stringify(body)");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        Assert.Equal([url], (await page.Site.ReceiveAsync(page.Page))["photo"].AsEnumerable());
        Assert.Contains("\"alt\":\"A cat\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("deleteToken", body, StringComparison.Ordinal);
    }

    private static ConcurrentQueue<IRequest> Requests(IPage page)
    {
        var requests = new ConcurrentQueue<IRequest>();
        page.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/clients/uppy", StringComparison.Ordinal) && request.Method == "POST")
                requests.Enqueue(request);
        };
        return requests;
    }

    private Task<GalleryPage> OpenAsync(int version, Func<string, string>? edit = null) => GalleryPage.OpenAsync(
        browser, _api.BaseAddress, "uppy", version == 5 ? UppyWidget.Version5 : null, edit: edit);
}
