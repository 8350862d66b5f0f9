using System.Collections.Concurrent;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>
/// Pages of React, Vue and Svelte with the component that <c>docs/form.md</c> shows for each, once as a single field and once as one for
/// several images. Bundles and HTML are of their development builds, which complain about a hydration that failed.
/// </summary>
public sealed class FrameworkTests(Browser browser, FrameworkPages frameworks)
{
    private const string Rounds =
        """
        const button = () => [...document.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith('Round'));
        const round = () => Number(button().textContent.slice('Round'.length));

        async function renderTwentyTimes() {
          for (const last = round() + 20; round() < last;) {
            const before = round();
            button().click();
            while (round() === before) await new Promise(requestAnimationFrame);
          }
        }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Frameworks => ["react", "vue", "svelte"];

    [Theory]
    [MemberData(nameof(Frameworks))]
    public async Task Rendered_In_The_Browser_Sends_One_Value_After_Twenty_Renders(string framework)
    {
        await using var page = await OpenAsync(framework, isRendered: false);

        await ExpectOneValueAfterTwentyRendersAsync(page);

        Assert.Empty(page.Errors);
    }

    [Theory]
    [MemberData(nameof(Frameworks))]
    public async Task Loaded_After_Hydration_Sends_One_Value_After_Twenty_Renders(string framework)
    {
        await using var page = await OpenAsync(framework, isRendered: true);

        Assert.True(await page.Page.EvaluateAsync<bool>("document.contains(renderedForm)"), "the page was drawn anew");
        await ExpectOneValueAfterTwentyRendersAsync(page);

        Assert.Empty(page.Errors);
    }

    /// <summary>What the documentation advises against: the framework finds another page than it rendered, and may draw it anew.</summary>
    [Theory]
    [MemberData(nameof(Frameworks))]
    public async Task Loaded_Before_Hydration_Sends_One_Value_After_Twenty_Renders(string framework)
    {
        await using var page = await OpenAsync(framework, isRendered: true, isLoadedBefore: true);
        await Expect(page.Choose).ToHaveCountAsync(2);

        await page.Page.AddScriptTagAsync(new() { Url = $"/assets/{framework}/client.js", Type = "module" });

        await ExpectOneValueAfterTwentyRendersAsync(page);
        Assert.Contains(page.Errors, error => error.Contains("hydrat", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<FormPage> OpenAsync(string framework, bool isRendered, bool isLoadedBefore = false)
    {
        var assets = await frameworks.AssetsAsync();
        var html = isRendered ? await File.ReadAllTextAsync(Path.Combine(assets, framework, "page.html"), Cancellation) : "";
        var script = isLoadedBefore ? "element.js" : $"{framework}/client.js";
        Func<string, string>? resolve = null;
        return await FormPage.OpenAsync(
            browser,
            upgrades: false,
            document: (api, site) =>
            {
                resolve = text => Snippet.Resolve(text, api.BaseAddress, site);
                return resolve(
                    $"""
                    <!doctype html>
                    <html lang="en">
                    <meta charset="utf-8">
                    <title>A site</title>
                    <link rel="stylesheet" href="/assets/{framework}/client.css">
                    <div id="app">{html}</div>
                    <script>window.renderedForm = document.querySelector('form')</script>
                    <script type="module" src="/assets/{script}"></script>
                    </html>
                    """);
            },
            prepare: context => context.RouteAsync("**/assets/**", async route =>
            {
                var path = Path.Combine(assets, new Uri(route.Request.Url).AbsolutePath["/assets/".Length..]);
                var type = Path.GetExtension(path) == ".css" ? "text/css" : "text/javascript";
                await route.FulfillAsync(new() { ContentType = type, Body = resolve!(await File.ReadAllTextAsync(path, Cancellation)) });
            }));
    }

    private static async Task ExpectOneValueAfterTwentyRendersAsync(FormPage page)
    {
        var logged = new ConcurrentQueue<string>();
        page.Page.Console += (_, message) => logged.Enqueue(message.Text);
        var (single, several) = (page.Field.First.Locator("[data-part=pick]"), page.Field.Last.Locator("[data-part=pick]"));
        await page.Page.AddScriptTagAsync(new() { Content = Rounds });
        // Before the framework listens, a click renders nothing.
        await page.Page.WaitForFunctionAsync("() => round() > 0 || button().click()");
        await page.PickAsync(single, FormPage.Png());
        await page.PickAsync(several, FormPage.Png("dog.png"));
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(2);

        await page.Page.EvaluateAsync("renderTwentyTimes()");
        await page.PickAsync(several, FormPage.Png("bird.png"));
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(3);
        await Expect(page.Page.Locator("[data-ui]")).ToHaveCountAsync(2);
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(["photo", "photos"], sent.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(sent.Files);
        string?[] urls = [Assert.Single(sent["photo"]), .. sent["photos"]];
        Assert.All(urls, url => Assert.Matches("^http://[^/]+/images/[0-9a-z]{26}$", url));
        // What the component's listener says, once for each image.
        string[] names = ["cat", "dog", "bird"];
        Assert.Equal(
            names.Zip(urls, (name, url) => $"{name}.png is stored at {url}").Order(StringComparer.Ordinal),
            logged.Where(text => text.Contains(" is stored at ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }
}
