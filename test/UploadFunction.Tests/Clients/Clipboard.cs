using Microsoft.Playwright;

namespace UploadFunction.Tests.Clients;

/// <summary>Pastes what only a person's clipboard can hold.</summary>
internal static class Clipboard
{
    public static Task PasteAsync(ILocator target, FilePayload file) => target.EvaluateAsync(
        """
        (target, { name, type, base64 }) => {
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], name, { type }));
          target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }
        """,
        new { name = file.Name, type = file.MimeType, base64 = Convert.ToBase64String(file.Buffer) });

    public static Task PasteAsync(ILocator target, string text) => target.EvaluateAsync(
        """
        (target, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', text);
          target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }
        """,
        text);
}
