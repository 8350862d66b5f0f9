using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Clients.Widgets;

/// <summary>An editor that says by <c>alert</c> what went wrong, or whose code in the documentation does.</summary>
internal abstract class AlertingEditorWidget(string name, string page) : EditorWidget(name, page)
{
    private readonly ConditionalWeakTable<IPage, TaskCompletionSource<string>> _alerts = [];

    public sealed override async Task PickAsync(IPage page, FilePayload file)
    {
        _alerts.GetValue(page, Watch);
        await PickInEditorAsync(page, file);
    }

    protected abstract Task PickInEditorAsync(IPage page, FilePayload file);

    protected override Task<string> WordsAsync(IPage page) =>
        _alerts.GetValue(page, Watch).Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

    private static TaskCompletionSource<string> Watch(IPage page)
    {
        var alert = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.Dialog += async (_, dialog) =>
        {
            await dialog.AcceptAsync();
            alert.TrySetResult(dialog.Message);
        };
        return alert;
    }
}
