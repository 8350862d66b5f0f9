using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What is sent again, when, and what is not.</summary>
public sealed class RetryTests(Browser browser)
{
    private const string Busy = "The image service is busy. Waiting.";
    private const string Lost = "Connection lost. Waiting.";
    private const string Conflict = """{"code":"idempotency-conflict","status":409,"detail":"Another image was stored with this key."}""";

    [Fact]
    public async Task Every_Attempt_Sends_The_Same_Bytes_Under_The_Same_Key()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var image = NoisePng.Create();
        foreach (var status in (int[])[408, 429, 500, 502])
            page.Gateway.Answer(status);

        await page.PickAsync(FormPage.Png(image));
        for (var attempt = 1; attempt < 5; attempt++)
            await page.PassDelayAsync(Busy);

        await page.ExpectUploadedAsync();
        Assert.Equal(5, page.Gateway.Uploads.Count);
        Assert.Single(page.Gateway.Uploads.Select(upload => upload.IdempotencyKey).Distinct());
        Assert.All(page.Gateway.Uploads, upload => Assert.Equal(image, upload.File));
    }

    [Theory]
    [InlineData("0", 0.5)]
    [InlineData("1", 1.5)]
    public async Task The_Pauses_Grow_From_One_Second_To_Eight_Give_Or_Take_Half(string chance, double factor)
    {
        await using var page = await FormPage.OpenAsync(browser, head: $"<script>Math.random = () => {chance};</script>", fakeClock: true);
        for (var attempt = 0; attempt < 4; attempt++)
            page.Gateway.Answer(503);

        await page.PickAsync(FormPage.Png());
        foreach (var seconds in (int[])[1, 2, 4, 8])
        {
            await Expect(page.Items).ToContainTextAsync(Busy);
            await page.Page.Clock.FastForwardAsync((int)(seconds * factor * 1000) - 1);
            await Expect(page.Items).ToContainTextAsync(Busy);
            await page.Page.RunAndWaitForRequestAsync(() => page.Page.Clock.FastForwardAsync(1), request => request.Method == "POST");
        }

        await page.ExpectUploadedAsync();
        Assert.Equal(5, page.Gateway.Uploads.Count);
    }

    [Theory]
    [InlineData("20", 20)]
    [InlineData("3600", 30)] // nobody waits an hour in front of a form
    public async Task Retry_After_Is_Obeyed_Up_To_Thirty_Seconds(string retryAfter, int seconds)
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        page.Gateway.Answer(503, retryAfter);

        await page.PickAsync(FormPage.Png());
        await Expect(page.Items).ToContainTextAsync(Busy);
        await page.Page.Clock.FastForwardAsync((seconds * 1000) - 1);
        await Expect(page.Items).ToContainTextAsync(Busy);
        Assert.Single(page.Gateway.Uploads);
        await page.Page.Clock.FastForwardAsync(1);

        await page.ExpectUploadedAsync();
        Assert.Equal(2, page.Gateway.Uploads.Count);
    }

    [Fact]
    public async Task What_The_Service_Refuses_Is_Not_Sent_Again_Whatever_The_Time()
    {
        const string form = """<image-upload name="photos" multiple><input type="file" multiple></image-upload>""";
        await using var page = await FormPage.OpenAsync(browser, form, fakeClock: true);
        int[] statuses = [400, 401, 403, 404, 409, 415, 422];
        foreach (var status in statuses)
            page.Gateway.Answer(status, json: $$"""{"detail":"Refused with {{status}}."}""");

        await page.PickAsync([.. statuses.Select(status => FormPage.Png($"{status}.png"))]);
        await Expect(page.Field.Locator("li[data-state=failed]")).ToHaveCountAsync(statuses.Length);
        await page.Page.Clock.FastForwardAsync(600_000);

        Assert.Equal(statuses.Select(status => $"Refused with {status}."), (await page.Problem.AllTextContentsAsync()).Order());
        Assert.Equal(statuses.Length, page.Gateway.Uploads.Count);
    }

    [Fact]
    public async Task An_Idempotency_Conflict_Gets_One_New_Key()
    {
        await using var page = await FormPage.OpenAsync(browser);
        var image = NoisePng.Create();
        page.Gateway.Answer(409, json: Conflict);

        await page.PickAsync(FormPage.Png(image));

        await page.ExpectUploadedAsync();
        var uploads = page.Gateway.Uploads;
        Assert.Equal(2, uploads.Select(upload => upload.IdempotencyKey).Distinct().Count());
        Assert.All(uploads, upload => Assert.NotEmpty(upload.IdempotencyKey));
        Assert.All(uploads, upload => Assert.Equal(image, upload.File));
    }

    [Fact]
    public async Task A_Second_Idempotency_Conflict_Is_Shown()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        page.Gateway.Answer(409, json: Conflict);
        page.Gateway.Answer(409, json: Conflict);

        await page.PickAsync(FormPage.Png());
        await Expect(page.Problem).ToHaveTextAsync("Another image was stored with this key.");
        await page.Page.Clock.FastForwardAsync(600_000);

        await Expect(page.Items).ToHaveAttributeAsync("data-state", "failed");
        Assert.Equal(2, page.Gateway.Uploads.Count);
    }

    [Fact]
    public async Task The_Author_s_Token_Goes_With_Uploads_And_Removals_And_A_New_One_Helps_After_A_401()
    {
        await using var page = await FormPage.OpenAsync(browser);
        page.Gateway.Answer(401, json: """{"message":"Unauthorized"}""");

        await page.Field.EvaluateAsync("field => { field.token = 'expired'; }");
        await page.PickAsync(FormPage.Png());
        await Expect(page.Problem).ToContainTextAsync("401");
        await page.Field.EvaluateAsync("field => { field.token = 'fresh'; field.retry(); }");
        await page.ExpectUploadedAsync();
        await page.Page.RunAndWaitForResponseAsync(
            () => page.Button("Remove cat.png").ClickAsync(),
            response => response.Request.Method == "DELETE" && response.Status == 204);

        Assert.Equal(["Bearer expired", "Bearer fresh"], page.Gateway.Uploads.Select(upload => upload.Authorization));
        Assert.Equal("Bearer fresh", Assert.Single(page.Gateway.Removals).Authorization);
    }

    [Fact]
    public async Task Being_Offline_Gives_All_Attempts_Back()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        for (var attempt = 0; attempt < 4; attempt++)
            page.Gateway.Answer(500);

        await page.PickAsync(FormPage.Png());
        for (var attempt = 1; attempt < 4; attempt++)
            await page.PassDelayAsync(Busy);
        await Expect(page.Items).ToContainTextAsync(Busy);
        await page.Page.Context.SetOfflineAsync(true);
        await page.Page.Clock.FastForwardAsync(FormPage.LongestDelay); // the fifth attempt, which would be the last
        await Expect(page.Items).ToContainTextAsync(Lost);
        await page.Page.Clock.FastForwardAsync(600_000);
        await Expect(page.Items).ToHaveAttributeAsync("data-state", "uploading");
        Assert.Equal(4, page.Gateway.Uploads.Count);
        page.Gateway.Answer(500);
        await page.Page.Context.SetOfflineAsync(false);
        await page.PassDelayAsync(Busy);

        await page.ExpectUploadedAsync();
        Assert.Single(page.Gateway.Uploads.Select(upload => upload.IdempotencyKey).Distinct());
    }

    [Fact]
    public async Task Thirty_Seconds_Without_Progress_Are_A_Lost_Connection()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        var image = NoisePng.Create(1000, 1000);
        await page.SlowDownAsync(bytesPerSecond: 1);

        await page.PickAsync(FormPage.Png(image));
        // the first piece, and no other will follow
        await page.Page.WaitForFunctionAsync("() => document.querySelector('progress')?.value > 0");
        await page.Page.Clock.FastForwardAsync(29_999);
        await Expect(page.Items).ToContainTextAsync("of 3 MB");
        await page.Page.Clock.FastForwardAsync(1);
        await Expect(page.Items).ToContainTextAsync(Lost);
        await page.SlowDownAsync(bytesPerSecond: -1);
        await page.Page.Clock.FastForwardAsync(FormPage.LongestDelay);

        await page.ExpectUploadedAsync();
        Assert.Equal(image, page.Gateway.Uploads[^1].File);
    }

    [Fact]
    public async Task Sixty_Seconds_Without_An_Answer_Are_A_Lost_Connection()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        using var hold = page.Gateway.Hold();

        await page.PickAsync(FormPage.Png());
        await Expect(page.Items).ToContainTextAsync("Checking…");
        await page.Page.Clock.FastForwardAsync(59_999);
        await Expect(page.Items).ToContainTextAsync("Checking…");
        await page.Page.Clock.FastForwardAsync(1);
        await page.PassDelayAsync(Lost);

        await page.ExpectUploadedAsync();
        Assert.Single(page.Gateway.Uploads.Select(upload => upload.IdempotencyKey).Distinct());
    }

    [Fact]
    public async Task A_Slow_Connection_That_Moves_Is_Not_Given_Up()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        await page.SlowDownAsync(bytesPerSecond: 400_000);

        await page.PickAsync(FormPage.Png(NoisePng.Create(1000, 1000)));
        for (var step = 1; step <= 4; step++)
        {
            await page.Page.WaitForFunctionAsync("step => document.querySelector('progress').value > step / 8", step);
            await page.Page.Clock.FastForwardAsync(25_000);
        }
        await page.SlowDownAsync(bytesPerSecond: -1);

        await page.ExpectUploadedAsync();
        Assert.Single(page.Gateway.Uploads);
    }

    [Fact]
    public async Task A_Service_That_Is_Down_Is_Waited_For()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        page.Gateway.IsDown = true;

        await page.PickAsync(FormPage.Png());
        for (var attempt = 1; attempt < 4; attempt++)
            await page.PassDelayAsync(Lost);
        await Expect(page.Items).ToContainTextAsync(Lost);
        page.Gateway.IsDown = false;
        await page.Page.Clock.FastForwardAsync(FormPage.LongestDelay);

        await page.ExpectUploadedAsync();
        Assert.DoesNotContain(page.Errors, error => error.Contains("AllowedOrigins", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_That_Get_Nowhere_While_The_Service_Answers_Others_Are_Not_Taken_For_A_Refusal()
    {
        await using var page = await FormPage.OpenAsync(browser, fakeClock: true);
        await page.Page.RouteAsync("**/uploads", route => route.AbortAsync());

        await page.PickAsync(FormPage.Png());
        for (var attempt = 1; attempt < 4; attempt++)
            await page.PassDelayAsync(Lost);
        await Expect(page.Items).ToContainTextAsync(Lost);
        await page.Page.UnrouteAsync("**/uploads");
        await page.Page.Clock.FastForwardAsync(FormPage.LongestDelay);

        await page.ExpectUploadedAsync();
    }

    [Fact]
    public async Task A_Service_That_Answers_Nothing_At_All_Is_Not_Asked_For_Ever_Whether_It_Refuses_The_Site()
    {
        // Of the browser's own timers the clock leaves out this one.
        const string timeout =
            """
            <script>
              AbortSignal.timeout = milliseconds => {
                const controller = new AbortController();
                setTimeout(() => controller.abort(), milliseconds);
                return controller.signal;
              };
            </script>
            """;
        await using var page = await FormPage.OpenAsync(browser, head: timeout, fakeClock: true);
        await page.Page.RouteAsync("**/uploads", route => route.AbortAsync());
        await page.Page.RouteAsync("**/health", _ => Task.CompletedTask);

        await page.PickAsync(FormPage.Png());
        await page.Page.RunAndWaitForRequestAsync(() => page.PassDelayAsync(Lost), "**/health");
        await page.Page.RunAndWaitForRequestAsync(() => page.Page.Clock.FastForwardAsync(5_000), "**/health"); // without CORS
        await page.Page.UnrouteAsync("**/uploads");
        await page.Page.Clock.FastForwardAsync(5_000);
        await page.PassDelayAsync(Lost);

        await page.ExpectUploadedAsync();
    }

    [Fact]
    public async Task A_Site_That_Is_Not_Allowed_To_Upload_Is_Told_So_And_Its_Author_Why()
    {
        await using var bucket = await Bucket.StartAsync();
        await using var page = await FormPage.OpenAsync(
            browser, fakeClock: true, bucket: bucket, settings: new() { ["AllowedOrigins"] = "https://www.example.com" });

        await page.PickAsync(FormPage.Png());
        await page.PassDelayAsync(Lost);

        await Expect(page.Problem).ToHaveTextAsync("the image service refused this site.");
        var origin = page.Site.BaseAddress.GetLeftPart(UriPartial.Authority);
        Assert.Single(
            page.Errors,
            error => error.Contains("AllowedOrigins", StringComparison.Ordinal) && error.Contains(origin, StringComparison.Ordinal));
        Assert.Equal("", await page.ValueAsync());
        Assert.Empty(page.Gateway.Uploads); // Chromium asked first, and was refused
    }
}
