using System.Text.Json;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary><c>docs/form.md</c>: what form services get.</summary>
public sealed class DocumentationServiceTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [Snippets("formspree")]
    public async Task Formspree_Gets_An_Ordinary_Field(Snippet formspree)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, formspree.Html);

        await page.Page.GetByLabel("E-mail").FillAsync("ann@example.com");
        await page.PickAsync(FormPage.Png());
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(["email", "photo"], sent.Keys);
        Assert.StartsWith(page.Api.BaseAddress + "images/", sent["photo"]);
        Assert.EndsWith("/f/YOUR-FORM-ID", page.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [Snippets("netlify")]
    public async Task Netlify_Gets_Only_Fields_Whose_Names_Are_In_The_Html(Snippet netlify)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, netlify.Html);
        var declared = await page.Page.EvaluateAsync<string[]>(
            """
            html => {
              const page = new DOMParser().parseFromString(html, 'text/html');
              return [...page.querySelectorAll('form[data-netlify] input')].map(input => input.name);
            }
            """,
            netlify.Code);

        await page.Page.GetByLabel("Name").FillAsync("Ann");
        await page.PickAsync(FormPage.Png());
        await page.Send.ClickAsync();

        var sent = await page.Site.ReceiveAsync(page.Page);
        Assert.Equal(declared, sent.Keys);
        Assert.StartsWith(page.Api.BaseAddress + "images/", sent["photo"]);
    }

    [Theory]
    [Snippets("mailto")]
    public async Task A_Mail_Begins_With_The_Url(Snippet mailto)
    {
        await using var page = await DocumentedPage.OpenAsync(browser, mailto.Html);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        var value = await page.ValueAsync();
        var session = await page.Page.Context.NewCDPSessionAsync(page.Page);
        var navigation = new TaskCompletionSource<JsonElement>();
        session.Event("Page.frameRequestedNavigation").OnEvent += (_, parameters) => navigation.TrySetResult(parameters!.Value);
        await session.SendAsync("Page.enable");

        await page.Button("Write the mail").ClickAsync();

        var url = (await navigation.Task.WaitAsync(Cancellation)).GetProperty("url").GetString()!;
        Assert.StartsWith("mailto:me@example.com?body=", url, StringComparison.Ordinal);
        Assert.StartsWith($"photo={value}", Uri.UnescapeDataString(url.Split("body=")[1]), StringComparison.Ordinal);
    }

    [Theory]
    [Snippets("redirect")]
    public async Task A_Form_Without_Scripts_Ends_On_The_Author_s_Page_With_The_Url(Snippet redirect)
    {
        await using var page = await DocumentedPage.OpenBareAsync(browser, redirect.Html, upgrades: false, scripts: false);
        var image = NoisePng.Create();

        await page.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png(image));
        await page.Send.ClickAsync();

        await Expect(page.Page).ToHaveTitleAsync("Thank you");
        var address = page.Page.Url.Split("?image=");
        Assert.Equal(page.Site.BaseAddress + "thanks/", address[0]);
        Assert.Equal(image, await page.Api.Client.GetByteArrayAsync(new Uri(Uri.UnescapeDataString(address[1])), Cancellation));
    }
}
