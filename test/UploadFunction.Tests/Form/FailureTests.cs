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
        await Expect(page.Problem).ToHaveTextAsync("the image service is busy. Try again later.");
        await page.Button("Retry cat.png").ClickAsync();

        await page.ExpectUploadedAsync();
        await Expect(page.Button("Remove cat.png")).ToBeFocusedAsync();
        Assert.Equal(6, page.Gateway.Uploads.Count);
        Assert.Single(page.Gateway.Uploads.Select(upload => upload.IdempotencyKey).Distinct());
    }

    [Fact]
    public async Task A_File_That_Changed_Since_It_Was_Picked_Is_Picked_Again()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "cat.png");
        await File.WriteAllBytesAsync(path, NoisePng.Create(), Cancellation);
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        page.Gateway.Answer(503, retryAfter: "20");
        await page.PickAsync(path);
        await Expect(page.Items).ToContainTextAsync("Waiting.");

        await File.WriteAllBytesAsync(path, NoisePng.Create(70, 50), Cancellation);
        // Chromium does not notice a change within the same second.
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        await page.Page.Clock.RunForAsync(20_000);
        await Expect(page.Problem).ToHaveTextAsync("could not be read. Choose it again.");
        var inTransit = await page.Page.EvaluateAsync<int>("document.querySelector('image-upload').pending");
        await page.PickAsync(page.Button("Retry cat.png"), FormPage.Png("dog.png"));

        await page.ExpectUploadedAsync();
        await Expect(page.Items).ToContainTextAsync("dog.png");
        Assert.Equal(0, inTransit);
        Assert.Equal(2, page.Gateway.Uploads.Count); // the one that was answered, and the dog
    }

    [Fact]
    public async Task A_Row_Whose_File_Is_Not_Picked_Again_Stays()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photos" multiple><input type="file"></image-upload>""");
        await page.Field.EvaluateAsync(
            """
            field => {
              const file = new File(['gone'], 'gone.png');
              file.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')) });
              field.add([file]);
            }
            """);
        await Expect(page.Problem).ToHaveTextAsync("could not be read. Choose it again.");

        await page.Page.RunAndWaitForFileChooserAsync(() => page.Button("Retry gone.png").ClickAsync()); // and closes it
        await page.PickAsync(FormPage.Png());

        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(1);
        await Expect(page.Items).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_Problem_With_A_Name_That_Every_Object_Knows_Is_Told_In_The_Service_s_Words()
    {
        await using var page = await FormPage.OpenAsync(browser);
        page.Gateway.Answer(400, json: """{"code":"toString","detail":"Words of the service."}""");

        await page.PickAsync(FormPage.Png());

        await Expect(page.Problem).ToHaveTextAsync("Words of the service.");
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
