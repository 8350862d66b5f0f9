using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>From the picked file to the URL in the form's data.</summary>
public sealed class UploadTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Picking_An_Image_Puts_The_Url_Of_The_Stored_Bytes_Into_The_Form()
    {
        await using var page = await FormPage.OpenAsync(browser);
        var image = NoisePng.Create();

        await page.PickAsync(FormPage.Png(image));
        await page.ExpectUploadedAsync();
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(["photo", "action"], sent.Keys);
        Assert.Empty(sent.Files);
        Assert.Equal(image, await page.Api.Client.GetByteArrayAsync(new Uri(sent["photo"].ToString()), Cancellation));
    }

    [Fact]
    public async Task Shows_How_Much_Is_Sent_While_The_Image_Is_On_Its_Way()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.SlowDownAsync(bytesPerSecond: 1_000_000);
        await page.PickAsync(FormPage.Png(NoisePng.Create(1200, 1200)));
        await page.Page.WaitForFunctionAsync(
            "() => { const { position } = document.querySelector('progress'); return 0 < position && position < 1 }");
        await Expect(page.Items).ToContainTextAsync("of 4.3 MB");
        await page.SlowDownAsync(bytesPerSecond: -1);

        await page.ExpectUploadedAsync();
        await Expect(page.Items).ToContainTextAsync("1200 × 1200, 4.3 MB");
    }

    [Fact]
    public async Task Says_Checking_Once_Everything_Is_Sent()
    {
        await using var page = await FormPage.OpenAsync(browser);
        using var hold = page.Gateway.Hold();

        await page.PickAsync(FormPage.Png());

        await Expect(page.Items).ToContainTextAsync("Checking…");
        Assert.Equal(-1, await page.Field.GetByRole(AriaRole.Progressbar).EvaluateAsync<double>("bar => bar.position"));
    }

    [Fact]
    public async Task Draws_A_Preview_Of_The_Image()
    {
        await using var page = await FormPage.OpenAsync(browser);

        await page.PickAsync(FormPage.Png(NoisePng.Create(30, 20)));
        await page.ExpectUploadedAsync();

        await page.Page.WaitForFunctionAsync("() => document.querySelector('canvas').width === 30");
        var colours = await page.Field.Locator("canvas").EvaluateAsync<int>(
            "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, 30, 20).data).size");
        Assert.True(colours > 100, $"{colours} different values in a preview of noise");
    }

    [Fact]
    public async Task The_Status_Tells_What_Happens()
    {
        await using var page = await FormPage.OpenAsync(browser);

        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await Expect(page.Status).ToHaveTextAsync("Uploading cat.png.");
        }
        await Expect(page.Status).ToHaveTextAsync("cat.png uploaded.");
        await page.Button("Remove cat.png").ClickAsync();
        await Expect(page.Status).ToHaveTextAsync("cat.png removed.");
    }

    [Fact]
    public async Task Sends_The_Metadata_And_A_Key_Of_128_Bits()
    {
        const string form =
            """<image-upload name="photo" data-meta-alt="A cat" data-meta-credit="Ann"><input type="file"></image-upload>""";
        await using var page = await FormPage.OpenAsync(browser, form);

        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        var id = new Uri(await page.ValueAsync()).Segments[^1];
        var upload = await page.Api.Client.GetFromJsonAsync<JsonObject>($"/uploads/{id}", Cancellation);
        Assert.Equal("A cat", (string?)upload!["metadata"]!["alt"]);
        Assert.Equal("Ann", (string?)upload["metadata"]!["credit"]);
        var parts = Assert.Single(page.Gateway.Uploads).IdempotencyKey.Split('-');
        Assert.Equal(4, parts.Select(uint.Parse).Count()); // four times 32 random bits
    }

    [Fact]
    public async Task Sends_Several_Images_Two_At_A_Time_And_All_Their_Urls_In_Order()
    {
        const string form = """<label>Photos <image-upload name="photos" multiple><input type="file"></image-upload></label>""";
        await using var page = await FormPage.OpenAsync(browser, form);
        var images = Enumerable.Range(1, 3).Select(width => NoisePng.Create(width)).ToArray();

        using (page.Gateway.Hold())
        using (page.Gateway.Hold())
        {
            await page.PickAsync([.. images.Select((image, index) => FormPage.Png(image, $"{index}.png"))]);
            await Expect(page.Field.Locator("li[data-state=uploading]")).ToHaveCountAsync(2);
            await Expect(page.Field.Locator("li[data-state=queued]")).ToHaveCountAsync(1);
        }
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(3);
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        var stored = await Task.WhenAll(sent["photos"].Select(url => page.Api.Client.GetByteArrayAsync(new Uri(url!), Cancellation)));
        Assert.Equal(images, stored);
    }

    [Fact]
    public async Task Keeps_More_Images_Than_Max_Files_Back_And_Says_So()
    {
        const string form = """<image-upload name="photos" multiple max-files="1"><input type="file" multiple></image-upload>""";
        await using var page = await FormPage.OpenAsync(browser, form);

        await page.PickAsync(FormPage.Png("one.png"), FormPage.Png("two.png"));
        await Expect(page.Field.GetByText("Choose at most 1 image.")).ToBeVisibleAsync();
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(1);
        Assert.True(await page.Field.EvaluateAsync<bool>("field => field.validity.rangeOverflow"));
        await page.Button("Remove one.png").ClickAsync();

        await page.ExpectUploadedAsync();
        Assert.True(await page.Field.EvaluateAsync<bool>("field => field.validity.valid"));
    }

    [Fact]
    public async Task A_Second_Pick_Replaces_The_Image_And_Deletes_The_First()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.PickAsync(FormPage.Png("first.png"));
        await page.ExpectUploadedAsync();
        var first = await page.ValueAsync();

        await page.Page.RunAndWaitForResponseAsync(
            () => page.PickAsync(FormPage.Png("second.png")),
            response => response.Request.Method == "DELETE" && response.Status == 204);

        await Expect(page.Items).ToContainTextAsync("second.png");
        await page.ExpectUploadedAsync();
        Assert.NotEqual(first, await page.ValueAsync());
    }

    [Fact]
    public async Task Takes_Files_That_Are_Dropped_On_It()
    {
        await using var page = await FormPage.OpenAsync(browser);

        await DispatchWithFileAsync(page, page.Field, "drop", "dataTransfer");

        await page.ExpectUploadedAsync();
    }

    [Fact]
    public async Task A_File_Dropped_Beside_The_Field_Does_Not_Replace_The_Page()
    {
        await using var page = await FormPage.OpenAsync(browser);

        Assert.True(await DispatchWithFileAsync(page, page.Send, "drop", "dataTransfer"), "in the form");
        Assert.False(await DispatchWithFileAsync(page, page.Page.GetByText("Beside the form"), "drop", "dataTransfer"), "outside");
        await Expect(page.Items).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Takes_An_Image_That_Is_Pasted_Inside_And_Leaves_Text_Alone()
    {
        await using var page = await FormPage.OpenAsync(browser);

        Assert.True(await DispatchWithFileAsync(page, page.Choose, "paste", "clipboardData"), "an image");
        await page.ExpectUploadedAsync();
        Assert.False(
            await page.Choose.EvaluateAsync<bool>(
                """
                target => !target.dispatchEvent(
                  new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: new DataTransfer() }))
                """),
            "text");
    }

    [Theory]
    [InlineData("""<label id="label" for="photo">Photo</label><image-upload name="photo"><input type="file" id="photo"></image-upload>""")]
    [InlineData("""<label><span id="label">Photo</span><image-upload name="photo"><input type="file"></image-upload></label>""")]
    [InlineData("""<label id="label" for="field">Photo</label><image-upload id="field" name="photo"><input type="file"></image-upload>""")]
    public async Task A_Label_Opens_The_File_Picker_And_Names_The_Button(string form)
    {
        await using var page = await FormPage.OpenAsync(browser, form);

        await Expect(page.Choose).ToHaveAccessibleNameAsync(new Regex("^Photo.* Choose image"));
        await page.PickAsync(page.Page.Locator("#label"), FormPage.Png());

        await page.ExpectUploadedAsync();
    }

    [Fact]
    public async Task A_Click_Beside_The_Button_Opens_One_File_Picker_Even_Inside_A_Label()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<label>Photo <image-upload name="photo"><input type="file"></image-upload></label>""");
        await page.Page.EvaluateAsync(
            "() => { window.pickers = 0; document.querySelector('input').addEventListener('click', () => window.pickers++); }");

        await page.PickAsync(page.Field.Locator("[data-part=hint]"), FormPage.Png());
        await page.ExpectUploadedAsync();

        Assert.Equal(1, await page.Page.EvaluateAsync<int>("window.pickers"));
    }

    [Fact]
    public async Task Two_Fields_On_One_Page_Keep_Their_Images_Apart()
    {
        const string form =
            """
            <image-upload id="front" name="front"><input type="file"></image-upload>
            <image-upload id="back" name="back"><input type="file"></image-upload>
            """;
        await using var page = await FormPage.OpenAsync(browser, form);
        var (front, back) = (NoisePng.Create(), NoisePng.Create());

        await page.PickAsync(page.Page.Locator("#front [data-part=pick]"), FormPage.Png(front));
        await page.PickAsync(page.Page.Locator("#back [data-part=pick]"), FormPage.Png(back));
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(front, await page.Api.Client.GetByteArrayAsync(new Uri(sent["front"].ToString()), Cancellation));
        Assert.Equal(back, await page.Api.Client.GetByteArrayAsync(new Uri(sent["back"].ToString()), Cancellation));
    }

    [Fact]
    public async Task An_Author_Hears_Of_Start_Progress_End_And_Change()
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
        await using var page = await FormPage.OpenAsync(browser, head: head);

        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.Button("Remove cat.png").ClickAsync();
        await page.PickAsync(FormPage.Damaged());
        await Expect(page.Problem).ToBeVisibleAsync();

        Assert.Equal(
            [
                "image-upload-start", "image-upload-progress", "image-upload-done", "change", "image-upload-remove", "change",
                "image-upload-start", "image-upload-progress", "image-upload-error",
            ],
            await page.Page.EvaluateAsync<string[]>("heard"));
    }

    /// <summary>Whether the event's default was prevented.</summary>
    private static Task<bool> DispatchWithFileAsync(FormPage page, ILocator target, string type, string carrier) =>
        target.EvaluateAsync<bool>(
        """
        (target, { type, carrier, bytes }) => {
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(bytes)], 'cat.png', { type: 'image/png' }));
          const Event = carrier === 'clipboardData' ? ClipboardEvent : DragEvent;
          return !target.dispatchEvent(new Event(type, { bubbles: true, cancelable: true, composed: true, [carrier]: data }));
        }
        """,
        new { type, carrier, bytes = NoisePng.Create(8, 8).Select(value => (int)value).ToArray() });
}
