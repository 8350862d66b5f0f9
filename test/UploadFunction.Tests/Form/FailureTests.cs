using System.Net;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What goes wrong on the way, and what the person can do about it.</summary>
public sealed class FailureTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Refused_File_Shows_The_Problem_In_Words_And_Keeps_The_Form_From_Being_Sent()
    {
        await using var page = await FormPage.OpenAsync(browser);

        await page.PickAsync(FormPage.Damaged());

        await Expect(page.Problem).ToContainTextAsync("This image is damaged: ");
        await Expect(page.Status).ToContainTextAsync("torn.png failed: ");
        await Expect(page.Button("Retry torn.png")).ToBeHiddenAsync();
        await page.Send.ClickAsync();
        await Expect(page.Choose).ToBeFocusedAsync();
        Assert.Equal("torn.png did not upload. Remove it.", await page.Field.EvaluateAsync<string>("field => field.validationMessage"));
        Assert.False(page.Site.HasSubmissions);
        Assert.Single(page.Gateway.Uploads);
    }

    [Fact]
    public async Task A_Connection_That_Breaks_Is_Tried_Again_With_The_Same_Key()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        page.Gateway.Break();
        var image = NoisePng.Create();

        await page.PickAsync(FormPage.Png(image));
        await Expect(page.Items).ToContainTextAsync("Connection lost. Waiting.");
        await page.Page.Clock.FastForwardAsync(FormPage.LongestDelay);

        await page.ExpectUploadedAsync();
        Assert.Equal(2, page.Gateway.Uploads.Count);
        Assert.Single(page.Gateway.Uploads.Select(upload => upload.IdempotencyKey).Distinct());
        Assert.Equal(image, await page.Api.Client.GetByteArrayAsync(new Uri(await page.ValueAsync()), Cancellation));
    }

    [Fact]
    public async Task After_Five_Attempts_The_Person_Is_Asked_And_Retry_Sends_It_Again()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        for (var attempt = 0; attempt < 5; attempt++)
            page.Gateway.Answer(500);

        await page.PickAsync(FormPage.Png());
        for (var attempt = 1; attempt < 5; attempt++)
        {
            await Expect(page.Items).ToContainTextAsync("Waiting.");
            await page.Page.Clock.FastForwardAsync(FormPage.LongestDelay);
        }
        await Expect(page.Problem).ToHaveTextAsync("the image service answered with error 500.");
        await page.Button("Retry cat.png").ClickAsync();

        await page.ExpectUploadedAsync();
        await Expect(page.Button("Remove cat.png")).ToBeFocusedAsync();
        Assert.Equal(6, page.Gateway.Uploads.Count);
        Assert.Single(page.Gateway.Uploads.Select(upload => upload.IdempotencyKey).Distinct());
    }

    [Fact]
    public async Task Being_Offline_Does_Not_Use_Up_The_Attempts()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        await page.Page.Context.SetOfflineAsync(true);

        await page.PickAsync(FormPage.Png());
        await Expect(page.Items).ToContainTextAsync("Connection lost. Waiting.");
        await page.Page.Clock.FastForwardAsync(600_000);
        await Expect(page.Items).ToHaveAttributeAsync("data-state", "uploading");
        await page.Page.Context.SetOfflineAsync(false);

        await page.ExpectUploadedAsync();
    }

    [Fact]
    public async Task Remove_Deletes_The_Image_With_Its_Token()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        var url = new Uri(await page.ValueAsync());

        await page.Page.RunAndWaitForResponseAsync(
            () => page.Button("Remove cat.png").ClickAsync(),
            response => response.Request.Method == "DELETE" && response.Status == 204);

        await Expect(page.Items).ToHaveCountAsync(0);
        await Expect(page.Choose).ToBeFocusedAsync();
        var removal = Assert.Single(page.Gateway.Removals);
        Assert.EndsWith(url.Segments[^1], removal.Path, StringComparison.Ordinal);
        Assert.NotEmpty(removal.DeleteToken);
        using var response = await page.Api.Client.GetAsync(url, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Remove_Does_Not_Delete_An_Image_That_Was_Submitted()
    {
        await using var page = await FormPage.OpenAsync(
            browser, head: "<script>addEventListener('submit', event => event.preventDefault())</script>");
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        var url = await page.ValueAsync();

        await page.Send.ClickAsync();
        await page.Button("Remove cat.png").ClickAsync();
        await Expect(page.Items).ToHaveCountAsync(0);

        await page.PickAsync(FormPage.Png()); // by now a removal would have been seen
        await page.ExpectUploadedAsync();
        Assert.Empty(page.Gateway.Removals);
        Assert.NotEmpty(await page.Api.Client.GetByteArrayAsync(new Uri(url), Cancellation));
    }

    [Fact]
    public async Task Cancel_Stops_The_Request()
    {
        await using var page = await FormPage.OpenAsync(browser);
        using var hold = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png());

        var failure = new TaskCompletionSource<string?>();
        page.Page.RequestFailed += (_, request) => failure.TrySetResult(request.Failure);

        await page.Button("Cancel cat.png").ClickAsync();

        Assert.Equal("net::ERR_ABORTED", await failure.Task);
        await Expect(page.Items).ToHaveCountAsync(0);
        Assert.Equal("", await page.ValueAsync());
    }

    [Fact]
    public async Task Removing_A_Failed_File_Makes_The_Form_Sendable()
    {
        await using var page = await FormPage.OpenAsync(browser, """<image-upload name="photo"><input type="file"></image-upload>""");
        await page.PickAsync(FormPage.Text());

        await page.Button("Remove notes.txt").ClickAsync();
        await page.Send.ClickAsync();

        Assert.Equal(["action"], (await page.Site.ReceiveAsync(page.Page)).Keys);
    }
}
