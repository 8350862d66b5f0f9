using UploadFunction.Tests.Form;

namespace UploadFunction.Tests.Support;

/// <summary>The tests use the loopback only, and one that asks for anything else fails.</summary>
public sealed class LoopbackTests(Browser browser)
{
    private const string Elsewhere = "http://images.example/cat.png";

    [Theory]
    [InlineData($"""<img src="{Elsewhere}" alt="A cat" onerror="window.asked = true">""")]
    [InlineData($"""<iframe src="{Elsewhere}" title="A cat" onload="window.asked = true"></iframe>""")]
    [InlineData(
        $"""
        <script>
          const work = new Blob(["fetch('{Elsewhere}').catch(() => postMessage(1))"]);
          new Worker(URL.createObjectURL(work)).onmessage = () => window.asked = true;
        </script>
        """)]
    public async Task A_Page_That_Asks_For_Another_Host_Fails_The_Test_And_Names_The_Url(string html)
    {
        await using var site = await AuthorSite.StartAsync(_ => $"<!doctype html><title>A site</title>{html}");
        var tab = await browser.OpenAsync(site.BaseAddress);
        await tab.Page.WaitForFunctionAsync("() => window.asked");

        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await tab.DisposeAsync());

        Assert.Contains(Elsewhere, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Client_That_Asks_For_Another_Host_Fails_And_Names_The_Url()
    {
        using var client = LoopbackClient.Create();

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => client.GetAsync(Elsewhere, TestContext.Current.CancellationToken));

        Assert.Contains(Elsewhere, failure.ToString(), StringComparison.Ordinal);
    }
}
