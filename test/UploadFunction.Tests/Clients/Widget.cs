using Microsoft.Playwright;

namespace UploadFunction.Tests.Clients;

/// <summary>What a person does with one widget, and what she sees.</summary>
internal abstract class Widget(string name, string page)
{
    /// <summary>With its major version where the gallery has two.</summary>
    public string Name => name;

    /// <summary>Its page in <c>test/clients</c>, without <c>.html</c>.</summary>
    public string Page => page;

    /// <summary>As for <see cref="GalleryPage.OpenAsync"/>.</summary>
    public IReadOnlyDictionary<string, string>? Packages { get; init; }

    /// <summary>Whether the widget, or the code in the documentation, can show our words about a failure.</summary>
    public virtual bool ShowsOurWords => true;

    /// <summary>What it complains about in the console whatever its page does; else <see langword="null"/>.</summary>
    public virtual string? OwnWarning => null;

    /// <summary>Chooses a file, as its user does.</summary>
    public abstract Task PickAsync(IPage page, FilePayload file);

    /// <summary>Waits until so many images are uploaded.</summary>
    /// <returns>The URL of the last one, as the page keeps it: in a field of the form, or in the text that is edited.</returns>
    public abstract Task<string> UrlAsync(IPage page, int count);

    /// <summary>Waits for a failure, and returns all words about it that a person sees.</summary>
    public abstract Task<string> FailureAsync(IPage page);

    public override string ToString() => name;

    /// <summary>Opens the file picker with a click, and chooses there.</summary>
    internal static async Task ChooseAsync(IPage page, ILocator opener, FilePayload file)
    {
        var picker = await page.RunAndWaitForFileChooserAsync(() => opener.ClickAsync());
        await picker.SetFilesAsync(file);
    }
}
