using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>The field without a mouse: what Tab reaches in which order, and where the focus is after what one did.</summary>
public sealed class KeyboardTests(Browser browser)
{
    private const string Several = """<image-upload name="photos" multiple describe capture><input type="file"></image-upload>""";

    [Fact]
    public async Task Tab_Goes_Through_The_Rows_To_The_Button_And_On_And_Meets_No_Camera()
    {
        await using var page = await OpenWithAsync("one.png", "two.png");
        await Description(page, "one.png").FocusAsync();

        Assert.Equal(
            [
                "Description of one.png", "Remove one.png", "Description of two.png", "Remove two.png",
                "Add images", "Save draft", "Send", "Reset",
            ],
            await TabAsync(page, 8));
    }

    [Fact]
    public async Task Everything_Can_Be_Done_With_The_Keyboard()
    {
        await using var page = await FormPage.OpenAsync(browser, Several);

        await page.Page.Keyboard.PressAsync("Tab");
        await Expect(page.Choose).ToBeFocusedAsync();
        var picker = await page.Page.RunAndWaitForFileChooserAsync(() => page.Page.Keyboard.PressAsync("Enter"));
        await picker.SetFilesAsync([FormPage.Png("one.png"), FormPage.Png("two.png")]);
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(2);
        await Expect(page.Choose).ToBeFocusedAsync();

        await page.Page.Keyboard.PressAsync("Shift+Tab");
        await page.Page.Keyboard.PressAsync("Shift+Tab");
        await page.Page.Keyboard.TypeAsync("The second");
        await page.Page.Keyboard.PressAsync("Shift+Tab");
        await Expect(page.Button("Remove one.png")).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Space");
        await Expect(page.Items).ToHaveCountAsync(1);
        for (var tabs = 0; tabs < 3; tabs++)
            await page.Page.Keyboard.PressAsync("Tab"); // over the button and "Save draft"
        await Expect(page.Send).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Enter");

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Single(sent["photos"]);
        Assert.Equal("The second", sent["photos-alt"]);
        Assert.Equal("send", sent["action"]);
    }

    [Fact]
    public async Task The_Focus_Goes_From_A_Removed_Row_To_The_Next_And_From_The_Only_One_To_The_Button()
    {
        await using var page = await OpenWithAsync("one.png", "two.png", "three.png");

        await RemoveAsync("one.png");
        await Expect(page.Button("Remove two.png")).ToBeFocusedAsync();
        await RemoveAsync("two.png");
        await Expect(page.Button("Remove three.png")).ToBeFocusedAsync();
        await RemoveAsync("three.png");
        await Expect(page.Choose).ToBeFocusedAsync();

        async Task RemoveAsync(string name)
        {
            await page.Button($"Remove {name}").FocusAsync();
            await page.Page.Keyboard.PressAsync("Enter");
        }
    }

    [Fact]
    public async Task The_Focus_Stays_In_The_Field_When_The_Last_Row_Of_Several_Goes()
    {
        await using var page = await OpenWithAsync("one.png", "two.png");

        await page.Button("Remove two.png").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page.Items).ToHaveCountAsync(1);
        Assert.True(await page.Field.EvaluateAsync<bool>("field => field.contains(document.activeElement)"));
    }

    [Fact]
    public async Task A_Row_That_Goes_Elsewhere_Leaves_The_Focus_Alone()
    {
        await using var page = await OpenWithAsync("one.png", "two.png");
        await Description(page, "two.png").FocusAsync();

        await page.Field.EvaluateAsync("field => field.remove(field.items[0].id)");

        await Expect(page.Items).ToHaveCountAsync(1);
        await Expect(Description(page, "two.png")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Nothing_Takes_The_Focus_While_Somebody_Writes_And_The_Upload_Ends()
    {
        await using var page = await FormPage.OpenAsync(browser, Several);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await Description(page, "cat.png").FocusAsync();
            await page.Page.Keyboard.TypeAsync("A c");
        }
        await page.ExpectUploadedAsync();
        await page.Page.Keyboard.TypeAsync("at");

        await Expect(Description(page, "cat.png")).ToBeFocusedAsync();
        await Expect(Description(page, "cat.png")).ToHaveValueAsync("A cat");
    }

    [Fact]
    public async Task Cancel_Turns_Into_Remove_Under_The_Focus()
    {
        await using var page = await FormPage.OpenAsync(browser);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await page.Button("Cancel cat.png").FocusAsync();
        }
        await page.ExpectUploadedAsync();

        await Expect(page.Button("Remove cat.png")).ToBeFocusedAsync();
    }

    private static ILocator Description(FormPage page, string name) =>
        page.Page.GetByRole(AriaRole.Textbox, new() { Name = $"Description of {name}" });

    /// <summary>The accessible names, by the browser's own account, of what the focus meets from here on.</summary>
    private static async Task<string[]> TabAsync(FormPage page, int times)
    {
        var session = await page.Page.Context.NewCDPSessionAsync(page.Page);
        var names = new string[times];
        for (var index = 0; index < times; index++)
        {
            var focused = (await session.SendAsync("Runtime.evaluate", new() { ["expression"] = "document.activeElement" }))!.Value;
            var tree = (await session.SendAsync("Accessibility.getPartialAXTree", new()
            {
                ["objectId"] = focused.GetProperty("result").GetProperty("objectId").GetString()!,
                ["fetchRelatives"] = false,
            }))!.Value;
            names[index] = tree.GetProperty("nodes")[0].GetProperty("name").GetProperty("value").GetString()!;
            await page.Page.Keyboard.PressAsync("Tab");
        }
        await session.DetachAsync();
        return names;
    }

    private async Task<FormPage> OpenWithAsync(params string[] names)
    {
        var page = await FormPage.OpenAsync(browser, Several);
        await page.PickAsync([.. names.Select(name => FormPage.Png(name))]);
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(names.Length);
        return page;
    }
}
