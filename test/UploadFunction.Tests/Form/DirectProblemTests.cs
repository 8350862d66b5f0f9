using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>A large image that is refused: the person reads why, as on the way through the API.</summary>
public sealed class DirectProblemTests(Browser browser)
{
    [Fact]
    public async Task A_Damaged_Image_Is_Refused_Once_It_Was_Sent_And_Leaves_Nothing()
    {
        await using var page = await LargeImage.OpenAsync(browser);

        await page.PickAsync(FormPage.Png(LargeImage.Create()[..^100], "torn.png"));

        await Expect(page.Problem).ToContainTextAsync("This image is damaged: ");
        await Expect(page.Status).ToContainTextAsync("torn.png failed: ");
        await Expect(page.Button("Retry torn.png")).ToBeHiddenAsync();
        await page.Send.ClickAsync();
        await Expect(page.Choose).ToBeFocusedAsync();
        Assert.Equal("torn.png did not upload. Remove it.", await page.Field.EvaluateAsync<string>("field => field.validationMessage"));
        Assert.False(page.Site.HasSubmissions);
        Assert.Equal([Step.Ticket, Step.Store, Step.Complete], page.Gateway.Steps);
        Assert.Empty(page.ObjectsIn("images"));
        Assert.Empty(page.ObjectsIn("incoming"));
    }

    [Theory]
    [InlineData(Step.Ticket, 400)]
    [InlineData(Step.Ticket, 401)]
    [InlineData(Step.Ticket, 413)]
    [InlineData(Step.Ticket, 415)]
    [InlineData(Step.Complete, 400)]
    [InlineData(Step.Complete, 413)]
    [InlineData(Step.Complete, 415)]
    [InlineData(Step.Complete, 422)]
    public async Task What_The_Api_Refuses_Is_Shown_And_Not_Sent_Again(object step, int status)
    {
        await using var page = await LargeImage.OpenAsync(browser, fakeClock: true);
        page.Gateway.Answer(
            status, json: $$"""{"code":"some-problem","status":{{status}},"detail":"Refused with {{status}}."}""", at: (Step)step);

        await page.PickAsync(FormPage.Png(LargeImage.Create()));
        await Expect(page.Problem).ToHaveTextAsync($"Refused with {status}.");
        await page.Page.Clock.FastForwardAsync(600_000);

        await Expect(page.Items).ToHaveAttributeAsync("data-state", "failed");
        Assert.Equal((Step)step, page.Gateway.Steps[^1]);
    }

    [Fact]
    public async Task A_Key_That_Is_Taken_Is_Replaced_Once()
    {
        await using var page = await LargeImage.OpenAsync(browser);
        var image = LargeImage.Create();
        page.Gateway.Answer(409, json: """{"code":"idempotency-conflict","status":409,"detail":"Taken."}""", at: Step.Ticket);

        await page.PickAsync(FormPage.Png(image));

        await page.ExpectStoredOnceAsync(image);
        Assert.Equal(2, page.Gateway.At(Step.Ticket).Select(request => request.IdempotencyKey).Distinct().Count());
    }
}
