using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients.Widgets;

/// <summary>An editor, which shows an image in the text and saves its URL there.</summary>
internal abstract class EditorWidget(string name, string page, bool showsOurWords = true) : Widget(name, page)
{
    public override bool ShowsOurWords => showsOurWords;

    public override async Task<string> UrlAsync(IPage page, int count)
    {
        // While an image is on its way, editors show it from a blob.
        var images = Text(page).Locator("img[src^=http]");
        await Expect(images).ToHaveCountAsync(count);
        await Expect(images.Last).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
        return (await images.Last.GetAttributeAsync("src"))!;
    }

    public override async Task<string> FailureAsync(IPage page)
    {
        var words = await WordsAsync(page);
        await Expect(Text(page).Locator("img")).ToHaveCountAsync(0);
        return words;
    }

    /// <summary>What its user edits.</summary>
    protected abstract ILocator Text(IPage page);

    /// <summary>Waits for the words about a failure.</summary>
    protected abstract Task<string> WordsAsync(IPage page);
}
