using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>Everything that the status line said, in order: what a screen reader reads out. For pages with a fake clock.</summary>
internal sealed class StatusLog
{
    private readonly FormPage _page;

    private StatusLog(FormPage page) => _page = page;

    public static async Task<StatusLog> StartAsync(FormPage page)
    {
        await page.Status.EvaluateAsync(
            """
            status => {
              window.said = [];
              window.begun = new Set();
              for (const type of ['image-upload-start', 'image-upload-error'])
                addEventListener(type, event => window.begun.add(event.detail.id));
              new MutationObserver(records => {
                for (const { type, target, addedNodes } of records)
                  for (const node of type === 'characterData' ? [target] : addedNodes) window.said.push(node.textContent);
              }).observe(status, { childList: true, characterData: true, subtree: true });
            }
            """);
        return new StatusLog(page);
    }

    /// <summary>Lets the line say what it has to say, which is one message a second, and compares all it ever said.</summary>
    public async Task ExpectAsync(params string[] messages)
    {
        await AllBegunAsync();
        await _page.Page.Clock.RunForAsync(1000);
        await Expect(_page.Status).ToHaveTextAsync(messages[^1]);
        Assert.Equal(messages, await ReadAsync());
    }

    /// <summary>The same, and nothing comes after it.</summary>
    public async Task ExpectNothingElseAsync(params string[] messages)
    {
        await ExpectAsync(messages);
        await _page.Page.Clock.RunForAsync(60_000);
        Assert.Equal(messages, await ReadAsync());
    }

    public Task<string[]> ReadAsync() => _page.Page.EvaluateAsync<string[]>("said");

    /// <summary>What is said of an upload is said when it begins, once its file was read: in real time, which no clock moves.</summary>
    private async Task AllBegunAsync() => await _page.Page.EvaluateAsync(
        """
        () => new Promise(resolve => {
          const items = () => [...document.querySelectorAll('image-upload')].flatMap(field => field.items);
          const look = () => items().every(({ id, state }) => state !== 'uploading' || window.begun.has(id)) && resolve();
          for (const type of ['image-upload-start', 'image-upload-error']) addEventListener(type, look);
          look();
        })
        """);
}
