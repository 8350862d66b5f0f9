using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What scripts do to elements: move, take out and put back, copy, create, and hide in a shadow tree.</summary>
public sealed class PlacementTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Field_That_Moves_During_The_Upload_Finishes_It()
    {
        await using var page = await FormPage.OpenAsync(browser);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await page.Field.EvaluateAsync("field => field.form.prepend(field)");
        }

        await page.ExpectUploadedAsync();
        await page.Send.ClickAsync();
        Assert.StartsWith(page.Api.BaseAddress + "images/", (await page.Site.ReceiveAsync(page.Page))["photo"]);
        Assert.Single(page.Gateway.Uploads);
    }

    [Fact]
    public async Task A_Field_That_Comes_Back_Still_Has_Its_Image_And_Works()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        var url = await page.ValueAsync();

        await page.Field.EvaluateAsync(
            """
            async field => {
              const { form } = field;
              field.remove();
              await new Promise(requestAnimationFrame);
              form.append(field);
            }
            """);
        await Expect(page.Page.Locator("[data-ui]")).ToHaveCountAsync(1);
        await Expect(page.Choose).ToHaveAccessibleNameAsync("Photo Replace image");
        Assert.Equal(url, await page.ValueAsync());

        await page.PickAsync(FormPage.Png("dog.png"));
        await Expect(page.Items).ToContainTextAsync("dog.png");
        await page.ExpectUploadedAsync();
        var second = await page.ValueAsync();
        Assert.NotEqual(url, second);
        await page.Send.ClickAsync();

        Assert.Equal(second, (await page.Site.ReceiveAsync(page.Page))["photo"].ToString());
    }

    [Fact]
    public async Task Removing_No_Image_Leaves_The_Field_Where_It_Is()
    {
        await using var page = await FormPage.OpenAsync(browser);

        await page.Field.EvaluateAsync("field => field.remove(field.items[0]?.id)");

        await Expect(page.Choose).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_Form_Without_The_Field_Does_Not_Send_Its_Image()
    {
        await using var page = await FormPage.OpenAsync(browser);
        using var hold = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png());

        await page.Field.EvaluateAsync("field => field.remove()");
        await page.Send.ClickAsync();

        Assert.Equal(["action"], (await page.Site.ReceiveAsync(page.Page)).Keys);
    }

    [Fact]
    public async Task A_Copy_Is_A_Field_Of_Its_Own_And_Both_Send_Their_Image()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        await page.Field.EvaluateAsync(
            """
            field => {
              const copy = field.cloneNode(true);
              copy.id = 'copy';
              copy.querySelector('input').removeAttribute('id');
              field.after(copy);
            }
            """);
        var copy = page.Page.Locator("#copy");
        await Expect(copy.Locator("[data-ui]")).ToHaveCountAsync(1);
        await Expect(copy.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(0);
        await page.Send.ClickAsync();
        await Expect(copy.Locator("[data-part=pick]")).ToBeFocusedAsync(); // required, as the original is
        var image = NoisePng.Create();
        await page.PickAsync(copy.Locator("[data-part=pick]"), FormPage.Png(image, "dog.png"));
        await Expect(copy.GetByRole(AriaRole.Listitem)).ToHaveAttributeAsync("data-state", "done");
        await page.Send.ClickAsync();

        var sent = (await page.Site.ReceiveAsync(page.Page))["photo"];
        Assert.Equal(2, sent.Count);
        Assert.Equal(image, await page.Api.Client.GetByteArrayAsync(new Uri(sent[1]!), Cancellation));
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task A_Field_That_A_Script_Creates_Works()
    {
        await using var page = await FormPage.OpenAsync(browser, "", upgrades: false);

        await page.Page.EvaluateAsync(
            """
            async () => {
              await customElements.whenDefined('image-upload');
              const field = document.createElement('image-upload');
              field.setAttribute('name', 'photo');
              document.forms[0].prepend(field);
              field.toggleAttribute('required', true);
            }
            """);
        await page.Send.ClickAsync();
        await Expect(page.Choose).ToBeFocusedAsync();
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.Send.ClickAsync();

        Assert.StartsWith(page.Api.BaseAddress + "images/", (await page.Site.ReceiveAsync(page.Page))["photo"]);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Files_Given_To_A_Field_Before_It_Is_In_The_Page_Are_Uploaded_There()
    {
        await using var page = await FormPage.OpenAsync(browser, "", upgrades: false);

        await page.Page.EvaluateAsync(
            """
            async bytes => {
              await customElements.whenDefined('image-upload');
              const field = document.createElement('image-upload');
              field.setAttribute('name', 'photo');
              field.add([new File([Uint8Array.from(bytes)], 'cat.png', { type: 'image/png' })]);
              document.forms[0].prepend(field);
            }
            """,
            NoisePng.Create().Select(value => (int)value).ToArray());

        await page.ExpectUploadedAsync();
    }

    [Fact]
    public async Task In_A_Shadow_Tree_The_Field_Has_Its_Style_And_Its_Form()
    {
        await using var page = await OpenInShadowAsync();

        Assert.Equal("pointer", await page.Choose.EvaluateAsync<string>("button => getComputedStyle(button).cursor"));
        await Expect(page.Choose).ToHaveAccessibleNameAsync("Photo Choose image");
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await ShadowSend(page).ClickAsync();

        Assert.StartsWith(page.Api.BaseAddress + "images/", (await page.Site.ReceiveAsync(page.Page))["photo"]);
    }

    [Fact]
    public async Task In_A_Shadow_Tree_A_Submit_Waits_Too()
    {
        await using var page = await OpenInShadowAsync();
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await ShadowSend(page).ClickAsync();
            await Expect(page.Status).ToContainTextAsync("Finishing 1 upload, then sending the form.");
        }

        Assert.StartsWith(page.Api.BaseAddress + "images/", (await page.Site.ReceiveAsync(page.Page))["photo"]);
    }

    [Fact]
    public async Task In_A_Shadow_Tree_The_Focus_Is_Kept_When_A_Row_Goes()
    {
        await using var page = await OpenInShadowAsync();
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        await page.Button("Remove cat.png").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page.Choose).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Two_Fields_Of_One_Name_Send_Both_Images_In_The_Order_Of_The_Page()
    {
        const string form =
            """
            <image-upload id="first" name="photo"><input type="file"></image-upload>
            <image-upload id="second" name="photo"><input type="file"></image-upload>
            """;
        await using var page = await FormPage.OpenAsync(browser, form);
        var (first, second) = (NoisePng.Create(), NoisePng.Create());

        await page.PickAsync(page.Page.Locator("#second [data-part=pick]"), FormPage.Png(second));
        await page.PickAsync(page.Page.Locator("#first [data-part=pick]"), FormPage.Png(first));
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(2);
        await page.Send.ClickAsync();

        var sent = (await page.Site.ReceiveAsync(page.Page))["photo"];
        Assert.Equal(
            [first, second], await Task.WhenAll(sent.Select(url => page.Api.Client.GetByteArrayAsync(new Uri(url!), Cancellation))));
    }

    [Fact]
    public async Task A_Field_That_A_Script_Renames_Sends_Its_Image_Under_The_New_Name()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        await page.Field.EvaluateAsync("field => { field.name = 'other'; }");
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(["other", "action"], sent.Keys);
        Assert.StartsWith(page.Api.BaseAddress + "images/", sent["other"]);
    }

    private static ILocator ShadowSend(FormPage page) => page.Page.GetByRole(AriaRole.Button, new() { Name = "Send from within" });

    private async Task<FormPage> OpenInShadowAsync() => await FormPage.OpenAsync(
        browser,
        $"""
        </form>
        <div>
          <template shadowrootmode="open">
            <form method="post" enctype="multipart/form-data" action="/submit">
              {FormPage.PhotoField}
              <button>Send from within</button>
            </form>
          </template>
        </div>
        <form>
        """);
}
