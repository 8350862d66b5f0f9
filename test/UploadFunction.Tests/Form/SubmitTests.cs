using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>The field as a part of a form: required, reset, disabled, and a submit that waits.</summary>
public sealed class SubmitTests(Browser browser)
{
    [Fact]
    public async Task A_Required_Image_Is_Asked_For_At_The_Button()
    {
        await using var page = await FormPage.OpenAsync(browser);

        await page.Send.ClickAsync();

        await Expect(page.Choose).ToBeFocusedAsync();
        await Expect(page.Field.GetByText("Choose an image.")).ToBeVisibleAsync();
        Assert.Equal("Choose an image.", await page.Field.EvaluateAsync<string>("field => field.validationMessage"));
        Assert.False(page.Site.HasSubmissions);
    }

    [Fact]
    public async Task A_Submit_During_The_Upload_Waits_And_Posts_Once_What_The_First_Button_Says()
    {
        await using var page = await FormPage.OpenAsync(browser);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await page.Button("Save draft").ClickAsync();
            await page.Send.ClickAsync();
            await page.Send.ClickAsync();
            await Expect(page.Status).ToContainTextAsync("Finishing 1 upload, then sending the form.");
            Assert.False(page.Site.HasSubmissions, "sent before the upload was done");
        }

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.StartsWith(page.Api.BaseAddress + "images/", sent["photo"]);
        Assert.Equal("draft", sent["action"]);
        Assert.False(page.Site.HasSubmissions, "sent twice");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_Submit_That_Waited_For_An_Upload_That_Failed_Is_Not_Sent(bool noValidate)
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.Field.EvaluateAsync("(field, noValidate) => { field.form.noValidate = noValidate; }", noValidate);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Damaged());
            await page.Send.ClickAsync();
            await Expect(page.Status).ToContainTextAsync("Finishing 1 upload");
        }

        await Expect(page.Choose).ToBeFocusedAsync();
        await Expect(page.Items).ToHaveAttributeAsync("data-state", "failed");
        Assert.False(page.Site.HasSubmissions);
    }

    [Fact]
    public async Task The_Author_s_Submit_Handler_Sees_The_Final_Value()
    {
        const string head =
            """
            <script>
              addEventListener('submit', event => { event.preventDefault(); window.sent = new FormData(event.target).getAll('photo'); });
            </script>
            """;
        await using var page = await FormPage.OpenAsync(browser, head: head);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await page.Send.ClickAsync();
            await Expect(page.Status).ToContainTextAsync("Finishing 1 upload");
            Assert.False(await page.Page.EvaluateAsync<bool>("'sent' in window"));
        }

        await page.Page.WaitForFunctionAsync("() => window.sent");
        Assert.Equal([await page.ValueAsync()], await page.Page.EvaluateAsync<string[]>("sent"));
    }

    [Fact]
    public async Task Settled_Resolves_When_The_Value_Is_There()
    {
        await using var page = await FormPage.OpenAsync(browser);
        Task<string> value;
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            Assert.Equal(1, await page.Field.EvaluateAsync<int>("field => field.pending"));
            value = page.Field.EvaluateAsync<string>("field => field.settled().then(() => field.value)");
        }

        Assert.StartsWith(page.Api.BaseAddress + "images/", await value);
    }

    [Fact]
    public async Task Reset_Empties_The_Field_And_Stops_A_Submit_That_Waits()
    {
        const string form = """<image-upload name="photo"><input type="file"></image-upload>""";
        await using var page = await FormPage.OpenAsync(browser, form);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await page.Send.ClickAsync();
            await page.Button("Reset").ClickAsync();
            await Expect(page.Items).ToHaveCountAsync(0);
            await Expect(page.Status).ToBeEmptyAsync();
        }
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(["action"], sent.Keys);
        Assert.False(page.Site.HasSubmissions, "the reset form was sent as well");
    }

    [Fact]
    public async Task Reset_Brings_The_Stored_Image_Back()
    {
        const string form = """<image-upload name="photo" value="/favicon.ico?stored"><input type="file"></image-upload>""";
        await using var page = await FormPage.OpenAsync(browser, form);
        await Expect(page.Items).ToContainTextAsync("Stored image");

        await page.Button("Remove Stored image").ClickAsync();
        Assert.Equal("", await page.ValueAsync());
        await page.Button("Reset").ClickAsync();

        Assert.Equal("/favicon.ico?stored", await page.ValueAsync());
        Assert.Empty(page.Gateway.Removals);
    }

    [Theory]
    [InlineData("""<fieldset disabled><image-upload name="photo" required><input type="file"></image-upload></fieldset>""")]
    [InlineData("""<image-upload name="photo" required disabled><input type="file"></image-upload>""")]
    public async Task A_Disabled_Field_Takes_Nothing_And_Is_Not_Asked_For(string form)
    {
        await using var page = await FormPage.OpenAsync(browser, form);

        await Expect(page.Choose).ToBeDisabledAsync();
        await Expect(page.Field.Locator("input")).ToBeDisabledAsync(); // which a label would open
        await page.Send.ClickAsync();

        Assert.Equal(["action"], (await page.Site.ReceiveAsync(page.Page)).Keys);
    }

    [Fact]
    public async Task The_Keyboard_Is_Enough()
    {
        await using var page = await FormPage.OpenAsync(browser);

        await page.Page.Keyboard.PressAsync("Tab");
        await Expect(page.Choose).ToBeFocusedAsync();
        var picker = await page.Page.RunAndWaitForFileChooserAsync(() => page.Page.Keyboard.PressAsync("Enter"));
        await picker.SetFilesAsync(FormPage.Png("first.png"));
        await page.ExpectUploadedAsync();

        await page.Page.Keyboard.PressAsync("Shift+Tab");
        await Expect(page.Button("Remove first.png")).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Choose).ToBeFocusedAsync();

        picker = await page.Page.RunAndWaitForFileChooserAsync(() => page.Page.Keyboard.PressAsync("Space"));
        await picker.SetFilesAsync(FormPage.Png("second.png"));
        await page.ExpectUploadedAsync();
        await page.Page.Keyboard.PressAsync("Tab");
        await Expect(page.Button("Save draft")).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Tab");
        await Expect(page.Send).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Enter");

        Assert.Equal("send", (await page.Site.ReceiveAsync(page.Page))["action"]);
    }

    [Fact]
    public async Task A_Field_That_Moves_In_The_Page_Keeps_Its_Image_And_One_That_Leaves_Gives_The_Input_Back()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        await page.Field.EvaluateAsync("field => field.form.prepend(field)");
        await Expect(page.Items).ToHaveCountAsync(1);
        await Expect(page.Page.Locator("[data-ui]")).ToHaveCountAsync(1);
        var input = await page.Field.EvaluateAsync<string>(
            """
            field => {
              field.remove();
              const { name, required, hidden } = field.firstElementChild;
              return [name, required, hidden].join();
            }
            """);

        Assert.Equal("photo,true,false", input);
    }
}
