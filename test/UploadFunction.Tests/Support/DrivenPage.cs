using System.Text.Json;

namespace UploadFunction.Tests.Support;

/// <summary>
/// A page in one of several engines. What a person does comes as real input, but for two methods here that engines override which have
/// better.
/// </summary>
internal abstract class DrivenPage : IAsyncDisposable
{
    /// <summary>Of the input that <paramref name="selector"/> finds, as if they had been chosen in its file picker.</summary>
    public abstract Task SetFilesAsync(string selector, params string[] paths);

    public abstract Task ClickAsync(string selector);

    /// <param name="chord">Such as <c>Tab</c>, <c>Shift+Tab</c> or <c>Control+V</c>.</param>
    public abstract Task PressAsync(string chord);

    /// <summary>Puts a PNG on the clipboard.</summary>
    public abstract Task CopyImageAsync(string path);

    /// <summary>The value of an expression, or what its promise becomes.</summary>
    public async Task<T> ReadAsync<T>(string expression) =>
        JsonSerializer.Deserialize<T>(await EvaluateAsync($"(async () => JSON.stringify(await ({expression})) ?? 'null')()"))!;

    /// <summary>Calls a function of one parameter.</summary>
    /// <param name="function">Such as <c>async input => input.length</c>.</param>
    public Task<T> CallAsync<T>(string function, object input) => ReadAsync<T>($"({function})({JsonSerializer.Serialize(input)})");

    public Task RunAsync(string expression) => ReadAsync<object?>($"void ({expression})");

    public async Task TypeAsync(string text)
    {
        foreach (var character in text)
            await PressAsync(character.ToString());
    }

    /// <summary>Waits until a condition is true, in whatever page is there.</summary>
    /// <param name="condition">Without a promise.</param>
    public async Task UntilAsync(string condition)
    {
        var deadline = DateTime.UtcNow + Patience.Limit;
        while (true)
        {
            Exception? failure = null;
            try
            {
                if (await EvaluateNowAsync($"String(Boolean({condition}))") == "true")
                    return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                failure = exception; // as between two pages
            }
            if (DateTime.UtcNow > deadline)
                throw new TimeoutException($"Never true: {condition}, and the page said: {await DescribeAsync()}", failure);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Back in the history, and waits until the page is there.</summary>
    public Task BackAsync(string untilCondition) => LeaveAsync("history.back()", untilCondition);

    public Task ReloadAsync(string untilCondition) => LeaveAsync("location.reload()", $"!window.isOld && {untilCondition}");

    /// <summary>Files dragged from outside. Here the page is told what browsers tell it.</summary>
    public virtual Task DropAsync(string selector, string path) => RunAsync(
        $$"""
        ['dragenter', 'dragover', 'drop'].forEach(type => document.querySelector('{{selector}}').dispatchEvent(
          new DragEvent(type, { bubbles: true, cancelable: true, composed: true, dataTransfer: {{TransferOf(path)}} })))
        """);

    /// <summary>An image pasted at what has the focus, for engines whose own event lacks it.</summary>
    public Task DispatchPasteAsync(string path) => RunAsync(
        $"document.activeElement.dispatchEvent(" +
        $"new ClipboardEvent('paste', {{ bubbles: true, cancelable: true, clipboardData: {TransferOf(path)} }}))");

    /// <summary>Takes the network away, or brings it back. Here the page is only told so.</summary>
    public virtual Task SetOfflineAsync(bool isOffline) => RunAsync(
        $$"""
        (Object.defineProperty(navigator, 'onLine', { value: {{(isOffline ? "false" : "true")}}, configurable: true }),
          dispatchEvent(new Event('{{(isOffline ? "offline" : "online")}}')))
        """);

    public abstract ValueTask DisposeAsync();

    /// <param name="expression">Its value is a string, or a promise of one.</param>
    protected abstract Task<string> EvaluateAsync(string expression);

    /// <param name="expression">Its value is a string. The page may be on its way out, and must answer all the same.</param>
    protected virtual Task<string> EvaluateNowAsync(string expression) => EvaluateAsync($"(async () => {expression})()");

    protected static string BytesOf(string path) =>
        $"Uint8Array.from(atob('{Convert.ToBase64String(File.ReadAllBytes(path))}'), character => character.charCodeAt(0))";

    private static string TransferOf(string path) =>
        $$"""
        (() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([{{BytesOf(path)}}], '{{Path.GetFileName(path)}}', { type: 'image/png' }));
          return transfer;
        })()
        """;

    private async Task<string> DescribeAsync()
    {
        try
        {
            return await ReadAsync<string>("`${document.title}, ${document.body?.innerText}`");
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
    }

    private async Task LeaveAsync(string script, string untilCondition)
    {
        await RunAsync($"(window.isOld = true, setTimeout(() => {script}))");
        await UntilAsync(untilCondition);
    }
}
