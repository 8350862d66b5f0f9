using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What goes wrong on the way past the API: an image is sent again only when it did not arrive, and is stored once.</summary>
public sealed class DirectRetryTests(Browser browser)
{
    private const string Busy = "The image service is busy. Waiting.";
    private const string Lost = "Connection lost. Waiting.";
    private const string NotReceived = """{"code":"not-received","status":409,"detail":"Nothing was sent yet."}""";

    [Fact]
    public async Task An_Image_Whose_Answer_Was_Lost_Is_Asked_For_And_Not_Sent_Again()
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        var image = LargeImage.Create();
        page.Gateway.LoseAnswer(Step.Store);

        await page.PickAsync(FormPage.Png(image));
        await page.PassDelayAsync(Lost);

        await page.ExpectStoredOnceAsync(image);
        Assert.Equal([Step.Ticket, Step.Store, Step.Complete], page.Gateway.Steps);
    }

    [Fact]
    public async Task While_It_Asks_For_An_Image_It_Says_Checking()
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        page.Gateway.LoseAnswer(Step.Store);
        using (page.Gateway.Hold(Step.Complete))
        {
            await page.PickAsync(FormPage.Png(LargeImage.Create()));
            await page.PassDelayAsync(Lost);
            await Expect(page.Items).ToContainTextAsync("Checking…");
        }

        await page.ExpectUploadedAsync();
    }

    [Fact]
    public async Task A_Finished_Upload_Whose_Answer_Was_Lost_Is_Asked_For_Again()
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        var image = LargeImage.Create();
        page.Gateway.LoseAnswer(Step.Complete);

        await page.PickAsync(FormPage.Png(image));
        await page.PassDelayAsync(Lost);

        await page.ExpectStoredOnceAsync(image);
        Assert.Equal([Step.Ticket, Step.Store, Step.Complete, Step.Complete], page.Gateway.Steps);
    }

    [Fact]
    public async Task After_A_Connection_That_Broke_In_Mid_Post_It_Is_Sent_Again_Under_The_Same_Key()
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        var image = LargeImage.Create();
        page.Gateway.Break(Step.Store);
        page.Gateway.Break(Step.Store);

        await page.PickAsync(FormPage.Png(image));
        await page.PassDelayAsync(Lost);
        await page.PassDelayAsync(Lost);

        await page.ExpectStoredOnceAsync(image);
        Assert.Equal(
            [Step.Ticket, Step.Store, Step.Complete, Step.Ticket, Step.Store, Step.Complete, Step.Ticket, Step.Store, Step.Complete],
            page.Gateway.Steps);
        Assert.Equal(image, page.Gateway.At(Step.Store)[^1].File);
        Assert.Single(page.Gateway.At(Step.Complete).Select(request => (request.Path, request.IdempotencyKey)).Distinct());
    }

    [Fact]
    public async Task A_Ticket_That_Expired_Meanwhile_Is_Replaced_Under_The_Same_Key()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var page = await FormPage.OpenAsync(
            browser, fakeClock: true, settings: LargeImage.Settings, services: services => services.AddSingleton<TimeProvider>(clock));
        var image = LargeImage.Create();
        page.Gateway.Break(Step.Store);

        await page.PickAsync(FormPage.Png(image));
        await Expect(page.Items).ToContainTextAsync(Lost);
        clock.Advance(TimeSpan.FromMinutes(16));
        await page.PassDelayAsync(Lost);

        await page.ExpectStoredOnceAsync(image);
        Assert.Equal([Step.Ticket, Step.Store, Step.Complete, Step.Ticket, Step.Store, Step.Complete], page.Gateway.Steps);
        Assert.Single(page.Gateway.At(Step.Ticket).Select(request => request.IdempotencyKey).Distinct());
    }

    [Fact]
    public async Task A_Store_That_Refuses_A_Fresh_Ticket_Is_Not_Asked_Again()
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        page.Gateway.Answer(403, at: Step.Store);

        await page.PickAsync(FormPage.Png(LargeImage.Create()));
        await Expect(page.Problem).ToHaveTextAsync("the image service answered with error 403.");
        await page.Page.Clock.FastForwardAsync(600_000);

        await Expect(page.Items).ToHaveAttributeAsync("data-state", "failed");
        Assert.Equal([Step.Ticket, Step.Store], page.Gateway.Steps);
    }

    [Theory]
    [InlineData(Step.Ticket, new[] { Step.Ticket, Step.Ticket, Step.Store, Step.Complete })]
    [InlineData(Step.Store, new[] { Step.Ticket, Step.Store, Step.Ticket, Step.Store, Step.Complete })]
    [InlineData(Step.Complete, new[] { Step.Ticket, Step.Store, Step.Complete, Step.Complete })]
    public async Task A_Busy_Service_Is_Waited_For_At_Every_Step(object step, object steps)
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        var image = LargeImage.Create();
        page.Gateway.Answer(503, retryAfter: "20", at: (Step)step);

        await page.PickAsync(FormPage.Png(image));
        await Expect(page.Items).ToContainTextAsync(Busy);
        await page.Page.Clock.FastForwardAsync(19_999);
        await Expect(page.Items).ToContainTextAsync(Busy);
        await page.Page.Clock.FastForwardAsync(1);

        await page.ExpectStoredOnceAsync(image);
        Assert.Equal((Step[])steps, page.Gateway.Steps);
    }

    [Fact]
    public async Task What_The_Store_Has_Not_Received_After_All_Is_Asked_For_Once_More()
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        var image = LargeImage.Create();
        page.Gateway.Answer(409, json: NotReceived, at: Step.Complete);

        await page.PickAsync(FormPage.Png(image));
        await page.PassDelayAsync(Busy);

        await page.ExpectStoredOnceAsync(image);
        Assert.Equal([Step.Ticket, Step.Store, Step.Complete, Step.Complete], page.Gateway.Steps);
    }

    [Fact]
    public async Task Retry_By_Hand_Asks_For_The_Image_First()
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        var image = LargeImage.Create();
        for (var attempt = 0; attempt < 5; attempt++)
            page.Gateway.Answer(500, at: Step.Complete);

        await page.PickAsync(FormPage.Png(image));
        for (var attempt = 1; attempt < 5; attempt++)
            await page.PassDelayAsync(Busy);
        await Expect(page.Problem).ToHaveTextAsync("the image service is busy. Try again later.");
        await page.Button("Retry cat.png").ClickAsync();

        await page.ExpectStoredOnceAsync(image);
        Assert.Single(page.Gateway.At(Step.Store));
    }

    [Fact]
    public async Task Offline_It_Waits_And_Uses_Up_No_Attempt()
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        var image = LargeImage.Create();
        using (var hold = page.Gateway.Hold(Step.Store))
        {
            await page.PickAsync(FormPage.Png(image));
            await Expect(page.Items).ToContainTextAsync("Checking…");
            await page.Page.Context.SetOfflineAsync(true);
            hold.Break();
            await Expect(page.Items).ToContainTextAsync(Lost);
        }
        await page.Page.Clock.FastForwardAsync(600_000);
        await Expect(page.Items).ToHaveAttributeAsync("data-state", "uploading");
        await page.Page.Context.SetOfflineAsync(false);

        await page.ExpectStoredOnceAsync(image);
        Assert.Single(page.Gateway.At(Step.Ticket).Select(request => request.IdempotencyKey).Distinct());
    }

    [Fact]
    public async Task Thirty_Seconds_Without_Progress_Are_A_Lost_Connection()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true, settings: new() { ["MaxInlineBytes"] = "1000000" });
        var image = NoisePng.Create(1000, 1000);
        using var hold = page.Gateway.Hold(Step.Ticket);
        await page.Page.RunAndWaitForRequestAsync(() => page.PickAsync(FormPage.Png(image)), "**/uploads/direct");
        await page.SlowDownAsync(bytesPerSecond: 1);
        hold.Dispose();

        // the first piece, and no other will follow
        await page.Page.WaitForFunctionAsync("() => document.querySelector('progress')?.value > 0");
        await page.Page.Clock.FastForwardAsync(29_999);
        await Expect(page.Items).ToContainTextAsync("of 3 MB");
        await page.Page.Clock.FastForwardAsync(1);
        await Expect(page.Items).ToContainTextAsync(Lost);
        await page.SlowDownAsync(bytesPerSecond: -1);
        await page.PassDelayAsync(Lost);

        await page.ExpectStoredOnceAsync(image);
    }

    [Fact]
    public async Task Sixty_Seconds_Without_An_Answer_Of_The_Check_Are_A_Lost_Connection()
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        var image = LargeImage.Create();
        using var hold = page.Gateway.Hold(Step.Complete);

        await page.Page.RunAndWaitForRequestAsync(() => page.PickAsync(FormPage.Png(image)), "**/complete");
        await page.Page.Clock.FastForwardAsync(59_999);
        await Expect(page.Items).ToContainTextAsync("Checking…");
        await page.Page.Clock.FastForwardAsync(1);
        await page.PassDelayAsync(Lost);

        await page.ExpectStoredOnceAsync(image);
        Assert.Single(page.Gateway.At(Step.Store));
    }

    [Fact]
    public async Task A_Fieldset_That_Is_Disabled_For_A_While_Only_Pauses_It()
    {
        await using var page = await LargeImage.OpenAsync(browser, $"<fieldset>{FormPage.PhotoField}</fieldset>");
        var image = LargeImage.Create();
        using (page.Gateway.Hold(Step.Store))
        {
            await page.PickAsync(FormPage.Png(image));
            await Expect(page.Items).ToContainTextAsync("Checking…");
            await page.Page.EvaluateAsync("document.querySelector('fieldset').disabled = true");
            await Expect(page.Items).ToHaveAttributeAsync("data-state", "queued");
        }
        await page.Page.EvaluateAsync("document.querySelector('fieldset').disabled = false");

        await page.ExpectStoredOnceAsync(image);
    }
}
