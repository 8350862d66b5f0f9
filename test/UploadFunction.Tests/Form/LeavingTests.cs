using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>Leaving the page, with and without uploads on their way, and coming back to it with the Back button.</summary>
public sealed class LeavingTests(Browser browser)
{
    private const string Form =
        """
        <image-upload name="photos" multiple describe><input type="file" accept="image/*"></image-upload>
        <label>Caption <input name="caption"></label>
        """;

    /// <summary>Whether the page that one came back to was kept, or is a new one.</summary>
    private const string ObserveCache =
        "<script>window.cameFromCache = false; addEventListener('pageshow', event => { window.cameFromCache = event.persisted; })</script>";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leaving_Asks_Only_While_An_Upload_Is_On_Its_Way()
    {
        await using var page = await FormPage.OpenAsync(browser, Form, ObserveCache);
        var asked = new TaskCompletionSource<string>();
        var questions = 0;
        page.Page.Dialog += async (_, dialog) =>
        {
            questions++;
            asked.TrySetResult(dialog.Type);
            await dialog.DismissAsync();
        };
        await page.Page.GetByLabel("Caption").ClickAsync(); // browsers ask only those who did something on the page
        await LeaveAsync(page);
        await page.Page.GoBackAsync();
        await Expect(page.Choose).ToBeVisibleAsync();
        Assert.Equal(0, questions);

        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await Expect(page.Items).ToContainTextAsync("Checking…");
            await page.Page.EvaluateAsync("() => { setTimeout(() => location = '/next') }");
            Assert.Equal("beforeunload", await asked.Task.WaitAsync(Patience.Limit, Cancellation));
        }

