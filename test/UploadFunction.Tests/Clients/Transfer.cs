using Microsoft.Playwright;

namespace UploadFunction.Tests.Clients;

/// <summary>Pastes and drops, as a person does who has the file in her clipboard or under her pointer.</summary>
internal static class Transfer
{
    private const string TransferOfFile =
        """
        (() => {
          const transfer = new DataTransfer();
          const bytes = Uint8Array.from(atob(file.base64), c => c.charCodeAt(0));
          transfer.items.add(new File([bytes], file.name, { type: file.type }));
          return transfer;
        })()
        """;

    public static Task PasteAsync(ILocator target, FilePayload file) => target.EvaluateAsync(
        $$"""
        (target, file) => {
          const clipboardData = {{TransferOfFile}};
          target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }
        """,
        Argument(file));

    public static Task PasteAsync(ILocator target, string text) => target.EvaluateAsync(
        """
        (target, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', text);
          target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }
        """,
        text);

    /// <summary>In the middle of the target.</summary>
    public static Task DropAsync(ILocator target, FilePayload file) => target.EvaluateAsync(
        $$"""
        (target, file) => {
          const dataTransfer = {{TransferOfFile}};
          const { left, top, width, height } = target.getBoundingClientRect();
          const [clientX, clientY] = [left + width / 2, top + height / 2];
          target.dispatchEvent(new DragEvent('drop', { dataTransfer, clientX, clientY, bubbles: true, cancelable: true }));
        }
        """,
        Argument(file));

    private static object Argument(FilePayload file) =>
        new { name = file.Name, type = file.MimeType, base64 = Convert.ToBase64String(file.Buffer) };
}
