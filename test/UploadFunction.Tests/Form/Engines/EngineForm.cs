using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form.Engines;

/// <summary>An author's page with a form, open in one of the engines, and the real program behind it on another origin.</summary>
internal sealed class EngineForm : IAsyncDisposable
{
    public const string Choose = "[data-part=pick]";
    public const string SaveDraft = "button[value=draft]";
    public const string Send = "button[value=send]";
    public const string Reset = "button[type=reset]";

    private const string Input = "image-upload input[type=file]";
    private const string IsThere = "document.readyState === 'complete' && document.querySelector('[data-part=pick]')";

    /// <summary>In each page: how often a file picker would have opened, and that none does, for no driver could close it.</summary>
    private const string ObservePickers =
        """
        (window.pickers = 0, addEventListener('click', event => {
          if (event.target.type !== 'file') return;
          pickers++;
          event.preventDefault();
        }, true))
        """;

    private readonly TemporaryFolder _folder;

    private EngineForm(UploadApi api, Gateway gateway, AuthorSite site, DrivenPage page, TemporaryFolder folder)
    {
        Api = api;
        Gateway = gateway;
        Site = site;
        Page = page;
        _folder = folder;
    }

    public UploadApi Api { get; }

    public Gateway Gateway { get; }

    public AuthorSite Site { get; }

    public DrivenPage Page { get; }

    public static async Task<EngineForm> OpenAsync(
        Engine engine,
        string form = FormPage.PhotoField,
        string head = "",
        Func<UploadApi, string>? contentSecurityPolicy = null,
        bool? keepsPages = null)
    {
        engine.Require();
        var gateway = new Gateway();
        var api = UploadApi.Start(services: services => services.AddSingleton<IStartupFilter>(gateway));
        var site = await AuthorSite.StartAsync(api.BaseAddress, form, head, contentSecurityPolicy?.Invoke(api));
        try
        {
            var page = new EngineForm(api, gateway, site, await engine.OpenAsync(site.BaseAddress, keepsPages), new TemporaryFolder());
            await page.Page.UntilAsync(IsThere);
            await page.Page.RunAsync(ObservePickers);
            return page;
        }
        catch
        {
            await site.DisposeAsync();
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>A file's path.</summary>
    public string Save(byte[] bytes, string name = "cat.png")
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>As if these had been chosen in the picker.</summary>
    public Task PickAsync(params string[] paths) => Page.SetFilesAsync(Input, paths);

    /// <summary>Picks an image of noise.</summary>
    /// <returns>Its bytes.</returns>
    public async Task<byte[]> PickAsync(int width = 64, string name = "cat.png")
    {
        var image = NoisePng.Create(width);
        await PickAsync(Save(image, name));
        return image;
    }

    /// <summary>Opens the picker, and picks.</summary>
    public async Task OpenAndPickAsync(Func<Task> open, params string[] paths)
    {
        var before = await Page.ReadAsync<int>("pickers");
        await open();
        await Page.UntilAsync($"pickers === {before + 1}");
        await PickAsync(paths);
    }

    public Task<T> ReadAsync<T>(string expression) => Page.ReadAsync<T>(OfField(expression));

    public Task RunAsync(string expression) => Page.RunAsync(OfField(expression));

    public Task UntilAsync(string condition) => Page.UntilAsync(OfField(condition));

    public Task UntilItemsAreAsync(params string[] states) => UntilAsync(
        $"[...field.querySelectorAll('li')].map(item => item.dataset.state).join() === '{string.Join(',', states)}'");

    /// <summary>Waits until the field shows a text.</summary>
    public Task UntilItSaysAsync(string text) => UntilAsync($"field.innerText.includes('{text}')");

    public Task UntilItHasTheFocusAsync(string selector) => Page.UntilAsync($"document.activeElement.matches('{selector}')");

    public Task<string> ValueAsync() => ReadAsync<string>("field.value");

    public Task<byte[]> StoredAsync(string? url) => Api.Client.GetByteArrayAsync(new Uri(url!), TestContext.Current.CancellationToken);

    /// <summary>What the form sent, once the answer is there.</summary>
    public async Task<IFormCollection> ReceiveAsync()
    {
        await Page.UntilAsync("document.title === 'Thank you'");
        return await Site.ReceiveAsync();
    }

    public async Task BackAsync()
    {
        await Page.BackAsync($"document.title === 'A site' && {IsThere}");
        await Page.RunAsync(ObservePickers);
    }

    public async Task ReloadAsync()
    {
        await Page.ReloadAsync(IsThere);
        await Page.RunAsync(ObservePickers);
    }

    public async ValueTask DisposeAsync()
    {
        await Page.DisposeAsync();
        await Site.DisposeAsync();
        await Api.DisposeAsync();
        _folder.Dispose();
    }

    private static string OfField(string expression) => $"(field => {expression})(document.querySelector('image-upload'))";
}
