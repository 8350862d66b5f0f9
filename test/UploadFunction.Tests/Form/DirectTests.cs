using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>A large image goes past the API, and neither the person nor the author notices.</summary>
public sealed class DirectTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Large_Image_Goes_Past_The_Api_And_The_Form_Sends_Its_Url()
    {
        await using var page = await LargeImage.OpenAsync(browser);
        var image = LargeImage.Create();

        await page.PickAsync(FormPage.Png(image));
        await page.ExpectStoredOnceAsync(image);
        await Expect(page.Items).ToContainTextAsync("100 × 100, 30.");
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(["photo", "action"], sent.Keys);
        Assert.Equal(image, await page.Api.Client.GetByteArrayAsync(new Uri(sent["photo"].ToString()), Cancellation));
        Assert.Equal([Step.Ticket, Step.Store, Step.Complete], page.Gateway.Steps);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task The_Person_Reads_And_Hears_The_Same_As_Of_A_Small_Image()
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        var status = await StatusLog.StartAsync(page);

        using (page.Gateway.Hold(Step.Complete))
        {
            await page.PickAsync(FormPage.Png(LargeImage.Create()));
            await Expect(page.Items).ToContainTextAsync("Checking…");
            await Expect(page.Items).ToHaveAttributeAsync("data-state", "uploading");
            await status.ExpectAsync("Uploading cat.png.");
        }
        await page.ExpectUploadedAsync();

        await status.ExpectNothingElseAsync("Uploading cat.png.", "cat.png uploaded.");
    }

    [Fact]
    public async Task Shows_How_Much_Is_Sent()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.SlowDownAsync(bytesPerSecond: 2_000_000);

        await page.PickAsync(FormPage.Png(NoisePng.Create(1400, 1400)));
        await page.Page.WaitForFunctionAsync(
            "() => { const { position } = document.querySelector('progress'); return 0.1 < position && position < 1 }");
        await Expect(page.Items).ToContainTextAsync("of 5.9 MB");
        await page.SlowDownAsync(bytesPerSecond: -1);

        await page.ExpectUploadedAsync();
        Assert.Equal([Step.Ticket, Step.Store, Step.Complete], page.Gateway.Steps);
    }

    [Fact]
    public async Task An_Author_Hears_The_Same_Events()
    {
        const string head =
            """
            <script>
              window.heard = [];
              const own = ['start', 'progress', 'done', 'error', 'remove'].map(name => `image-upload-${name}`);
              for (const type of [...own, 'change'])
                addEventListener(type, event => heard.at(-1) !== type && heard.push(type));
            </script>
            """;
        await using var page = await LargeImage.OpenAsync(browser, head: head);

        await page.PickAsync(FormPage.Png(LargeImage.Create()));
        await page.ExpectUploadedAsync();

        Assert.Equal(
            ["image-upload-start", "image-upload-progress", "image-upload-done", "change"],
            await page.Page.EvaluateAsync<string[]>("heard"));
    }

    [Fact]
    public async Task Name_And_Metadata_Go_With_It_And_The_Form_Gets_What_Was_Stored()
    {
        const string form =
            """
            <image-upload name="photo" format="json" data-meta-alt="A cat, 100 %" data-meta-credit="Ann">
              <input type="file">
            </image-upload>
            """;
        await using var page = await LargeImage.OpenAsync(browser, form);

        await page.PickAsync(FormPage.Png(LargeImage.Create(), "Kätzchen.png"));
        await page.ExpectUploadedAsync();

        var value = JsonNode.Parse(await page.ValueAsync())!;
        var upload = await page.Api.Client.GetFromJsonAsync<JsonObject>($"/uploads/{value["id"]}", Cancellation);
        Assert.Equal("Kätzchen.png", (string?)upload!["fileName"]);
        Assert.Equal("A cat, 100 %", (string?)upload["metadata"]!["alt"]);
        Assert.Equal("Ann", (string?)upload["metadata"]!["credit"]);
        Assert.Equal(
            ((string?)upload["url"], "image/png", 100, 100),
            ((string?)value["url"], (string?)value["contentType"], (int?)value["width"], (int?)value["height"]));
        Assert.Null(value["deleteToken"]);
    }

    [Fact]
    public async Task A_Ticket_Without_Fields_Is_Obeyed_The_Image_Is_The_Body()
    {
        using var folder = new TemporaryFolder();
        await using var store = await PutStore.StartAsync(new DiskObjectStore(folder.Path, TimeProvider.System));
        await using var page = await FormPage.OpenAsync(
            browser, settings: LargeImage.Settings, services: services => services.AddSingleton<IObjectStore>(store));
        var image = LargeImage.Create();

        await page.PickAsync(FormPage.Png(image));
        await page.ExpectUploadedAsync();

        var key = new Uri(await page.ValueAsync()).AbsolutePath[1..];
        Assert.Equal(image, (await store.GetAsync(key, image.Length, Cancellation))!.Bytes.ToArray());
        Assert.Equal([Step.Ticket, Step.Complete], page.Gateway.Steps);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task The_Author_s_Token_Goes_To_The_Api_And_Never_To_The_Store()
    {
        await using var page = await LargeImage.OpenAsync(browser);
        await page.Field.EvaluateAsync("field => { field.token = 'secret'; }");

        await page.PickAsync(FormPage.Png(LargeImage.Create()));
        await page.ExpectUploadedAsync();

        Assert.Equal("Bearer secret", Assert.Single(page.Gateway.At(Step.Ticket)).Authorization);
        Assert.Equal("Bearer secret", Assert.Single(page.Gateway.At(Step.Complete)).Authorization);
        var post = Assert.Single(page.Gateway.At(Step.Store));
        Assert.Equal(("", ""), (post.Authorization, post.IdempotencyKey));
    }

    [Fact]
    public async Task A_Submit_Waits_For_It()
    {
        await using var page = await LargeImage.OpenAsync(browser, head: FormPage.SubmitCounter);
        var image = LargeImage.Create();

        using (page.Gateway.Hold(Step.Complete))
        {
            await page.PickAsync(FormPage.Png(image));
            await page.Button("Save draft").ClickAsync();
            await Expect(page.Status).ToContainTextAsync("Finishing 1 upload, then sending the form.");
            Assert.False(page.Site.HasSubmissions);
        }

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal("draft", sent["action"]);
        Assert.Equal(image, await page.Api.Client.GetByteArrayAsync(new Uri(sent["photo"].ToString()), Cancellation));
    }

    [Fact]
    public async Task Remove_Deletes_It_With_The_Ticket_s_Token()
    {
        await using var page = await LargeImage.OpenAsync(browser);
        await page.PickAsync(FormPage.Png(LargeImage.Create()));
        await page.ExpectUploadedAsync();
        var url = new Uri(await page.ValueAsync());

        await page.Page.RunAndWaitForResponseAsync(
            () => page.Button("Remove cat.png").ClickAsync(), response => response.Request.Method == "DELETE" && response.Status == 204);

        await Expect(page.Items).ToHaveCountAsync(0);
        using var response = await page.Api.Client.GetAsync(url, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(page.ObjectsIn("images"));
    }

    [Fact]
    public async Task Remove_Does_Not_Delete_One_That_Was_Submitted()
    {
        await using var page = await LargeImage.OpenAsync(
            browser, head: "<script>addEventListener('submit', event => event.preventDefault())</script>");
        await page.PickAsync(FormPage.Png(LargeImage.Create()));
        await page.ExpectUploadedAsync();
        var url = await page.ValueAsync();

        await page.Send.ClickAsync();
        await page.Button("Remove cat.png").ClickAsync();
        await page.PickAsync(FormPage.Png()); // by now a removal would have been seen
        await page.ExpectUploadedAsync();

        Assert.Empty(page.Gateway.Removals);
        Assert.NotEmpty(await page.Api.Client.GetByteArrayAsync(new Uri(url), Cancellation));
    }

    [Fact]
    public async Task Cancel_Stops_The_Request_To_The_Store()
    {
        await using var page = await LargeImage.OpenAsync(browser);
        using var hold = page.Gateway.Hold(Step.Store);
        var failure = new TaskCompletionSource<string?>();
        page.Page.RequestFailed += (_, request) =>
        {
            if (request.Url.EndsWith("/disk/", StringComparison.Ordinal))
                failure.TrySetResult(request.Failure);
        };
        await page.PickAsync(FormPage.Png(LargeImage.Create()));
        await page.Page.WaitForFunctionAsync(
            "() => document.querySelector('progress')?.value > 0 || document.querySelector('progress')?.position === -1");

        await page.Button("Cancel cat.png").ClickAsync();

        Assert.Equal("net::ERR_ABORTED", await failure.Task);
        await Expect(page.Items).ToHaveCountAsync(0);
        await Expect(page.Status).ToHaveTextAsync("cat.png removed.");
        Assert.Equal([Step.Ticket, Step.Store], page.Gateway.Steps);
        Assert.Empty(page.ObjectsIn("images"));
        Assert.Empty(page.ObjectsIn("incoming"));
    }

    [Fact]
    public async Task Cancel_Deletes_What_Has_Arrived_Already()
    {
        await using var page = await LargeImage.OpenAsync(browser);
        using var hold = page.Gateway.Hold(Step.Complete);
        await page.PickAsync(FormPage.Png(LargeImage.Create()));
        await page.Page.WaitForRequestAsync("**/complete");

        await page.Page.RunAndWaitForResponseAsync(
            () => page.Button("Cancel cat.png").ClickAsync(), response => response.Request.Method == "DELETE" && response.Status == 204);

        await Expect(page.Items).ToHaveCountAsync(0);
        Assert.Empty(page.ObjectsIn("images"));
        Assert.Empty(page.ObjectsIn("incoming"));
    }
}
