using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What a field leaves behind in a page that stays open all day.</summary>
public sealed class LeakTests(Browser browser)
{
    /// <summary>Runs before the module, and over the fake clock's timers.</summary>
    private const string CountTimers =
        """
        <script>
          window.timers = new Map();
          for (const type of ['Timeout', 'Interval']) {
            const [set, clear] = [window[`set${type}`], window[`clear${type}`]];
            window[`set${type}`] = (callback, ...rest) => {
              const id = set((...values) => {
                if (type === 'Timeout') timers.delete(id);
                callback(...values);
              }, ...rest);
              timers.set(id, String(callback));
              return id;
            };
            window[`clear${type}`] = id => {
              timers.delete(id);
              clear(id);
            };
          }
        </script>
        """;

    [Theory]
    [InlineData("")]
    [InlineData("describe")]
    public async Task Ten_Uploads_And_Clear_Leave_No_More_Than_One(string attributes)
    {
        await using var page = await FormPage.OpenAsync(
            browser,
            $"""<image-upload name="photos" multiple {attributes}><input type="file"></image-upload>""",
            CountTimers,
            fakeClock: true);
        var session = await page.Page.Context.NewCDPSessionAsync(page.Page);

        await UploadAndClearAsync(1);
        var afterOne = await CountAsync();
        await UploadAndClearAsync(10);
        var afterTen = await CountAsync();

        Assert.Equal(afterOne, afterTen);

        async Task UploadAndClearAsync(int count)
        {
            await page.PickAsync([.. Enumerable.Range(1, count).Select(number => FormPage.Png($"{number}.png"))]);
            await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(count);
            await page.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('canvas')].every(canvas => canvas.width > 1)");
            await page.Page.Clock.RunForAsync(2000); // the status line has said what it had to say
            await page.Field.EvaluateAsync("field => field.clear()");
            Assert.Empty(await page.Page.EvaluateAsync<string[]>("[...timers.values()]"));
        }

        async Task<string> CountAsync()
        {
            await session.SendAsync("HeapProfiler.collectGarbage");
            return (await session.SendAsync("Memory.getDOMCounters"))!.Value.GetRawText();
        }
    }

    [Fact]
    public async Task No_Timer_Is_Left_When_An_Upload_Is_Cancelled_While_It_Waits_To_Be_Sent_Again()
    {
        await using var page = await FormPage.OpenAsync(browser, head: CountTimers, fakeClock: true);
        page.Gateway.Answer(503, retryAfter: "20");
        await page.PickAsync(FormPage.Png());
        await Expect(page.Items).ToContainTextAsync("The image service is busy. Waiting.");

        await page.Button("Cancel cat.png").ClickAsync();
        await page.Page.Clock.RunForAsync(2000);

        Assert.Empty(await page.Page.EvaluateAsync<string[]>("[...timers.values()]"));
    }
}
