using Microsoft.Playwright;

namespace UploadFunction.Tests.Support;

/// <summary>The engine of Chrome, Edge and others, by Playwright.</summary>
internal sealed class Chromium(Browser browser) : Engine
{
    internal override async Task<DrivenPage> OpenAsync(Uri address, bool? keepsPages = null)
    {
        var chosen = keepsPages == true ? browser.WithBackForwardCache : browser;
        return new ChromiumPage(await chosen.OpenAsync(address, new() { Permissions = ["clipboard-read", "clipboard-write"] }));
    }
}

internal sealed class ChromiumPage(BrowserPage page) : DrivenPage
{
    private IPage Page => page.Page;

    /// <summary>Drags files from outside over an element, by the browser's own drag and drop.</summary>
    /// <param name="types">Such as <c>dragEnter</c>, <c>dragOver</c>, <c>drop</c>.</param>
    public static async Task DragAsync(IPage page, ILocator target, string[] paths, IEnumerable<string> types)
    {
        await target.ScrollIntoViewIfNeededAsync();
        var box = await target.BoundingBoxAsync() ?? throw new InvalidOperationException("The target is not visible.");
        var session = await page.Context.NewCDPSessionAsync(page);
        foreach (var type in types)
        {
            await session.SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = type,
                ["x"] = box.X + box.Width / 2,
                ["y"] = box.Y + box.Height / 2,
                ["data"] = new { items = Array.Empty<object>(), files = paths, dragOperationsMask = 1 },
            });
        }
        await session.DetachAsync();
    }

    public override Task SetFilesAsync(string selector, params string[] paths) => Page.Locator(selector).SetInputFilesAsync(paths);

    public override Task ClickAsync(string selector) => Page.Locator(selector).ClickAsync();

    public override Task PressAsync(string chord) => Page.Keyboard.PressAsync(chord);

    public override Task CopyImageAsync(string path) => RunAsync(
        $"navigator.clipboard.write([new ClipboardItem({{ 'image/png': new Blob([{BytesOf(path)}], {{ type: 'image/png' }}) }})])");

    public override Task DropAsync(string selector, string path) =>
        DragAsync(Page, Page.Locator(selector), [path], ["dragEnter", "dragOver", "drop"]);

    public override Task SetOfflineAsync(bool isOffline) => Page.Context.SetOfflineAsync(isOffline);

    public override ValueTask DisposeAsync() => page.DisposeAsync();

    protected override Task<string> EvaluateAsync(string expression) => Page.EvaluateAsync<string>(expression);
}
