using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>The shapes in which a form gets its images, and how an edit page gives them back.</summary>
public sealed class FormatTests(Browser browser)
{
    [Fact]
    public async Task Url_Is_One_Entry_Per_Image_And_One_Description_Per_Image()
    {
        await using var page = await OpenWithTwoImagesAsync("multiple describe");
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(["photos", "photos-alt", "action"], sent.Keys);
        Assert.Equal(2, sent["photos"].Count);
        Assert.All(sent["photos"], url => Assert.StartsWith(page.Api.BaseAddress + "images/", url));
        Assert.Equal(["", "A dog"], sent["photos-alt"].AsEnumerable());
    }

    [Fact]
    public async Task A_Name_In_The_Way_Of_PHP_Gives_The_Descriptions_Theirs_In_The_Same_Way()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photos[]" multiple describe><input type="file"></image-upload>""");
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await Description(page, "cat.png").FillAsync("A cat");
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(["photos[]", "photos-alt[]", "action"], sent.Keys);
        Assert.Equal("A cat", sent["photos-alt[]"]);
    }

    [Fact]
    public async Task Json_Is_One_Object_Per_Image_Without_Its_Delete_Token()
    {
        await using var page = await OpenWithTwoImagesAsync("multiple describe format=json");
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        var (first, second) = (JsonNode.Parse(sent["photos"][0]!)!.AsObject(), JsonNode.Parse(sent["photos"][1]!)!.AsObject());
        Assert.Equal(2, sent["photos"].Count);
        Assert.All(
            [first, second],
            image => Assert.Equal(["id", "url", "contentType", "width", "height", "thumbHash", "alt"], image.Select(member => member.Key)));
        Assert.Equal($"{page.Api.BaseAddress}images/{first["id"]}", (string?)first["url"]);
        Assert.Equal(
            ("image/png", 30, 20, ""), ((string?)first["contentType"], (int)first["width"]!, (int)first["height"]!, (string?)first["alt"]));
        Assert.Equal(
            ("image/png", 31, 20, "A dog"),
            ((string?)second["contentType"], (int)second["width"]!, (int)second["height"]!, (string?)second["alt"]));
    }

    [Fact]
    public async Task Lines_Is_One_Entry_With_A_Url_In_Each_Line()
    {
        await using var page = await OpenWithTwoImagesAsync("multiple describe format=lines");
        var value = await page.ValueAsync();
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(value.Split('\n'), Assert.Single(sent["photos"])!.ReplaceLineEndings("\n").Split('\n'));
        Assert.Equal("\nA dog", Assert.Single(sent["photos-alt"])!.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_Description_That_Is_Typed_During_The_Upload_Is_Sent_With_It()
    {
        await using var page = await FormPage.OpenAsync(browser, Field("describe"));
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await Description(page, "cat.png").FillAsync("A cat, typed early");
        }
        await page.ExpectUploadedAsync();
        await Expect(Description(page, "cat.png")).ToHaveValueAsync("A cat, typed early");
        await page.Send.ClickAsync();

        Assert.Equal("A cat, typed early", (await page.Site.ReceiveAsync(page.Page))["photos-alt"].ToString());
    }

    [Fact]
    public async Task Enter_In_A_Description_Sends_The_Form_As_In_Any_Text_Field()
    {
        await using var page = await FormPage.OpenAsync(browser, Field("describe"));
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        await Description(page, "cat.png").FillAsync("A cat");
        await Description(page, "cat.png").PressAsync("Enter");

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal("A cat", sent["photos-alt"]);
        Assert.Equal("draft", sent["action"]); // the form's first button
    }

    [Fact]
    public async Task Descriptions_Stay_With_Their_Image_When_One_Before_It_Goes()
    {
        await using var page = await OpenWithTwoImagesAsync("multiple describe");
        await page.Button("Remove cat.png").ClickAsync();
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal("A dog", Assert.Single(sent["photos-alt"]));
        Assert.Single(sent["photos"]);
    }

    [Theory]
    [InlineData("multiple", true)]
    [InlineData("multiple format=lines", true)]
    [InlineData("multiple describe format=json", true)]
    [InlineData("multiple", false)]
    [InlineData("multiple format=lines", false)]
    [InlineData("multiple describe format=json", false)]
    public async Task What_Was_Sent_Comes_Back_As_Value_And_Is_Sent_Again_Unchanged(string attributes, bool asAttribute)
    {
        await using var page = await OpenWithTwoImagesAsync(attributes);
        await page.Send.ClickAsync();
        var first = await page.Site.ReceiveAsync(page.Page);
        var value = string.Join('\n', first["photos"].AsEnumerable());

        await using var site = await AuthorSite.StartAsync(
            page.Api.BaseAddress, Field(asAttribute ? $"{attributes} value=\"{WebUtility.HtmlEncode(value)}\"" : attributes));
        await using var tab = await browser.OpenAsync(site.BaseAddress);
        var field = tab.Page.Locator("image-upload");
        await Expect(field.Locator("[data-part=pick]")).ToBeVisibleAsync();
        if (!asAttribute)
            await field.EvaluateAsync("(field, value) => { field.value = value; }", value);
        await Expect(field.Locator("li[data-state=done]")).ToHaveCountAsync(2);
        Assert.True(await field.Locator("img").First.EvaluateAsync<bool>("image => image.decode().then(() => true)"));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        var second = await site.ReceiveAsync(tab.Page);
        Assert.Equal(first["photos"], second["photos"]);
        Assert.Equal(first["photos-alt"], second["photos-alt"]);
        Assert.Equal(2, page.Gateway.Uploads.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("format=json")]
    [InlineData("format=lines")]
    public async Task The_Value_Can_Be_Set_To_What_It_Was(string attributes)
    {
        await using var page = await OpenWithTwoImagesAsync($"multiple describe {attributes}");

        var values = await page.Field.EvaluateAsync<string[]>(
            "field => { const { value } = field; field.value = value; return [value, field.value]; }");

        Assert.NotEmpty(values[0]);
        Assert.Equal(values[0], values[1]);
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task An_Edit_Page_Can_Keep_One_Stored_Image_Remove_Another_And_Add_A_New_One()
    {
        await using var page = await FormPage.OpenAsync(browser, Field("multiple value=\"/favicon.ico?one\n/favicon.ico?two\""));
        await Expect(page.Items).ToHaveCountAsync(2);

        await page.Items.First.GetByRole(AriaRole.Button).ClickAsync();
        await page.PickAsync(FormPage.Png());
        await Expect(page.Items.Last).ToHaveAttributeAsync("data-state", "done");
        await page.Send.ClickAsync();

        var sent = (await page.Site.ReceiveAsync(page.Page))["photos"];
        Assert.Equal(2, sent.Count);
        Assert.Equal("/favicon.ico?two", sent[0]);
        Assert.StartsWith(page.Api.BaseAddress + "images/", sent[1]);
        Assert.Empty(page.Gateway.Removals);
    }

    [Fact]
    public async Task The_Items_Tell_A_Script_What_Is_There_And_Cannot_Be_Changed()
    {
        await using var page = await OpenWithTwoImagesAsync("multiple describe");

        var items = JsonSerializer.Deserialize<JsonArray>(await page.Field.EvaluateAsync<string>("field => JSON.stringify(field.items)"))!;
        var frozen = await page.Field.EvaluateAsync<bool>(
            "field => { const [item] = field.items; try { item.url = 'x'; } catch { } return field.items[0].url !== 'x'; }");

        Assert.All(items, item => Assert.Equal(
            ["alt", "height", "id", "name", "problem", "progress", "state", "thumbHash", "url", "width"],
            item!.AsObject().Select(member => member.Key).Order()));
        Assert.Equal(["", "A dog"], items.Select(item => (string?)item!["alt"]));
        Assert.True(frozen);
    }

    [Fact]
    public async Task A_Stored_Image_That_Is_Gone_Shows_No_Broken_Picture()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photo" value="{site}no-such-image"><input type="file"></image-upload>""");

        await Expect(page.Button("Remove Stored image")).ToBeVisibleAsync();
        await Expect(page.Items.Locator("img")).ToHaveCountAsync(0);
    }

    private static string Field(string attributes) => $"""<image-upload name="photos" {attributes}><input type="file"></image-upload>""";

    private static ILocator Description(FormPage page, string name) =>
        page.Page.GetByRole(AriaRole.Textbox, new() { Name = $"Description of {name}" });

    private async Task<FormPage> OpenWithTwoImagesAsync(string attributes)
    {
        var page = await FormPage.OpenAsync(browser, Field(attributes));
        await page.PickAsync(FormPage.Png(NoisePng.Create(30, 20)), FormPage.Png(NoisePng.Create(31, 20), "dog.png"));
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(2);
        if (attributes.Contains("describe", StringComparison.Ordinal))
            await Description(page, "dog.png").FillAsync("A dog");
        return page;
    }
}
