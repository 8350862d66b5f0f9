using System.Net.Http.Json;
using System.Text.Json.Nodes;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary><c>docs/form.md</c>: a pinned version with subresource integrity.</summary>
public sealed class DocumentationPinnedTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [Snippets("pinned", "integrity", "usage")]
    public async Task Loads_With_The_Hashes_That_The_Command_Prints(Snippet pinned, Snippet integrity, Snippet usage)
    {
        await using var page = await OpenAsync(pinned);
        var module = await HashAsync(page, integrity.Code);
        var stylesheet = await HashAsync(page, integrity.Code.Replace(".js", ".css", StringComparison.Ordinal));

        await ShowAsync(page, WithHashes(pinned, module, stylesheet) + usage.Html);
        await page.PickAsync(FormPage.Png());

        await page.ExpectUploadedAsync();
        await Expect(page.Page.Locator("link")).ToHaveCountAsync(1); // the module added no other
        await Expect(page.Field.Locator("[data-part=list]")).ToHaveCSSAsync("display", "grid");
        Assert.Empty(page.Errors);
    }

    [Theory]
    [Snippets("pinned", "integrity", "usage")]
    public async Task Another_File_Is_Refused_And_The_Native_Input_Stays(Snippet pinned, Snippet integrity, Snippet usage)
    {
        await using var page = await OpenAsync(pinned);
        var stylesheet = await HashAsync(page, integrity.Code.Replace(".js", ".css", StringComparison.Ordinal));

        await ShowAsync(page, WithHashes(pinned, stylesheet, stylesheet) + usage.Html);

        await Expect(page.Page.GetByLabel("Photo")).ToBeVisibleAsync();
        Assert.Single(page.Errors, error => error.Contains("integrity", StringComparison.Ordinal));
        Assert.False(await page.Page.EvaluateAsync<bool>("Boolean(customElements.get('image-upload'))"));
    }

    /// <summary>An empty page, for which the program's files lie under its version too, as in the bucket.</summary>
    private async Task<FormPage> OpenAsync(Snippet pinned)
    {
        var page = await DocumentedPage.OpenBareAsync(browser, "", upgrades: false);
        var config = await page.Api.Client.GetFromJsonAsync<JsonObject>("/config.json", Cancellation);
        var folder = $"/{config!["version"]}/";
        Assert.Contains("/site" + folder, pinned.Code, StringComparison.Ordinal);
        await page.Page.RouteAsync($"**{folder}*", async route => await route.FulfillAsync(new()
        {
            Response = await route.FetchAsync(new() { Url = route.Request.Url.Replace(folder, "/", StringComparison.Ordinal) }),
        }));
        return page;
    }

    private static Task ShowAsync(FormPage page, string content) =>
        page.Page.SetContentAsync("<!doctype html>" + Snippet.Resolve(content, page.Api.BaseAddress, page.Site.BaseAddress));

    private static string WithHashes(Snippet pinned, string module, string stylesheet) => pinned.Html
        .Replace("HASH-OF-THE-MODULE", module, StringComparison.Ordinal)
        .Replace("HASH-OF-THE-STYLESHEET", stylesheet, StringComparison.Ordinal);

    private static async Task<string> HashAsync(FormPage page, string command)
    {
        Needs.Program("curl");
        Needs.Program("openssl");
        // The program serves the files without their version.
        var served = command.Replace($"/site/{ServiceEndpoints.Version}", "/site", StringComparison.Ordinal);
        var (exitCode, output) = await ProcessOutput.RunAsync(
            Needs.Program("bash"), ["-o", "pipefail", "-c", Snippet.Resolve(served, page.Api.BaseAddress, page.Site.BaseAddress)]);
        Assert.Equal(0, exitCode);
        return output;
    }
}
