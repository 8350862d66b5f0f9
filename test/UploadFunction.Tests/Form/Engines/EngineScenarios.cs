using UploadFunction.Tests.Images;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form.Engines;

/// <summary>
/// What the field must do in every engine. Where one of them does something else by itself, a property of <see cref="Engine"/> says so, and
/// a table of docs/form.md.
/// </summary>
public abstract class EngineScenarios(Engine engine)
{
    /// <summary>For the head: pauses between attempts are as short as they can be.</summary>
    private const string ShortPauses = "<script>Math.random = () => 0</script>";

    /// <summary>Whether the page that one came back to was kept, or is a new one.</summary>
    private const string ObserveCache =
        "<script>window.cameFromCache = false; addEventListener('pageshow', event => { window.cameFromCache = event.persisted; })</script>";

    private const string Caption = """<label>Caption <input name="caption" id="caption"></label>""";

    private const string WithCaption = FormPage.PhotoField + Caption;

    private const string Optional = """<image-upload name="photo"><input type="file"></image-upload>""";

    [Fact]
    public async Task Picking_An_Image_Puts_The_Url_Of_The_Stored_Bytes_Into_The_Form()
    {
        await using var form = await EngineForm.OpenAsync(engine);
        var image = NoisePng.Create();

        await form.OpenAndPickAsync(() => form.Page.ClickAsync(EngineForm.Choose), form.Save(image));
        await form.UntilItemsAreAsync("done");
        await form.UntilItSaysAsync("cat.png uploaded.");
        await form.Page.ClickAsync(EngineForm.Send);

        var sent = await form.ReceiveAsync();
        Assert.Equal(["photo", "action"], sent.Keys);
        Assert.Equal(image, await form.StoredAsync(sent["photo"]));
    }

    [Fact]
    public async Task A_Label_Beside_Or_Around_Opens_The_File_Picker_Once_And_Names_The_Button()
    {
        await using var form = await EngineForm.OpenAsync(
            engine,
            """
            <label id="front" for="input">Front</label><image-upload name="front"><input type="file" id="input"></image-upload>
            <label><span id="back">Back</span> <image-upload name="back"><input type="file"></image-upload></label>
            """);

        foreach (var (label, name) in ((string, string)[])[("#front", "Front"), ("#back", "Back")])
        {
            Assert.Equal(
                $"{name} Choose image",
                await form.Page.ReadAsync<string>(
                    $$"""
                    document.querySelector('[name={{label[1..]}}] [data-part=pick]').getAttribute('aria-labelledby').trim().split(' ')
                      .map(id => document.getElementById(id).textContent.trim()).join(' ')
                    """));
            var before = await form.Page.ReadAsync<int>("pickers");
            await form.Page.ClickAsync(label);
            await form.Page.UntilAsync($"pickers > {before}");
            Assert.Equal(before + 1, await form.Page.ReadAsync<int>("pickers"));
        }
    }

    [Fact]
    public async Task The_Keyboard_Is_Enough()
    {
        await using var form = await EngineForm.OpenAsync(engine);

        await form.Page.PressAsync("Tab");
        await form.UntilItHasTheFocusAsync(EngineForm.Choose);
        await form.OpenAndPickAsync(() => form.Page.PressAsync("Enter"), form.Save(NoisePng.Create(), "first.png"));
        await form.UntilItemsAreAsync("done");

        await form.Page.PressAsync("Shift+Tab");
        await form.UntilItHasTheFocusAsync("[aria-label=\"Remove first.png\"]");
        await form.Page.PressAsync("Enter");
        await form.UntilItHasTheFocusAsync(EngineForm.Choose);

        await form.OpenAndPickAsync(() => form.Page.PressAsync("Space"), form.Save(NoisePng.Create(), "second.png"));
        await form.UntilItemsAreAsync("done");
        await form.Page.PressAsync("Tab");
        await form.UntilItHasTheFocusAsync(EngineForm.SaveDraft);
        await form.Page.PressAsync("Tab");
        await form.UntilItHasTheFocusAsync(EngineForm.Send);
        await form.Page.PressAsync("Enter");

        Assert.Equal("send", (await form.ReceiveAsync())["action"]);
    }

