using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients.Widgets;

internal sealed partial class EasyMdeWidget() : AlertingEditorWidget("EasyMDE", "easymde")
{
    /// <summary>In the text, which is Markdown, and then in the preview.</summary>
    public override async Task<string> UrlAsync(IPage page, int count)
    {
        await Expect(page.Locator(".CodeMirror-code")).ToContainTextAsync(Images(count));
        var preview = page.Locator(".editor-toolbar button.preview");
        await preview.ClickAsync();
        var url = await base.UrlAsync(page, count);
        await preview.ClickAsync();
        return url;
    }

    protected override Task PickInEditorAsync(IPage page, FilePayload file) =>
        ChooseAsync(page, page.Locator(".editor-toolbar button.upload-image"), file);

    protected override ILocator Text(IPage page) => page.Locator(".editor-preview");

    protected override async Task<string> WordsAsync(IPage page)
    {
        var alert = await base.WordsAsync(page);
        await Expect(page.Locator(".CodeMirror-code")).Not.ToContainTextAsync("](");
        return alert;
    }

    private static Regex Images(int count) => new($@"(!\[\]\(http\S+?\).*){{{count}}}", RegexOptions.Singleline);
}
