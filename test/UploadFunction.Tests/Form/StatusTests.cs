using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What the status line says from the first pick to the end, word by word.</summary>
public sealed class StatusTests(Browser browser)
{
    private const string Several = """<image-upload name="photos" multiple><input type="file"></image-upload>""";

    /// <summary>An author who sends the form by script, so that the page stays and goes on talking.</summary>
    private const string StaysOnThePage = "<script>addEventListener('submit', event => event.preventDefault())</script>";

    [Fact]
    public async Task Of_One_Upload()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var status = await StatusLog.StartAsync(page);

        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await status.ExpectAsync("Uploading cat.png.");
        }
        await page.ExpectUploadedAsync();

        await status.ExpectNothingElseAsync("Uploading cat.png.", "cat.png uploaded.");
    }

    [Fact]
    public async Task Is_Silent_While_The_Picker_Closes_And_Then_Says_Only_The_Latest()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var status = await StatusLog.StartAsync(page);

        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await page.Page.Clock.RunForAsync(699);
        Assert.Empty(await status.ReadAsync());

        await status.ExpectNothingElseAsync("cat.png uploaded.");
    }

    [Fact]
    public async Task Of_Two_Uploads()
    {
        await using var page = await FormPage.OpenAsync(browser, Several, fakeClock: true);
        var status = await StatusLog.StartAsync(page);
        var done = page.Field.Locator("li[data-state=done]");

        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png("one.png"));
            await status.ExpectAsync("Uploading one.png.");
            using (page.Gateway.Hold())
            {
                await page.PickAsync(FormPage.Png("two.png"));
                await status.ExpectAsync("Uploading one.png.", "Uploading two.png.");
            }
            await Expect(done).ToHaveCountAsync(1);
            await status.ExpectAsync("Uploading one.png.", "Uploading two.png.", "two.png uploaded. 1 of 2.");
        }
        await Expect(done).ToHaveCountAsync(2);

        await status.ExpectNothingElseAsync(
            "Uploading one.png.", "Uploading two.png.", "two.png uploaded. 1 of 2.", "2 uploaded.");
    }

    [Fact]
    public async Task Of_Three_Files_One_Of_Which_Fails_Ends_With_A_Summary()
    {
        const string failed = "two.txt failed: only JPEG, PNG, GIF, WebP or AVIF images are taken here.";
        string first;
        await using var page = await FormPage.OpenAsync(browser, Several, fakeClock: true);
        var status = await StatusLog.StartAsync(page);

        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png("one.png"), FormPage.Text("two.txt"), FormPage.Png("three.png"));
            await Expect(page.Field.Locator("li[data-state=failed]")).ToHaveCountAsync(1);
            await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(1);
            // Two uploads are on their way at once, and the server holds up whichever comes first.
            var done = await page.Field.Locator("li[data-state=done]").InnerTextAsync();
            first = done.Contains("one.png", StringComparison.Ordinal)
                ? $"{failed} Uploading three.png. one.png uploaded. 1 of 3."
                : $"Uploading one.png. {failed} three.png uploaded. 1 of 3.";
            await status.ExpectAsync(first);
        }
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(2);

        await status.ExpectNothingElseAsync(first, "2 uploaded, 1 failed.");
    }

    [Fact]
    public async Task Of_Many_That_Are_Quick_Is_Their_Number_Only()
    {
        await using var page = await FormPage.OpenAsync(browser, Several, fakeClock: true);
        var status = await StatusLog.StartAsync(page);

        await page.PickAsync([.. Enumerable.Range(1, 10).Select(number => FormPage.Png($"{number}.png"))]);
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(10);

        await status.ExpectNothingElseAsync("10 uploaded.");
    }

    [Fact]
    public async Task Of_A_Failure_Is_Seen_In_Its_Row_Only()
    {
        await using var page = await FormPage.OpenAsync(browser);

        await page.PickAsync(FormPage.Text());

        await Expect(page.Status).ToContainTextAsync("notes.txt failed: only ");
        var said = (await page.Status.Locator("[data-part=aloud]").BoundingBoxAsync())!;
        Assert.True(said.Width <= 1 && said.Height <= 1);
        await Expect(page.Problem).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Of_A_Replacement()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var status = await StatusLog.StartAsync(page);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await status.ExpectAsync("cat.png uploaded.");

        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png("dog.png"));
            await status.ExpectAsync("cat.png uploaded.", "cat.png removed. Uploading dog.png.");
        }
    }

    [Fact]
    public async Task Of_A_Removal()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var status = await StatusLog.StartAsync(page);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await status.ExpectAsync("cat.png uploaded.");

        await page.Button("Remove cat.png").ClickAsync();

        await status.ExpectNothingElseAsync("cat.png uploaded.", "cat.png removed.");
    }

    [Fact]
    public async Task Of_A_File_That_Is_Not_Sent()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true, settings: new() { ["MaxBytes"] = "5000000" });
        var status = await StatusLog.StartAsync(page);

        await page.PickAsync(FormPage.Png(NoisePng.Create(1500, 1200)));
        await Expect(page.Items).ToHaveAttributeAsync("data-state", "failed");

        await status.ExpectNothingElseAsync("cat.png failed: larger than 5 MB.");
    }

    [Fact]
    public async Task Of_An_Upload_That_Is_Refused()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var status = await StatusLog.StartAsync(page);

        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png([.. NoisePng.Create().AsSpan(0, 60)])); // a PNG by its first bytes only
            await status.ExpectAsync("Uploading cat.png.");
        }
        await Expect(page.Items).ToHaveAttributeAsync("data-state", "failed");

        var problem = await page.Problem.InnerTextAsync();
        Assert.NotEmpty(problem);
        await status.ExpectNothingElseAsync("Uploading cat.png.", $"cat.png failed: {problem}");
    }

    [Fact]
    public async Task Of_A_Connection_That_Is_Lost()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var status = await StatusLog.StartAsync(page);
        using var hold = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png());
        await status.ExpectAsync("Uploading cat.png.");

        using var holdAgain = page.Gateway.Hold();
        hold.Break();
        await Expect(page.Items).ToContainTextAsync("Connection lost. Waiting.");
        await page.Page.Clock.RunForAsync(2000); // one second and half as much again at most, and the second attempt is on its way
        await Expect(page.Items).ToContainTextAsync("Checking…");
        holdAgain.Dispose();
        await page.ExpectUploadedAsync();

        await status.ExpectNothingElseAsync("Uploading cat.png.", "Connection lost. Waiting.", "cat.png uploaded.");
    }

    [Fact]
    public async Task Of_Two_Uploads_That_Lose_Their_Connection_Says_So_Once()
    {
        await using var page = await FormPage.OpenAsync(
            browser, Several, "<script>Math.random = () => 1;</script>", fakeClock: true); // a second and a half until the next attempt
        var status = await StatusLog.StartAsync(page);
        using var one = page.Gateway.Hold();
        using var two = page.Gateway.Hold();
        await page.PickAsync(FormPage.Png("one.png"), FormPage.Png("two.png"));
        await Expect(page.Items).ToContainTextAsync(["Checking…", "Checking…"]);
        await status.ExpectAsync("Uploading one.png. Uploading two.png.");

        one.Break();
        two.Break();
        await Expect(page.Items).ToContainTextAsync(["Connection lost. Waiting.", "Connection lost. Waiting."]);

        await status.ExpectAsync("Uploading one.png. Uploading two.png.", "Connection lost. Waiting.");
    }

    [Fact]
    public async Task Of_A_Service_That_Is_Busy()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var status = await StatusLog.StartAsync(page);
        page.Gateway.Answer(503, retryAfter: "20");

        await page.PickAsync(FormPage.Png());
        await Expect(page.Items).ToContainTextAsync("Waiting.");
        await status.ExpectAsync("The image service is busy. Waiting.");
        await page.Page.Clock.RunForAsync(20_000);
        await page.ExpectUploadedAsync();

        await status.ExpectNothingElseAsync("The image service is busy. Waiting.", "cat.png uploaded.");
    }

    [Fact]
    public async Task Of_A_Submit_That_Waits_For_One_Upload()
    {
        await using var page = await FormPage.OpenAsync(browser, head: StaysOnThePage, fakeClock: true);
        var status = await StatusLog.StartAsync(page);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png());
            await status.ExpectAsync("Uploading cat.png.");
            await page.Send.ClickAsync();
            await page.Send.ClickAsync();
            await status.ExpectAsync("Uploading cat.png.", "Finishing 1 upload, then sending the form.");
        }
        await page.ExpectUploadedAsync();

        await status.ExpectNothingElseAsync("Uploading cat.png.", "Finishing 1 upload, then sending the form.", "cat.png uploaded.");
    }

    [Fact]
    public async Task Of_A_Submit_That_Waits_For_Two_Uploads()
    {
        await using var page = await FormPage.OpenAsync(browser, Several, StaysOnThePage, fakeClock: true);
        var status = await StatusLog.StartAsync(page);
        using (page.Gateway.Hold())
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png("one.png"), FormPage.Png("two.png"));
            await status.ExpectAsync("Uploading one.png. Uploading two.png.");
            await page.Send.ClickAsync();
            await status.ExpectAsync("Uploading one.png. Uploading two.png.", "Finishing 2 uploads, then sending the form.");
        }
    }

    [Fact]
    public async Task Of_A_Submit_That_Waits_In_Vain()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var status = await StatusLog.StartAsync(page);
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png([.. NoisePng.Create().AsSpan(0, 60)]));
            await page.Send.ClickAsync();
            await status.ExpectAsync("Uploading cat.png. Finishing 1 upload, then sending the form.");
        }
        await Expect(page.Choose).ToBeFocusedAsync();

        var problem = await page.Problem.InnerTextAsync();
        await status.ExpectNothingElseAsync(
            "Uploading cat.png. Finishing 1 upload, then sending the form.", $"cat.png failed: {problem}");
    }

    [Fact]
    public async Task Of_An_Upload_That_Takes_Long()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var status = await StatusLog.StartAsync(page);
        await page.SlowDownAsync(bytesPerSecond: 300_000);
        await page.PickAsync(FormPage.Png(NoisePng.Create(1200, 1200)));
        await status.ExpectAsync("Uploading cat.png.");

        await ProgressAsync();
        await page.Page.Clock.RunForAsync(8_000); // the tenth second has not passed
        await ProgressAsync();
        Assert.Equal(["Uploading cat.png."], await status.ReadAsync());

        await page.Page.Clock.RunForAsync(2_000);
        await ProgressAsync();
        await page.Page.Clock.RunForAsync(1_000);
        var said = await status.ReadAsync();
        Assert.Equal(2, said.Length);
        Assert.Matches(@"^cat\.png, [1-9]\d? percent\.$", said[1]);

        await ProgressAsync(); // more of it, but not ten seconds later
        await page.Page.Clock.RunForAsync(1_000);
        Assert.Equal(said, await status.ReadAsync());

        await page.SlowDownAsync(bytesPerSecond: -1);
        await page.ExpectUploadedAsync();
        await status.ExpectNothingElseAsync([.. said, "cat.png uploaded."]);

        Task ProgressAsync() => page.Field.EvaluateAsync(
            "field => new Promise(resolve => field.addEventListener('image-upload-progress', resolve, { once: true }))");
    }
}
