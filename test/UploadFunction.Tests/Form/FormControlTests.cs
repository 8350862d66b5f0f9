using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What every control of a form does, done by the field: validity, reset, disabling, and a form that a script sends.</summary>
public sealed class FormControlTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_Message_Of_A_Missing_Image_Goes_When_One_Is_Picked_And_The_Form_Can_Be_Sent_During_The_Upload()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.Send.ClickAsync();
        await Expect(page.Field.GetByText("Choose an image.")).ToBeVisibleAsync();
        await Expect(page.Choose).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex(@"Choose an image\.$"));

        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await Expect(page.Field.GetByText("Choose an image.")).ToBeHiddenAsync();
            Assert.True(await page.Field.EvaluateAsync<bool>("field => field.checkValidity()"));
            await page.Send.ClickAsync();
        }

        await page.Site.ReceiveAsync(page.Page);
    }

    [Fact]
    public async Task The_Browser_s_Own_Message_Stands_At_The_Button_When_The_Field_Is_The_First_That_Is_Wrong()
    {
        await using var page = await FormPage.OpenAsync(
            browser, FormPage.PhotoField + """<label>Caption <input name="caption" required></label>""");

        await page.Send.ClickAsync();
        await Expect(page.Choose).ToBeFocusedAsync();
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.Send.ClickAsync();

        await Expect(page.Page.GetByLabel("Caption")).ToBeFocusedAsync();
        Assert.False(page.Site.HasSubmissions);
    }

    [Theory]
    [InlineData(2, "Choose at most 2 images.")]
    [InlineData(1, "Choose at most 1 image.")]
    public async Task More_Than_Max_Files_Is_Said_At_The_Button_And_Keeps_The_Form_From_Being_Sent(int max, string message)
    {
        await using var page = await FormPage.OpenAsync(
            browser, $"""<image-upload name="photos" multiple max-files="{max}"><input type="file"></image-upload>""");

        await page.PickAsync([.. Enumerable.Range(1, max + 1).Select(number => FormPage.Png($"{number}.png"))]);
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(max);
        await page.Send.ClickAsync();
        await Expect(page.Choose).ToBeFocusedAsync();
        await Expect(page.Field.GetByText(message)).ToBeVisibleAsync();
        Assert.Equal(message, await page.Field.EvaluateAsync<string>("field => field.validationMessage"));
        Assert.False(page.Site.HasSubmissions);
        await Expect(page.Problem.Last).ToHaveTextAsync($"Not sent: {message["Choose ".Length..]}");
        await Expect(page.Items.Last.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
        await Expect(page.Button($"Remove {max + 1}.png")).ToBeVisibleAsync();

        await page.Items.Last.GetByRole(AriaRole.Button).ClickAsync();
        await page.Send.ClickAsync();
        Assert.Equal(max, (await page.Site.ReceiveAsync(page.Page))["photos"].Count);
        Assert.Equal(max, page.Gateway.Uploads.Count);
    }

    [Fact]
    public async Task An_Author_s_Own_Message_Keeps_The_Form_From_Being_Sent()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.Field.EvaluateAsync("field => field.setCustomValidity('Not this cat.')");

        await page.Send.ClickAsync();
        await Expect(page.Choose).ToBeFocusedAsync();
        Assert.Equal("Not this cat.", await page.Field.EvaluateAsync<string>("field => field.validationMessage"));
        Assert.False(page.Site.HasSubmissions);

        await page.Field.EvaluateAsync("field => field.setCustomValidity('')");
        await page.Send.ClickAsync();
        await page.Site.ReceiveAsync(page.Page);
    }

    [Fact]
    public async Task A_Script_That_Sends_The_Form_Itself_Sends_The_Final_Value_Once()
    {
        const string head =
            """
            <script type="module">
              document.forms[0].addEventListener('submit', async event => {
                event.preventDefault();
                await fetch('/submit', { method: 'POST', body: new FormData(event.target, event.submitter) });
                document.title = 'Thank you';
              });
            </script>
            """;
        await using var page = await FormPage.OpenAsync(browser, head: head);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await page.Send.ClickAsync();
            await page.Button("Save draft").ClickAsync();
            await Expect(page.Status).ToContainTextAsync("Finishing 1 upload");
        }

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(await page.ValueAsync(), sent["photo"].ToString());
        Assert.Equal("send", sent["action"]);
        Assert.False(page.Site.HasSubmissions, "sent twice");
    }

    [Fact]
    public async Task A_Submit_Waits_For_Every_Field_Of_Its_Form_And_For_None_Of_Another()
    {
        const string form =
            """
            <image-upload id="front" name="front"><input type="file"></image-upload>
            <image-upload id="back" name="back"><input type="file"></image-upload>
            </form>
            <form><image-upload id="other" name="other"><input type="file"></image-upload></form>
            <form method="post" enctype="multipart/form-data" action="/submit" hidden>
            """;
        await using var page = await FormPage.OpenAsync(
            browser, form.Replace("</form>\n<form>", """<button>Send two</button></form><form>""", StringComparison.Ordinal));
        using var other = page.Gateway.Hold();
        await page.PickAsync(page.Page.Locator("#other [data-part=pick]"), FormPage.Png());
        await Expect(page.Page.Locator("#other li")).ToContainTextAsync("Checking…");
        var front = page.Gateway.Hold();
        await page.PickAsync(page.Page.Locator("#front [data-part=pick]"), FormPage.Png());
        await Expect(page.Page.Locator("#front li")).ToContainTextAsync("Checking…");
        using (page.Gateway.Hold())
        {
            await page.PickAsync(page.Page.Locator("#back [data-part=pick]"), FormPage.Png());
            await Expect(page.Page.Locator("#back li")).ToContainTextAsync("Checking…");
            await page.Button("Send two").ClickAsync();
            await Expect(page.Page.Locator("#front").GetByRole(AriaRole.Status)).ToContainTextAsync(
                "Finishing 2 uploads, then sending the form.");
            front.Dispose();
            await Expect(page.Page.Locator("#front li")).ToHaveAttributeAsync("data-state", "done");
            Assert.False(page.Site.HasSubmissions);
        }

        page.Page.Dialog += (_, dialog) => dialog.AcceptAsync(); // the other form's image is on its way still
        Assert.Equal(["front", "back"], (await page.Site.ReceiveAsync(page.Page)).Keys);
    }

    [Fact]
    public async Task A_Wait_That_Ends_In_Failure_Can_Be_Sent_After_A_Retry()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        for (var attempt = 0; attempt < 5; attempt++)
            page.Gateway.Answer(500);
        await page.PickAsync(FormPage.Png());
        await page.Send.ClickAsync();
        for (var attempt = 1; attempt < 5; attempt++)
        {
            await Expect(page.Items).ToContainTextAsync("Waiting.");
            await page.Page.Clock.FastForwardAsync(12_000);
        }
        await Expect(page.Items).ToHaveAttributeAsync("data-state", "failed");
        await Expect(page.Choose).ToBeFocusedAsync();
        Assert.Equal(
            "cat.png did not upload. Retry or remove it.", await page.Field.EvaluateAsync<string>("field => field.validationMessage"));
        Assert.False(page.Site.HasSubmissions);

        await page.Button("Retry cat.png").ClickAsync();
        await page.ExpectUploadedAsync();
        Assert.False(page.Site.HasSubmissions, "the submit that waited was given up");
        await page.Send.ClickAsync();

        Assert.StartsWith(page.Api.BaseAddress + "images/", (await page.Site.ReceiveAsync(page.Page))["photo"]);
    }

    [Fact]
    public async Task A_Finished_Image_Is_Not_Sent_While_Its_Fieldset_Is_Disabled()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<fieldset><image-upload name="photo" required describe><input type="file"></image-upload></fieldset>""");
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        await SetDisabledAsync(page, true);
        await Expect(page.Button("Remove cat.png")).ToBeDisabledAsync();
        await Expect(page.Page.GetByRole(AriaRole.Textbox)).ToBeDisabledAsync();
        await page.Send.ClickAsync();

        Assert.Equal(["action"], (await page.Site.ReceiveAsync(page.Page)).Keys);
    }

    [Fact]
    public async Task A_Transfer_Stops_While_Its_Fieldset_Is_Disabled_And_Goes_On_With_The_Same_Key()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<fieldset><image-upload name="photo"><input type="file"></image-upload></fieldset>""");
        var stopped = new TaskCompletionSource();
        page.Page.RequestFailed += (_, request) =>
        {
            if (request.Method == "POST")
                stopped.TrySetResult();
        };
        var image = NoisePng.Create();
        using var hold = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png(image));
        await Expect(page.Items).ToContainTextAsync("Checking…");

        await SetDisabledAsync(page, true);
        await stopped.Task.WaitAsync(Patience.Limit, Cancellation);
        Assert.Single(page.Gateway.Uploads);
        await SetDisabledAsync(page, false);
        await page.ExpectUploadedAsync();

        Assert.Equal(2, page.Gateway.Uploads.Count);
        Assert.Single(page.Gateway.Uploads.Select(upload => upload.IdempotencyKey).Distinct());
        Assert.Equal(image, await page.Api.Client.GetByteArrayAsync(new Uri(await page.ValueAsync()), Cancellation));
    }

    [Fact]
    public async Task A_Submit_Does_Not_Wait_For_A_Disabled_Field()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<fieldset><image-upload name="photo"><input type="file"></image-upload></fieldset>""");
        page.Page.Dialog += (_, dialog) => dialog.AcceptAsync();
        using var hold = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png());
        await SetDisabledAsync(page, true);

        await page.Send.ClickAsync();

        Assert.Equal(["action"], (await page.Site.ReceiveAsync(page.Page)).Keys);
    }

    [Fact]
    public async Task A_Script_That_Waits_For_A_Field_Without_Its_Api_Goes_On_And_Sends_The_Native_Input()
    {
        const string form = """<image-upload name="photo" api="/no-api"><input type="file" name="photo"></image-upload>""";
        await using var page = await FormPage.OpenAsync(browser, form, upgrades: false);
        await page.Page.WaitForFunctionAsync("() => customElements.get('image-upload')");
        await page.Field.Locator("input").SetInputFilesAsync(FormPage.Png());

        await page.Field.EvaluateAsync("field => { field.settled().then(() => document.forms[0].requestSubmit()); }");

        var file = Assert.Single((await page.Site.ReceiveAsync(page.Page)).Files);
        Assert.Equal(("photo", "cat.png"), (file.Name, file.FileName));
    }

    [Fact]
    public async Task A_Cancelled_Upload_Takes_The_Submit_That_Waited_For_It_Along()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photo"><input type="file"></image-upload>""", FormPage.SubmitCounter);
        using var hold = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png());
        await page.Send.ClickAsync();
        await Expect(page.Status).ToContainTextAsync("Finishing 1 upload");

        await page.Button("Cancel cat.png").ClickAsync();
        await Expect(page.Items).ToHaveCountAsync(0);
        Assert.Equal(1, await page.SubmitsAsync()); // the click
        await page.Button("Save draft").ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(["action"], sent.Keys);
        Assert.Equal("draft", sent["action"]);
        Assert.False(page.Site.HasSubmissions, "sent twice");
    }

    [Fact]
    public async Task Reset_Takes_What_Was_Picked_And_Described_And_Brings_The_First_Value_Back()
    {
        const string form =
            """<image-upload name="photos" multiple describe value="/favicon.ico?stored"><input type="file"></image-upload>""";
        await using var page = await FormPage.OpenAsync(browser, form);
        await page.PickAsync(FormPage.Png());
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(2);
        await page.Page.GetByRole(AriaRole.Textbox, new() { Name = "Description of cat.png" }).FillAsync("A cat");

        await page.Button("Reset").ClickAsync();
        await Expect(page.Items).ToHaveCountAsync(1);
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal("/favicon.ico?stored", sent["photos"]);
        Assert.Equal("", sent["photos-alt"]);
        Assert.Empty(page.Gateway.Removals);
    }

    [Fact]
    public async Task Reset_Stops_What_Is_On_Its_Way_And_Takes_The_Messages_Away()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.Send.ClickAsync();
        await Expect(page.Field.GetByText("Choose an image.")).ToBeVisibleAsync();
        var stopped = new TaskCompletionSource();
        page.Page.RequestFailed += (_, _) => stopped.TrySetResult();
        using var hold = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png());
        await Expect(page.Items).ToContainTextAsync("Checking…");

        await page.Button("Reset").ClickAsync();

        await stopped.Task.WaitAsync(Patience.Limit, Cancellation);
        await Expect(page.Items).ToHaveCountAsync(0);
        await Expect(page.Field.GetByText("Choose an image.")).ToBeHiddenAsync();
        await Expect(page.Status).ToBeEmptyAsync();
        Assert.Equal(0, await page.Field.EvaluateAsync<int>("field => field.pending"));
    }

    [Theory]
    [InlineData("""<label for="photo">Photo</label><image-upload name="photo"><input type="file" id="photo"></image-upload>""")]
    [InlineData("""<label>Photo <image-upload name="photo"><input type="file"></image-upload></label>""")]
    [InlineData("""<label for="field">Photo</label><image-upload id="field" name="photo"><input type="file"></image-upload>""")]
    public async Task A_Label_Names_The_Button_For_Screen_Readers(string form)
    {
        await using var page = await FormPage.OpenAsync(browser, form);
        await Expect(page.Choose).ToHaveAccessibleNameAsync("Photo Choose image");

        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        await Expect(page.Choose).ToHaveAccessibleNameAsync("Photo Replace image");
        await Expect(page.Button("Remove cat.png")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_Click_On_A_Row_Inside_A_Wrapping_Label_Opens_No_Picker()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<label>Photo <image-upload name="photo" describe><input type="file"></image-upload></label>""");
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        var pickers = 0;
        page.Page.FileChooser += (_, _) => pickers++;

        await page.Items.Locator("[data-part=name]").ClickAsync();
        await page.Items.GetByRole(AriaRole.Textbox).ClickAsync();
        await Expect(page.Items.GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await page.Button("Remove cat.png").ClickAsync();
        await Expect(page.Items).ToHaveCountAsync(0);
        await page.PickAsync(page.Choose, FormPage.Png());

        Assert.Equal(1, pickers); // the last one
    }

    private static async Task SetDisabledAsync(FormPage page, bool disabled) =>
        await page.Page.EvaluateAsync("disabled => { document.querySelector('fieldset').disabled = disabled; }", disabled);
}
