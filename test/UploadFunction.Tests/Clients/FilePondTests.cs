using System.Net;
using Microsoft.Playwright;
using UploadFunction.Tests.Clients.Widgets;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients;

/// <summary>Beside the upload, FilePond takes images back, shows earlier ones, and has roads that are not offered here.</summary>
public sealed class FilePondTests(Browser browser) : IAsyncDisposable
{
    private static readonly FilePondWidget Widget = new("FilePond 4");
    private static readonly FilePondBetaWidget BetaWidget = new("FilePond 5");

    private readonly UploadApi _api = UploadApi.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static FilePayload Photo => new() { Name = "Kätzchen.jpg", MimeType = "image/jpeg", Buffer = SampleImages.Jpeg.Bytes };

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("filepond")]
    [InlineData("filepond-delete")]
    [InlineData("filepond-beta")]
    public async Task The_Form_Submits_The_Public_Url_And_Nothing_Else(string name)
    {
        await using var page = await GalleryPage.OpenAsync(browser, _api.BaseAddress, name);
        var url = await UploadAsync(page, name);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(["photo"], sent.Keys);
        Assert.Equal([url], sent["photo"].AsEnumerable());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(url));
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task What_Is_Taken_Back_Leaves_The_Form_And_Stays_In_The_Store()
    {
        await using var page = await GalleryPage.OpenAsync(browser, _api.BaseAddress, "filepond");
        var url = await UploadAsync(page, "filepond");

        await page.Page.RunAndWaitForResponseAsync(
            () => TakeBackAsync(page.Page), response => response is { Request.Method: "DELETE", Status: 200 });

        await Expect(FilePondWidget.Items(page.Page)).ToHaveCountAsync(0);
        await UntilValuesAsync(page.Page, "values => !values.includes(url)", url);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(url));
    }

    [Fact]
    public async Task What_Is_Taken_Back_Is_Deleted_Where_The_Page_Keeps_The_Token()
    {
        await using var page = await GalleryPage.OpenAsync(browser, _api.BaseAddress, "filepond-delete");
        var url = await UploadAsync(page, "filepond-delete");

        await TakeBackAsync(page.Page);

        await Expect(FilePondWidget.Items(page.Page)).ToHaveCountAsync(0);
        await UntilValuesAsync(page.Page, "values => !values.includes(url)", url);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(url));
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task FilePond_5_Deletes_What_Is_Taken_Back()
    {
        await using var page = await GalleryPage.OpenAsync(browser, _api.BaseAddress, "filepond-beta");
        var url = await UploadAsync(page, "filepond-beta");

        await page.Page.RunAndWaitForResponseAsync(
            () => FilePondBetaWidget.Items(page.Page).GetByRole(AriaRole.Button, new() { Name = "Revert" }).ClickAsync(),
            response => response is { Request.Method: "DELETE", Status: 200 });

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(url));
    }

    [Fact]
    public async Task What_Could_Not_Be_Deleted_Stays_In_The_Form_And_Says_So()
    {
        await using var page = await GalleryPage.OpenAsync(browser, _api.BaseAddress, "filepond-delete");
        var url = await UploadAsync(page, "filepond-delete");
        await page.Page.RouteAsync("**/clients/filepond", route => route.AbortAsync());

        await TakeBackAsync(page.Page);

        await Expect(FilePondWidget.Items(page.Page)).ToContainTextAsync("Error during revert");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(url));
    }

    [Fact]
    public async Task The_Longer_Example_Shows_Our_Words_And_Stops_When_It_Is_Told_To()
    {
        await using var page = await GalleryPage.OpenAsync(browser, _api.BaseAddress, "filepond-delete");
        await Widget.PickAsync(page.Page, new() { Name = "photo.jpg", MimeType = "image/jpeg", Buffer = "%PDF-1.7\n"u8.ToArray() });
        Assert.Contains("This is a PDF", await Widget.FailureAsync(page.Page), StringComparison.Ordinal);
        await FilePondWidget.Items(page.Page).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(FilePondWidget.Items(page.Page)).ToHaveCountAsync(0);

        await page.Page.RouteAsync("**/clients/filepond", _ => Task.CompletedTask); // no answer ever
        var failure = new TaskCompletionSource<string?>();
        page.Page.RequestFailed += (_, request) => failure.TrySetResult(request.Failure);
        await page.Page.RunAndWaitForRequestAsync(() => Widget.PickAsync(page.Page, Photo), "**/clients/filepond");
        await page.Page.Locator(".filepond--action-abort-item-processing").ClickAsync();

        Assert.Equal("net::ERR_ABORTED", await failure.Task);
        await Expect(FilePondWidget.Items(page.Page)).ToContainTextAsync("Upload cancelled");
        Assert.False(Directory.Exists(Path.Combine(_api.Folder.FullName, "images")));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("limbo")]
    public async Task An_Earlier_Image_Is_Shown_With_Its_Name_And_Submitted_Again(string type)
    {
        var url = await UploadAsync();
        await using var page = await OpenWithAsync(url, type);

        await Expect(FilePondWidget.Items(page.Page)).ToContainTextAsync("Kätzchen.jpg");
        await Expect(FilePondWidget.Items(page.Page)).ToContainTextAsync("750 bytes");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        Assert.Equal([url], (await page.Site.ReceiveAsync(page.Page))["photo"].AsEnumerable());
        Assert.Empty(page.Errors);
    }

    // Nobody who has seen its URL can delete it.
    [Theory]
    [InlineData("local", ".filepond--action-remove-item")]
    [InlineData("limbo", ".filepond--action-revert-item-processing")]
    public async Task An_Earlier_Image_Leaves_The_Form_And_Stays_In_The_Store(string type, string button)
    {
        var url = await UploadAsync();
        await using var page = await OpenWithAsync(url, type);

        await page.Page.Locator(button).ClickAsync();

        await Expect(FilePondWidget.Items(page.Page)).ToHaveCountAsync(0);
        await UntilValuesAsync(page.Page, "values => !values.includes(url)", url);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(url));
    }

    [Fact]
    public async Task The_Longer_Example_Shows_An_Earlier_Image_Too()
    {
        var url = await UploadAsync();
        await using var page = await OpenWithAsync(url, "local", "filepond-delete");

        await Expect(FilePondWidget.Items(page.Page)).ToContainTextAsync("Kätzchen.jpg");
        await UntilValuesAsync(page.Page, "values => values.includes(url)", url);
        Assert.Empty(page.Errors);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("limbo")]
    public async Task What_Is_Gone_Is_An_Error_And_Is_Not_Submitted(string type)
    {
        await using var page = await OpenWithAsync(new Uri(_api.BaseAddress, "images/p1125rfjfvqn7rnh7sx2anfm5g").ToString(), type);

        await Expect(FilePondWidget.Items(page.Page)).ToContainTextAsync("Error during load");
        await Expect(FilePondWidget.Items(page.Page)).ToContainTextAsync("404");
        await UntilValuesAsync(page.Page, "values => values.every(value => !value)");
    }

    [Fact]
    public async Task An_Image_Of_Another_Site_Is_Not_Fetched_And_The_Visitor_Reads_What_To_Do()
    {
        await using var page = await OpenWithAsync("https://elsewhere.example/photo.jpg", "input", "filepond");

        await Expect(FilePondWidget.Items(page.Page)).ToContainTextAsync("Save the image, and upload the file");
        await UntilValuesAsync(page.Page, "values => values.every(value => !value)");
    }

    [Fact]
    public async Task Chunks_Are_Refused_In_Our_Words_At_The_First_Request()
    {
        await using var page = await GalleryPage.OpenAsync(
            browser, _api.BaseAddress, "filepond",
            edit: html => html.Replace("  server: {", "  chunkUploads: true, chunkSize: 500, server: {", StringComparison.Ordinal));
        var requests = 0;
        page.Page.Request += (_, request) => requests += request.Url.EndsWith("/clients/filepond", StringComparison.Ordinal) ? 1 : 0;

        await Widget.PickAsync(page.Page, Photo);
        var shown = await Widget.FailureAsync(page.Page);

        Assert.StartsWith("Images are not taken in pieces", shown, StringComparison.Ordinal);
        Assert.Equal(1, requests);
    }

    /// <summary>Waits for what the form would submit: FilePond changes its fields some time after what it shows.</summary>
    /// <param name="condition">A function of the values, which can use <c>url</c>.</param>
    private static async Task UntilValuesAsync(IPage page, string condition, string url = "") => await page.WaitForFunctionAsync(
        $"url => ({condition})([...document.querySelectorAll('input[type=hidden][name=photo]')].map(field => field.value))", url);

    private static Task TakeBackAsync(IPage page) => page.Locator(".filepond--action-revert-item-processing").ClickAsync();

    private static async Task<string> UploadAsync(GalleryPage page, string name)
    {
        Widget widget = name == BetaWidget.Page ? BetaWidget : Widget;
        await widget.PickAsync(page.Page, Photo);
        return await widget.UrlAsync(page.Page, 1);
    }

    /// <summary>In an earlier visit.</summary>
    private async Task<string> UploadAsync()
    {
        await using var page = await GalleryPage.OpenAsync(browser, _api.BaseAddress, "filepond");
        return await UploadAsync(page, "filepond");
    }

    /// <summary>With an image in the code from the start.</summary>
    private Task<GalleryPage> OpenWithAsync(string url, string type, string name = "filepond-restore") => GalleryPage.OpenAsync(
        browser, _api.BaseAddress, name, edit: html => html
            .Replace("https://my-bucket.s3.eu-central-1.amazonaws.com/images/p1125rfjfvqn7rnh7sx2anfm5g", url, StringComparison.Ordinal)
            .Replace("type: 'local'", $"type: '{type}'", StringComparison.Ordinal)
            .Replace(
                "  labelFileProcessingError",
                $"  files: [{{ source: '{url}', options: {{ type: '{type}' }} }}], labelFileProcessingError",
                StringComparison.Ordinal));

    private async Task<HttpStatusCode> StatusAsync(string url)
    {
        using var response = await _api.Client.GetAsync(url, Cancellation);
        return response.StatusCode;
    }
}
