using System.Net.Http.Json;
using System.Text.Json.Nodes;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary><c>docs/form.md</c>: events, forms sent by script, and changes before the upload.</summary>
public sealed class DocumentationScriptTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [Snippets("usage", "events")]
    public async Task An_Event_Brings_The_Url(Snippet usage, Snippet events)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, usage.Html + """<img id="large" alt="">""" + events.Html);

        await page.PickAsync(FormPage.Png());

        await Expect(page.Page.Locator("#large")).ToHaveJSPropertyAsync("naturalWidth", 64);
    }

    [Theory]
    [Snippets("usage", "ajax")]
    public async Task A_Handler_Of_Submit_Sends_The_Final_Values_And_Empties_The_Form(Snippet usage, Snippet ajax)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, usage.Html + ajax.Html);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await page.Send.ClickAsync();
            await Expect(page.Status).ToContainTextAsync("Finishing 1 upload, then sending the form.");
            Assert.False(page.Site.HasSubmissions);
        }

        var url = (await page.Site.ReceiveAsync())["photo"].ToString();
        await Expect(page.Choose).ToHaveTextAsync("Choose image"); // the page is still there, and its form empty
        Assert.False(page.Site.HasSubmissions, "sent twice");
        Assert.NotEmpty(await page.Api.Client.GetByteArrayAsync(new Uri(url), Cancellation));
    }

    [Theory]
    [Snippets("usage", "settled")]
    public async Task Settled_Lets_A_Script_Wait(Snippet usage, Snippet settled)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, usage.Html + """<button id="save">Save</button>""" + settled.Html);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await page.Button("Save").ClickAsync();
            await Expect(page.Items).ToContainTextAsync("Checking…");
            Assert.False(page.Site.HasSubmissions);
        }

        Assert.StartsWith(page.Api.BaseAddress + "images/", (await page.Site.ReceiveAsync(page.Page))["photo"]);
    }

    [Theory]
    [Snippets("usage", "crop")]
    public async Task What_Is_Stored_Is_Cropped(Snippet usage, Snippet crop)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, usage.Html + crop.Html);

        await page.PickAsync(FormPage.Text()); // the browser's own words for what createImageBitmap cannot read
        await Expect(page.Problem).ToContainTextAsync("could not be decoded");
        Assert.Empty(page.Gateway.Uploads);
        await page.PickAsync(FormPage.Png(NoisePng.Create(60, 40)));
        await page.ExpectUploadedAsync();

        var id = new Uri(await page.ValueAsync()).Segments[^1];
        var stored = (await page.Api.Client.GetFromJsonAsync<JsonObject>($"/uploads/{id}", Cancellation))!;
        Assert.Equal("image/jpeg 40 40", $"{stored["contentType"]} {stored["width"]} {stored["height"]}");
    }

    [Theory]
    [Snippets("multiple", "accept")]
    public async Task A_File_That_Was_Picked_Before_Is_Kept_Out(Snippet multiple, Snippet accept)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, multiple.InForm + accept.Html);

        await page.PickAsync(FormPage.Png("one.png"));
        await Expect(page.Items).ToHaveCountAsync(1);
        await page.PickAsync(FormPage.Png("one.png"), FormPage.Png("two.png"));

        await Expect(page.Items.Locator("[data-part=name]")).ToHaveTextAsync(["one.png", "two.png"]);
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(2);
        Assert.Equal(2, page.Gateway.Uploads.Count);
    }

    [Theory]
    [Snippets("usage", "token")]
    public async Task The_Token_Goes_With_Upload_And_Removal(Snippet usage, Snippet token)
    {
        await using var page = await DocumentedPage.OpenAsync(
            browser, usage.Html + "<script>signIn = async () => 'eyJhbGciOiJub25lIn0'</script>" + token.Html);

        var upload = await page.Page.RunAndWaitForRequestAsync(() => page.PickAsync(FormPage.Png()), request => request.Method == "POST");
        await page.ExpectUploadedAsync();
        var removal = await page.Page.RunAndWaitForRequestAsync(
            () => page.Button("Remove cat.png").ClickAsync(), request => request.Method == "DELETE");

        Assert.Equal("Bearer eyJhbGciOiJub25lIn0", await upload.HeaderValueAsync("Authorization"));
        Assert.Equal("Bearer eyJhbGciOiJub25lIn0", await removal.HeaderValueAsync("Authorization"));
    }
}