    [Fact]
    public async Task A_Dropped_File_Is_Uploaded_And_One_Dropped_Beside_Does_Not_Replace_The_Page()
    {
        await using var form = await EngineForm.OpenAsync(engine);
        var image = NoisePng.Create();
        var path = form.Save(image);
        await form.Page.RunAsync("addEventListener('dragover', event => { window.isKept = event.defaultPrevented; })");

        await form.Page.DropAsync(EngineForm.Send, path);
        Assert.True(await form.Page.ReadAsync<bool>("isKept"));
        Assert.Equal("", await form.ValueAsync());
        await form.Page.DropAsync(EngineForm.Choose, path);

        await form.UntilItemsAreAsync("done");
        Assert.Equal(image, await form.StoredAsync(await form.ValueAsync()));
    }

    [Fact]
    public async Task An_Image_Pasted_At_The_Button_Is_Uploaded_And_Text_Pasted_Elsewhere_Stays_There()
    {
        await using var form = await EngineForm.OpenAsync(engine, WithCaption);
        var path = form.Save(NoisePng.Create());
        await form.Page.RunAsync(
            """
            addEventListener('paste', event => {
              window.pasted = { target: event.target.localName, files: event.clipboardData.files.length };
            })
            """);

        await form.Page.CopyImageAsync(path);
        await form.RunAsync("field.focus()");
        await form.Page.PressAsync("Control+V");
        await form.Page.UntilAsync("window.pasted");
        Assert.Equal(engine.PastesAtButtons ? "button" : "body", await form.Page.ReadAsync<string>("pasted.target"));
        Assert.Equal(engine.PastesFiles ? 1 : 0, await form.Page.ReadAsync<int>("pasted.files"));
        if (!engine.PastesFiles)
            await form.Page.DispatchPasteAsync(path);
        await form.UntilItemsAreAsync("done");

        await form.Page.RunAsync("document.querySelector('#caption').focus()");
        await form.Page.TypeAsync("cat");
        foreach (var chord in (string[])["Control+A", "Control+C", "End", "Control+V"])
            await form.Page.PressAsync(chord);
        await form.Page.UntilAsync("document.querySelector('#caption').value === 'catcat'");
        await form.UntilItemsAreAsync("done");
        Assert.Single(form.Gateway.Uploads);
    }

    [Fact]
    public async Task Several_Images_Go_Up_To_Max_Files_And_Are_Sent_As_The_Format_Says()
    {
        await using var form = await EngineForm.OpenAsync(
            engine,
            """<image-upload name="photos" multiple max-files="2" format="lines"><input type="file" multiple></image-upload>""");
        byte[][] images = [NoisePng.Create(1), NoisePng.Create(2), NoisePng.Create(3)];

        await form.PickAsync([.. images.Select((image, index) => form.Save(image, $"{index}.png"))]);
        await form.UntilItemsAreAsync("done", "done", "queued");
        await form.UntilItSaysAsync("Choose at most 2 images.");
        Assert.True(await form.ReadAsync<bool>("field.validity.rangeOverflow"));
        await form.Page.ClickAsync("[aria-label=\"Remove 2.png\"]");
        await form.UntilItemsAreAsync("done", "done");
        await form.Page.ClickAsync(EngineForm.Send);

        var urls = (await form.ReceiveAsync())["photos"].ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(images[..2], await Task.WhenAll(urls.Select(form.StoredAsync)));
    }

    [Fact]
    public async Task A_Required_Image_Is_Asked_For_At_The_Button()
    {
        await using var form = await EngineForm.OpenAsync(engine);

        await form.Page.ClickAsync(EngineForm.Send);

        await form.UntilItHasTheFocusAsync(EngineForm.Choose);
        await form.UntilItSaysAsync("Choose an image.");
        Assert.Equal("Choose an image.", await form.ReadAsync<string>("field.validationMessage"));
        Assert.False(form.Site.HasSubmissions);
    }

    [Fact]
    public async Task A_Submit_During_The_Upload_Waits_And_Posts_Once_What_The_First_Button_Says()
    {
        await using var form = await EngineForm.OpenAsync(engine);
        using (form.Gateway.Hold())
        {
            await form.PickAsync();
            await form.UntilItemsAreAsync("uploading");
            await form.Page.ClickAsync(EngineForm.SaveDraft);
            await form.Page.ClickAsync(EngineForm.Send);
            await form.Page.ClickAsync(EngineForm.Send);
            await form.UntilItSaysAsync("Finishing 1 upload, then sending the form.");
            Assert.False(form.Site.HasSubmissions, "sent before the upload was done");
        }

        var sent = await form.ReceiveAsync();
        Assert.StartsWith(form.Api.BaseAddress + "images/", sent["photo"]);
        Assert.Equal("draft", sent["action"]);
        Assert.False(form.Site.HasSubmissions, "sent twice");
    }