        await page.ExpectUploadedAsync(); // the person stayed, and nothing was lost
        await LeaveAsync(page);
        Assert.Equal(1, questions);
    }

    [Fact]
    public async Task Leaving_Does_Not_Ask_After_The_Upload_Was_Cancelled_Or_Its_Field_Was_Taken_Away()
    {
        await using var page = await FormPage.OpenAsync(browser, Form, ObserveCache);
        var questions = 0;
        page.Page.Dialog += async (_, dialog) =>
        {
            questions++;
            await dialog.AcceptAsync();
        };
        using var hold = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png());
        await page.Button("Cancel cat.png").ClickAsync();
        using var secondHold = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png());
        await Expect(page.Items).ToContainTextAsync("Checking…");
        await page.Field.EvaluateAsync("field => field.remove()");

        await LeaveAsync(page);

        Assert.Equal(0, questions);
    }

    [Fact]
    public async Task A_Submit_That_Waited_Leaves_Without_A_Question()
    {
        await using var page = await FormPage.OpenAsync(browser, Form, ObserveCache);
        var questions = 0;
        page.Page.Dialog += async (_, dialog) =>
        {
            questions++;
            await dialog.AcceptAsync();
        };
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await page.Send.ClickAsync();
            await Expect(page.Status).ToContainTextAsync("Finishing 1 upload");
        }

        await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(0, questions);
    }

    [Fact]
    public async Task Back_To_A_Page_That_Is_Loaded_Anew_Brings_Names_Descriptions_And_Values_Back()
    {
        await using var page = await FormPage.OpenAsync(browser, Form, ObserveCache);
        await page.PickAsync(FormPage.Png("cat.png"), FormPage.Png("dog.png"));
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(2);
        await Description(page, "dog.png").FillAsync("A dog \"Rex\" & friends");
        await page.Send.ClickAsync();
        var first = await page.Site.ReceiveAsync(page.Page);

        await BackAsync(page, persisted: false);

        await Expect(page.Items.Locator("[data-part=name]")).ToHaveTextAsync(["cat.png", "dog.png"]);
        await Expect(Description(page, "cat.png")).ToHaveValueAsync("");
        await Expect(Description(page, "dog.png")).ToHaveValueAsync("A dog \"Rex\" & friends");
        await page.Send.ClickAsync();
        var second = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(first["photos"], second["photos"]);
        Assert.Equal(["", "A dog \"Rex\" & friends"], second["photos-alt"].AsEnumerable());
        Assert.Equal(2, page.Gateway.Uploads.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Remove_After_Back_Does_Not_Delete_What_Was_Submitted(bool persisted)
    {
        await using var page = await FormPage.OpenAsync(persisted ? browser.WithBackForwardCache : browser, head: ObserveCache);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.Send.ClickAsync();
        var url = (await page.Site.ReceiveAsync(page.Page))["photo"].ToString();

        await BackAsync(page, persisted);
        await page.Button("Remove cat.png").ClickAsync();
        await Expect(page.Items).ToHaveCountAsync(0);
        Assert.Equal("", await page.ValueAsync());

        await page.PickAsync(FormPage.Png("dog.png")); // by now a removal would have been seen
        await page.ExpectUploadedAsync();
        Assert.Empty(page.Gateway.Removals);
        Assert.NotEmpty(await page.Api.Client.GetByteArrayAsync(new Uri(url), Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""<label>Caption <input name="caption"></label>""")]
    public async Task Back_Brings_The_Image_Into_The_Documented_Markup(string beside)
    {
        await using var page = await FormPage.OpenAsync(browser, FormPage.PhotoField + beside, ObserveCache);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.Send.ClickAsync();
        var first = await page.Site.ReceiveAsync(page.Page);

        await BackAsync(page, persisted: false);
        await Expect(page.Items.Locator("[data-part=name]")).ToHaveTextAsync("cat.png");
        await page.Send.ClickAsync();

        Assert.Equal(first["photo"], (await page.Site.ReceiveAsync(page.Page))["photo"]);
    }

    [Fact]
    public async Task Remove_After_Leaving_And_Coming_Back_Does_Not_Delete_Either()
    {
        await using var page = await FormPage.OpenAsync(browser.WithBackForwardCache, head: ObserveCache);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await LeaveAsync(page);

        await BackAsync(page, persisted: true);
        await page.Button("Remove cat.png").ClickAsync();

        await page.PickAsync(FormPage.Png("dog.png"));
        await page.ExpectUploadedAsync();
        Assert.Empty(page.Gateway.Removals);
    }

    [Theory]
    [InlineData(Step.Inline)]
    [InlineData(Step.Store)]
    public async Task A_Transfer_That_Died_In_The_Back_Forward_Cache_Is_Sent_Again_With_The_Same_Key(object step)
    {
        await using var page = await FormPage.OpenAsync(
            browser.WithBackForwardCache, head: ObserveCache, settings: step is Step.Store ? LargeImage.Settings : null);
        page.Page.Dialog += (_, dialog) => dialog.AcceptAsync();
        var image = LargeImage.Create();
        using var hold = page.Gateway.Hold((Step)step);
        await page.PickAsync(FormPage.Png(image));
        await Expect(page.Items).ToContainTextAsync("Checking…");
        await LeaveAsync(page);

        await BackAsync(page, persisted: true);

        await page.ExpectUploadedAsync();
        Assert.Equal(2, page.Gateway.At((Step)step).Count);
        var withKey = step is Step.Store ? Step.Ticket : Step.Inline;
        Assert.Single(page.Gateway.At(withKey).Select(upload => upload.IdempotencyKey).Distinct());
        await page.Send.ClickAsync();
        var url = (await page.Site.ReceiveAsync(page.Page))["photo"].ToString();
        Assert.Equal(image, await page.Api.Client.GetByteArrayAsync(new Uri(url), Cancellation));
    }

    [Fact]
    public async Task A_Submit_That_Waited_When_The_Page_Was_Left_Is_Not_Made_After_Back()
    {
        await using var page = await FormPage.OpenAsync(browser.WithBackForwardCache, head: ObserveCache + FormPage.SubmitCounter);
        page.Page.Dialog += (_, dialog) => dialog.AcceptAsync();
        using var hold = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png());
        await page.Send.ClickAsync();
        await Expect(page.Status).ToContainTextAsync("Finishing 1 upload");
        await LeaveAsync(page);

        await BackAsync(page, persisted: true);
        await page.ExpectUploadedAsync();
        Assert.Equal(1, await page.SubmitsAsync()); // the one before leaving
        await page.Button("Save draft").ClickAsync();

        Assert.Equal("draft", (await page.Site.ReceiveAsync(page.Page))["action"]);
        Assert.False(page.Site.HasSubmissions, "sent twice");
    }

    [Fact]
    public async Task A_Submit_Works_Again_After_Back_From_The_Page_It_Led_To()
    {
        await using var page = await FormPage.OpenAsync(browser.WithBackForwardCache, head: ObserveCache);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await page.Send.ClickAsync();
            await Expect(page.Status).ToContainTextAsync("Finishing 1 upload");
        }
        var first = await page.Site.ReceiveAsync(page.Page);

        await BackAsync(page, persisted: true);
        await page.Button("Save draft").ClickAsync();

        var second = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(first["photo"], second["photo"]);
        Assert.Equal("draft", second["action"]);
    }

    private static ILocator Description(FormPage page, string name) =>
        page.Page.GetByRole(AriaRole.Textbox, new() { Name = $"Description of {name}" });

    private static async Task LeaveAsync(FormPage page)
    {
        await page.Page.EvaluateAsync("() => { setTimeout(() => location = '/next') }");
        await Expect(page.Page).ToHaveTitleAsync("Next page");
    }

    /// <param name="persisted">Whether the page must come out of the back/forward cache, or must be loaded anew.</param>
    private static async Task BackAsync(FormPage page, bool persisted)
    {
        await page.Page.EvaluateAsync("() => { setTimeout(() => history.back()) }");
        await Expect(page.Page).ToHaveTitleAsync("A site");
        await Expect(page.Choose).ToBeVisibleAsync();
        Assert.Equal(persisted, await page.Page.EvaluateAsync<bool>("cameFromCache"));
    }
}
