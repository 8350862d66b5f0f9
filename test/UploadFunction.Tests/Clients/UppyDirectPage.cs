using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using UploadFunction.Tests.Clients.Widgets;
using UploadFunction.Tests.Form;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients;

/// <summary>Uppy with <c>uppy-upload.js</c>, and everything between it and the program.</summary>
internal sealed class UppyDirectPage : IAsyncDisposable
{
    private static readonly UppyWidget Widget = new("Uppy");

    private readonly TemporaryFolder _files = new();
    private readonly ConcurrentQueue<string> _keys = new();
    private readonly GalleryPage _gallery;
    private ICDPSession? _network;

    private UppyDirectPage(UploadApi api, Gateway gateway, GalleryPage gallery)
    {
        (Api, Gateway, _gallery) = (api, gateway, gallery);
        Page.Request += (_, request) =>
        {
            if (request is { Method: "POST", PostData: { } body } && request.Url.EndsWith("/uploads/direct", StringComparison.Ordinal))
                _keys.Enqueue(JsonSerializer.Deserialize<JsonElement>(body).GetProperty("idempotencyKey").GetString()!);
        };
    }

    public UploadApi Api { get; }

    public Gateway Gateway { get; }

    public IPage Page => _gallery.Page;

    public IReadOnlyCollection<string> Errors => _gallery.Errors;

    public ILocator Items => UppyWidget.Items(Page);

    /// <summary>Of the requests for a ticket.</summary>
    public IReadOnlyCollection<string> IdempotencyKeys => _keys;

    /// <param name="edit">Changes the documented code.</param>
    /// <param name="services">Replaces services of the program.</param>
    public static async Task<UppyDirectPage> OpenAsync(
        Browser browser, int version, Func<string, string>? edit = null, Action<IServiceCollection>? services = null)
    {
        var gateway = new Gateway();
        var api = UploadApi.Start(services: all =>
        {
            all.AddSingleton<IStartupFilter>(gateway);
            services?.Invoke(all);
        });
        var gallery = await GalleryPage.OpenAsync(
            browser, api.BaseAddress, "uppy-direct", version == 5 ? UppyWidget.Version5 : null,
            edit: html => (edit?.Invoke(html) ?? html).Replace("<form", FormPage.NoPauses + "<form", StringComparison.Ordinal));
        return new UppyDirectPage(api, gateway, gallery);
    }

    /// <summary>Chooses files and has them uploaded.</summary>
    public async Task PickAsync(params (string Name, byte[] Bytes)[] files)
    {
        foreach (var (name, bytes) in files)
            await File.WriteAllBytesAsync(Path.Combine(_files.Path, name), bytes, TestContext.Current.CancellationToken);
        await UppyWidget.PickFilesAsync(Page, [.. files.Select(file => Path.Combine(_files.Path, file.Name))]);
    }

    /// <summary>Waits for the upload of the only image, whose bytes are then public, and alone in the store.</summary>
    public async Task ExpectStoredOnceAsync(byte[] image)
    {
        var url = new Uri(await Widget.UrlAsync(Page, 1));
        Assert.Equal(image, await Api.Client.GetByteArrayAsync(url, TestContext.Current.CancellationToken));
        Assert.Equal([url.Segments[^1]], ObjectsIn("images"));
        Assert.Empty(ObjectsIn("incoming"));
    }

    public Task<string> FailureAsync() => Widget.FailureAsync(Page);

    public Task RetryAsync() => Page.Locator(".uppy-StatusBar-actionBtn--retry").ClickAsync();

    /// <summary>Percent of the only image, once it is more than <paramref name="least"/>.</summary>
    public async Task<int> ProgressAsync(int least)
    {
        const string shown = "document.querySelector('.uppy-StatusBar [role=progressbar]')?.ariaValueNow";
        var value = await Page.WaitForFunctionAsync($"least => {shown} > least && {shown}", least);
        return int.Parse(await value.JsonValueAsync<string>(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>How fast the browser sends; -1 is as fast as it can.</summary>
    public async Task SlowDownAsync(double bytesPerSecond)
    {
        _network ??= await Page.Context.NewCDPSessionAsync(Page);
        await _network.SendAsync("Network.enable");
        await _network.SendAsync(
            "Network.emulateNetworkConditions",
            new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytesPerSecond });
    }

    public Task ExpectNoItemsAsync() => Expect(Items).ToHaveCountAsync(0);

    public string[] ObjectsIn(string folder)
    {
        var path = Path.Combine(Api.Folder.FullName, folder);
        return Directory.Exists(path) ? [.. Directory.GetFiles(path).Select(Path.GetFileName).OfType<string>()] : [];
    }

    public async ValueTask DisposeAsync()
    {
        await _gallery.DisposeAsync();
        await Api.DisposeAsync();
        _files.Dispose();
    }
}