    [Fact]
    public async Task A_Submit_That_Waited_For_An_Upload_That_Failed_Is_Not_Sent()
    {
        await using var form = await EngineForm.OpenAsync(engine);
        using (form.Gateway.Hold())
        {
            await form.PickAsync(form.Save(NoisePng.Create()[..^100]));
            await form.UntilItemsAreAsync("uploading");
            await form.Page.ClickAsync(EngineForm.Send);
            await form.UntilItSaysAsync("Finishing 1 upload");
        }

        await form.UntilItemsAreAsync("failed");
        await form.UntilItHasTheFocusAsync(EngineForm.Choose);
        Assert.Equal("cat.png did not upload. Remove it.", await form.ReadAsync<string>("field.validationMessage"));
        Assert.False(form.Site.HasSubmissions);
    }

    [Fact]
    public async Task An_Author_s_Submit_Handler_Sees_The_Final_Value_Once()
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
        await using var form = await EngineForm.OpenAsync(engine, head: head);
        using (form.Gateway.Hold())
        {
            await form.PickAsync();
            await form.UntilItemsAreAsync("uploading");
            await form.Page.ClickAsync(EngineForm.Send);
            await form.UntilItSaysAsync("Finishing 1 upload");
        }

        var sent = await form.ReceiveAsync();
        Assert.Equal(await form.ValueAsync(), sent["photo"].ToString());
        Assert.Equal("send", sent["action"]);
        Assert.False(form.Site.HasSubmissions, "sent twice");
    }

    [Fact]
    public async Task A_Disabled_Fieldset_Pauses_The_Upload_And_Keeps_The_Image_Out_Of_The_Form()
    {
        await using var form = await EngineForm.OpenAsync(engine, $"<fieldset>{Optional}</fieldset>");
        using var hold = form.Gateway.Hold();
        await form.PickAsync();
        await form.UntilItSaysAsync("Checking…");

        await form.RunAsync("field.closest('fieldset').disabled = true");
        await form.UntilItemsAreAsync("queued");
        Assert.True(await form.ReadAsync<bool>("field.querySelector('[data-part=pick]').disabled"));
        await form.RunAsync("field.closest('fieldset').disabled = false");
        await form.UntilItemsAreAsync("done");
        Assert.Equal(2, form.Gateway.Uploads.Count);
        Assert.Single(form.Gateway.Uploads.Select(upload => upload.IdempotencyKey).Distinct());

        await form.RunAsync("field.closest('fieldset').disabled = true");
        await form.Page.ClickAsync(EngineForm.Send);
        Assert.Equal(["action"], (await form.ReceiveAsync()).Keys);
    }

    [Fact]
    public async Task Reset_Empties_The_Field_And_Stops_A_Submit_That_Waits()
    {
        await using var form = await EngineForm.OpenAsync(engine, Optional);
        using (form.Gateway.Hold())
        {
            await form.PickAsync();
            await form.UntilItemsAreAsync("uploading");
            await form.Page.ClickAsync(EngineForm.Send);
            await form.UntilItSaysAsync("Finishing 1 upload");
            await form.Page.ClickAsync(EngineForm.Reset);
            await form.UntilItemsAreAsync();
        }
        await form.Page.ClickAsync(EngineForm.Send);

        Assert.Equal(["action"], (await form.ReceiveAsync()).Keys);
        Assert.False(form.Site.HasSubmissions, "the reset form was sent as well");
    }

    [Theory]
    [InlineData(WithCaption)]
    [InlineData("""<image-upload><input type="file" name="photo"></image-upload>""" + Caption)]
    [InlineData(Optional + Caption)]
    public async Task Back_To_A_Page_That_Is_Loaded_Anew_Brings_The_Image_Back(string fields)
    {
        await using var form = await EngineForm.OpenAsync(engine, fields, ObserveCache, keepsPages: false);
        await SendWithCaptionAsync(form);
        var first = await form.ReceiveAsync();

        await form.BackAsync();
        Assert.False(await form.Page.ReadAsync<bool>("cameFromCache"));
        await ExpectRestoredAsync(form, isRestored: true);
        await form.Page.ClickAsync(EngineForm.Send);

        Assert.Equal(first["photo"], (await form.ReceiveAsync())["photo"]);
        Assert.Single(form.Gateway.Uploads);
    }

    [Fact]
    public async Task Back_To_A_Page_That_Was_Kept_Has_The_Image_And_Remove_Deletes_Nothing_That_Was_Submitted()
    {
        await using var form = await EngineForm.OpenAsync(engine, head: ObserveCache, keepsPages: true);
        var image = await form.PickAsync();
        await form.UntilItemsAreAsync("done");
        await form.Page.ClickAsync(EngineForm.Send);
        var first = await form.ReceiveAsync();

        await form.BackAsync();
        Assert.True(await form.Page.ReadAsync<bool>("cameFromCache"));
        await form.UntilItemsAreAsync("done");
        await form.Page.ClickAsync("[aria-label=\"Remove cat.png\"]");
        await form.UntilItemsAreAsync();
        await form.PickAsync(name: "dog.png"); // by now a removal would have been seen
        await form.UntilItemsAreAsync("done");
        await form.Page.ClickAsync(EngineForm.SaveDraft);

        var second = await form.ReceiveAsync();
        Assert.Equal("draft", second["action"]);
        Assert.NotEqual(first["photo"], second["photo"]);
        Assert.Empty(form.Gateway.Removals);
        Assert.Equal(image, await form.StoredAsync(first["photo"]));
    }

    [Fact]
    public async Task A_Reload_Leaves_A_Field_That_Works()
    {
        await using var form = await EngineForm.OpenAsync(engine, WithCaption);
        await form.PickAsync();
        await form.UntilItemsAreAsync("done");
        await form.Page.RunAsync("document.querySelector('#caption').focus()");
        await form.Page.TypeAsync("A cat");

        await form.ReloadAsync();
        await ExpectRestoredAsync(form, engine.RestoresOnReload);
        var image = await form.PickAsync(name: "dog.png");
        await form.UntilItemsAreAsync("done");
        await form.Page.ClickAsync(EngineForm.Send);

        Assert.Equal(image, await form.StoredAsync((await form.ReceiveAsync())["photo"]));
    }

    [Fact]
    public async Task A_Large_Image_Goes_Past_The_Api()
    {
        await using var form = await EngineForm.OpenAsync(engine);
        var image = NoisePng.Create(1600, 1600);

        await form.PickAsync(form.Save(image));
        await form.UntilItemsAreAsync("done");
        await form.UntilItSaysAsync("1600 × 1600, 7.7 MB");
        await form.Page.ClickAsync(EngineForm.Send);

        Assert.Equal(image, await form.StoredAsync((await form.ReceiveAsync())["photo"]));
        Assert.Equal([Step.Ticket, Step.Store, Step.Complete], form.Gateway.Steps);
    }

    [Fact]
    public async Task After_Failures_Of_The_Service_The_Same_Bytes_Are_Sent_Again_Under_The_Same_Key()
    {
        await using var form = await EngineForm.OpenAsync(engine, head: ShortPauses);
        form.Gateway.Answer(500);
        form.Gateway.Answer(500);

        var image = await form.PickAsync();
        await form.UntilItSaysAsync("The image service is busy. Waiting.");
        await form.UntilItemsAreAsync("done");

        Assert.Equal(3, form.Gateway.Uploads.Count);
        Assert.Single(form.Gateway.Uploads.Select(upload => upload.IdempotencyKey).Distinct());
        Assert.All(form.Gateway.Uploads, upload => Assert.Equal(image, upload.File));
    }

    [Fact]
    public async Task An_Image_Whose_Connection_Broke_Is_Sent_Again()
    {
        await using var form = await EngineForm.OpenAsync(engine, head: ShortPauses);
        form.Gateway.Break();

        var image = await form.PickAsync();
        await form.UntilItSaysAsync("Connection lost. Waiting.");
        await form.UntilItemsAreAsync("done");

        Assert.Equal(2, form.Gateway.Uploads.Count);
        Assert.Equal(image, await form.StoredAsync(await form.ValueAsync()));
    }

    [Fact]
    public async Task Offline_The_Upload_Waits_And_Online_It_Goes_On()
    {
        await using var form = await EngineForm.OpenAsync(engine);
        await form.Page.SetOfflineAsync(true);
        form.Gateway.IsDown = true; // for an engine that is only told

        var image = await form.PickAsync();
        await form.UntilItSaysAsync("Connection lost. Waiting.");
        await form.UntilItemsAreAsync("uploading");
        Assert.Empty(form.Gateway.Uploads);
        form.Gateway.IsDown = false;
        await form.Page.SetOfflineAsync(false);
        await form.UntilItemsAreAsync("done");

        Assert.Equal(image, await form.StoredAsync(await form.ValueAsync()));
        Assert.Single(form.Gateway.Uploads);
    }

    [Fact]
    public async Task Resize_Keeps_The_Picture_Upright_And_The_Original_Where_That_Is_Smaller()
    {
        await using var form = await EngineForm.OpenAsync(
            engine, """<image-upload name="photos" multiple resize="200"><input type="file" multiple></image-upload>""");
        var photo = Picture.Turned(await Picture.DrawAsync(form.Page, "image/jpeg", 400, 300));
        var logo = await Picture.DrawAsync(form.Page, "image/png", 400, 300, transparent: true);
        var small = SampleImages.Get("png-gray1.png").Bytes.ToArray();

        await form.PickAsync(form.Save(photo, "photo.jpg"), form.Save(logo, "logo.png"), form.Save(small, "small.png"));
        await form.UntilItemsAreAsync("done", "done", "done");
        var items = await form.ReadAsync<string[]>("field.items.map(({ width, height }) => `${width}x${height}`)");
        var urls = (await form.ValueAsync()).Split('\n');

        var seen = await Picture.LookAtAsync(form.Page, await form.StoredAsync(urls[0]), type: null);
        Assert.Equal((150, 200), (seen.Width, seen.Height));
        Assert.Equal(["blue", "red", "white", "lime"], seen.Quarters); // a quarter clockwise
        var stored = await form.StoredAsync(urls[1]);
        Assert.Equal((200, 150), (stored.Accept().Width, stored.Accept().Height));
        seen = await Picture.LookAtAsync(form.Page, stored, type: null);
        Assert.Equal(["red", "lime", "blue", "transparent"], seen.Quarters);
        Assert.Equal(small, await form.StoredAsync(urls[2]));
        Assert.Equal(["150x200", "200x150"], items[..2]);
        Assert.Equal(
            [engine.EncodesWebp ? "logo.webp" : "logo.png", "photo.jpeg", "small.png"],
            form.Gateway.Uploads.Select(upload => upload.FileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_Strict_Content_Security_Policy_Forbids_Nothing_That_The_Field_Does()
    {
        await using var form = await EngineForm.OpenAsync(
            engine,
            """<image-upload name="photo" resize="200" describe><input type="file"></image-upload>""",
            contentSecurityPolicy: api =>
            {
                var origin = api.BaseAddress.GetLeftPart(UriPartial.Authority);
                return "default-src 'none'; form-action 'self'; report-uri /policy-reports; " +
                    $"script-src {origin}; style-src {origin}; connect-src {origin}; img-src 'self' {origin}";
            });

        await form.PickAsync(form.Save(NoisePng.Create(400, 300)));
        await form.UntilItemsAreAsync("done");
        await form.UntilAsync("field.querySelector('canvas').width > 1");
        Assert.Equal("pointer", await form.ReadAsync<string>("getComputedStyle(field.querySelector('[data-part=pick]')).cursor"));
        await form.Page.ClickAsync("[aria-label=\"Remove cat.png\"]");
        await form.UntilItemsAreAsync();
        await form.PickAsync();
        await form.UntilItemsAreAsync("done");
        await form.RunAsync("field.value = field.value"); // shown from where it is stored
        await form.UntilAsync("field.querySelector('img')?.naturalWidth === 64");
        // Forbidden, and so the last report.
        await form.Page.RunAsync("new Image().src = 'data:image/png;base64,'");
        Assert.All(
            await form.Site.ReceivePolicyReportsAsync(), report => Assert.Contains("\"data\"", report, StringComparison.Ordinal));
        await form.Page.ClickAsync(EngineForm.Send);
        Assert.StartsWith(form.Api.BaseAddress + "images/", (await form.ReceiveAsync())["photo"]);
    }

    private static async Task SendWithCaptionAsync(EngineForm form)
    {
        await form.PickAsync();
        await form.UntilItemsAreAsync("done");
        await form.Page.RunAsync("document.querySelector('#caption').focus()");
        await form.Page.TypeAsync("A cat");
        await form.Page.ClickAsync(EngineForm.Send);
    }

    /// <summary>Either the image came back with its name, and the text, or neither.</summary>
    private static async Task ExpectRestoredAsync(EngineForm form, bool isRestored)
    {
        await form.UntilItemsAreAsync(isRestored ? ["done"] : []);
        var names = await form.ReadAsync<string[]>("field.items.map(item => item.name)");
        Assert.Equal(isRestored ? ["cat.png"] : [], names);
        Assert.Equal(isRestored ? "A cat" : "", await form.Page.ReadAsync<string>("document.querySelector('#caption').value"));
    }
}
