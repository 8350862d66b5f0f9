using System.Text.Json;
using System.Text.Json.Nodes;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What a script of the author's hears, and what it can change.</summary>
public sealed class EventTests(Browser browser)
{
    /// <summary>
    /// Events at the document, which they reach by bubbling. Of the progress, of which there is more or less, only the last.
    /// </summary>
    private const string Recorder =
        """
        <script>
          window.heard = [];
          for (const type of ['accept', 'start', 'progress', 'done', 'error', 'remove'])
            document.addEventListener(`image-upload-${type}`, event => {
              const { detail, target, cancelable } = event;
              const { replace, file, ...item } = detail;
              if (type === 'progress' && heard.at(-1)?.type === 'progress') heard.pop();
              heard.push({ type, target: target.localName, cancelable, file: file?.name, replace: typeof replace, ...item });
            });
          document.addEventListener('change', event =>
            event.target.localName === 'image-upload' && heard.push({ type: 'change', target: 'image-upload', value: event.target.value }));
        </script>
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accept_Start_Progress_Done_And_Change_Tell_Of_An_Upload()
    {
        await using var page = await FormPage.OpenAsync(browser, head: Recorder);

        await page.PickAsync(FormPage.Png(NoisePng.Create(30, 20)));
        await page.ExpectUploadedAsync();

        var url = await page.ValueAsync();
        var heard = await HeardAsync(page);
        Assert.Equal(["accept", "start", "progress", "done", "change"], Types(heard));
        var id = (int)heard[0]!["id"]!;
        AssertItem(heard[0], "accept", id, "queued", 0, file: "cat.png");
        AssertItem(heard[1], "start", id, "uploading", 0);
        AssertItem(heard[2], "progress", id, "uploading", 1);
        AssertItem(heard[3], "done", id, "done", 1, url, 30, 20);
        Assert.Equal(url, (string?)heard[4]!["value"]);
    }

    [Fact]
    public async Task Remove_And_Change_Tell_Of_A_Removal()
    {
        await using var page = await FormPage.OpenAsync(browser, head: Recorder);
        await page.PickAsync(FormPage.Png(NoisePng.Create(30, 20)));
        await page.ExpectUploadedAsync();
        var (url, before) = (await page.ValueAsync(), await HeardAsync(page));

        await page.Button("Remove cat.png").ClickAsync();
        await Expect(page.Items).ToHaveCountAsync(0);

        var heard = (await HeardAsync(page)).Skip(before.Count).ToArray();
        Assert.Equal(["remove", "change"], Types(heard));
        AssertItem(heard[0], "remove", (int)before[0]!["id"]!, "done", 1, url, 30, 20);
        Assert.Equal("", (string?)heard[1]!["value"]);
    }

    [Fact]
    public async Task Error_Tells_Of_An_Upload_That_Is_Refused()
    {
        await using var page = await FormPage.OpenAsync(browser, head: Recorder);

        await page.PickAsync(FormPage.Png([.. NoisePng.Create().AsSpan(0, 60)]));
        await Expect(page.Items).ToHaveAttributeAsync("data-state", "failed");

        var heard = await HeardAsync(page);
        Assert.Equal(["accept", "start", "progress", "error"], Types(heard));
        Assert.Equal("failed", (string?)heard[3]!["state"]);
        Assert.Equal(await page.Problem.InnerTextAsync(), (string?)heard[3]!["problem"]);
        Assert.Null(heard[3]!["url"]);
    }

    [Fact]
    public async Task Nothing_Starts_When_A_File_Is_Not_Sent()
    {
        await using var page = await FormPage.OpenAsync(browser, head: Recorder);

        await page.PickAsync(FormPage.Text());
        await Expect(page.Items).ToHaveAttributeAsync("data-state", "failed");

        var heard = await HeardAsync(page);
        Assert.Equal(["accept", "error"], Types(heard));
        Assert.Equal("failed", (string?)heard[1]!["state"]);
        Assert.Equal("only JPEG, PNG, GIF, WebP or AVIF images are taken here.", (string?)heard[1]!["problem"]);
    }

    [Fact]
    public async Task A_File_That_The_Author_Does_Not_Accept_Never_Enters_The_Field()
    {
        await using var page = await FormPage.OpenAsync(
            browser,
            head: Recorder +
                "<script>addEventListener('image-upload-accept', event => " +
                "{ if (event.detail.name === 'dog.png') event.preventDefault(); })</script>");

        await page.PickAsync(FormPage.Png("dog.png"));
        await page.Page.WaitForFunctionAsync("() => heard.length");
        await Expect(page.Items).ToHaveCountAsync(0);
        await page.Send.ClickAsync();
        await Expect(page.Choose).ToBeFocusedAsync(); // the image is still missing
        await page.PickAsync(FormPage.Png("cat.png"));
        await page.ExpectUploadedAsync();

        Assert.Equal(["accept", "accept", "start", "progress", "done", "change"], Types(await HeardAsync(page)));
        Assert.Single(page.Gateway.Uploads);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task A_File_That_Is_Not_Accepted_Leaves_The_Image_Before_It_In_Its_Place()
    {
        await using var page = await FormPage.OpenAsync(
            browser,
            head:
                "<script>addEventListener('image-upload-accept', event => " +
                "{ if (event.detail.name === 'dog.png') event.preventDefault(); })</script>");
        await page.PickAsync(FormPage.Png("cat.png"));
        await page.ExpectUploadedAsync();
        var url = await page.ValueAsync();

        await page.PickAsync(FormPage.Png("dog.png"));
        await page.Send.ClickAsync();

        Assert.Equal(url, (await page.Site.ReceiveAsync(page.Page))["photo"].ToString());
        Assert.Empty(page.Gateway.Removals);
    }

    [Theory]
    [InlineData("event.detail.replace(watermarked)")]
    [InlineData("event.detail.replace(Promise.resolve(watermarked))")]
    [InlineData("event.detail.replace(new Promise(resolve => setTimeout(resolve, 1, watermarked)))")]
    public async Task What_The_Author_Puts_In_The_File_s_Place_Is_Stored(string replace)
    {
        await using var page = await FormPage.OpenAsync(
            browser, head: $"<script>addEventListener('image-upload-accept', event => {replace})</script>");
        var watermarked = NoisePng.Create(50, 40);
        await page.Page.EvaluateAsync(
            "bytes => { window.watermarked = new Blob([Uint8Array.from(bytes)], { type: 'image/png' }); }",
            watermarked.Select(value => (int)value).ToArray());

        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        Assert.Equal(watermarked, await page.Api.Client.GetByteArrayAsync(new Uri(await page.ValueAsync()), Cancellation));
        await Expect(page.Items).ToContainTextAsync("cat.png");
    }

    [Fact]
    public async Task A_Submit_Waits_For_What_The_Author_Makes_Of_The_File()
    {
        await using var page = await FormPage.OpenAsync(
            browser,
            head:
                """
                <script>
                  addEventListener('image-upload-accept', event => event.detail.replace(new Promise(resolve => {
                    window.finish = () => resolve(event.detail.file);
                  })));
                </script>
                """);
        await page.PickAsync(FormPage.Png());
        await page.Page.WaitForFunctionAsync("() => window.finish");

        await page.Send.ClickAsync();
        await Expect(page.Status).ToContainTextAsync("Finishing 1 upload, then sending the form.");
        Assert.Empty(page.Gateway.Uploads);
        await page.Page.EvaluateAsync("finish()");

        Assert.StartsWith(page.Api.BaseAddress + "images/", (await page.Site.ReceiveAsync(page.Page))["photo"]);
    }

    [Fact]
    public async Task Where_The_Author_Fails_The_Field_Shows_The_Author_s_Words()
    {
        await using var page = await FormPage.OpenAsync(
            browser,
            head: "<script>addEventListener('image-upload-accept', event => " +
                "event.detail.replace(Promise.reject(new Error('cannot be cropped.'))))</script>");

        await page.PickAsync(FormPage.Png());

        await Expect(page.Items).ToHaveAttributeAsync("data-state", "failed");
        await Expect(page.Problem).ToHaveTextAsync("cannot be cropped.");
        Assert.Empty(page.Gateway.Uploads);
    }

    [Theory]
    [InlineData("")]
    [InlineData("'no'")]
    [InlineData("new Error()")]
    public async Task Where_The_Author_Fails_Without_Words_The_File_Could_Not_Be_Read(string reason)
    {
        await using var page = await FormPage.OpenAsync(
            browser,
            head: Recorder +
                $"<script>addEventListener('image-upload-accept', event => event.detail.replace(Promise.reject({reason})))</script>");

        await page.PickAsync(FormPage.Png());
        await Expect(page.Problem).ToHaveTextAsync("could not be read. Choose it again.");
        await page.Field.EvaluateAsync("field => field.settled()");

        await Expect(page.Items).ToHaveAttributeAsync("data-state", "failed");
        Assert.Equal(["accept", "error"], Types(await HeardAsync(page)));
        Assert.Empty(page.Gateway.Uploads);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task An_Upload_That_Is_Cancelled_As_It_Starts_Sends_Nothing()
    {
        await using var page = await FormPage.OpenAsync(
            browser,
            head: Recorder +
                """
                <script>
                  addEventListener('image-upload-start', event => {
                    if (event.detail.name === 'cat.png') event.target.cancel(event.detail.id);
                  });
                </script>
                """);

        await page.PickAsync(FormPage.Png("cat.png"));
        await page.Page.WaitForFunctionAsync("() => heard.some(event => event.type === 'change')");
        await Expect(page.Items).ToHaveCountAsync(0);
        await page.PickAsync(FormPage.Png("dog.png"));
        await page.ExpectUploadedAsync();

        Assert.Equal("dog.png", Assert.Single(page.Gateway.Uploads).FileName);
        Assert.Equal(
            ["accept", "start", "remove", "change", "accept", "start", "progress", "done", "change"], Types(await HeardAsync(page)));
    }

    private static void AssertItem(
        JsonNode? heard,
        string type,
        int id,
        string state,
        double progress,
        string? url = null,
        int? width = null,
        int? height = null,
        string? file = null)
    {
        var expected = new JsonObject
        {
            ["type"] = type,
            ["target"] = "image-upload",
            ["cancelable"] = type == "accept",
            ["replace"] = type == "accept" ? "function" : "undefined",
            ["id"] = id,
            ["name"] = "cat.png",
            ["state"] = state,
            ["progress"] = progress,
            ["url"] = url,
            ["width"] = width,
            ["height"] = height,
            ["alt"] = "",
            ["problem"] = null,
        };
        if (file is not null)
            expected["file"] = file;
        var values = heard!.AsObject();
        values.Remove("thumbHash"); // comes with the preview, sooner or later than the upload
        Assert.Equal(Sorted(expected), Sorted(values));
    }

    private static string Sorted(JsonObject values) => string.Join(
        '\n', values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}: {value.Value?.ToJsonString()}"));

    private static string?[] Types(IEnumerable<JsonNode?> heard) => [.. heard.Select(value => (string?)value!["type"])];

    private static async Task<JsonArray> HeardAsync(FormPage page) =>
        JsonSerializer.Deserialize<JsonArray>(await page.Page.EvaluateAsync<string>("JSON.stringify(heard)"))!;
}
