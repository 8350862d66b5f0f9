using System.Collections.Concurrent;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;

[assembly: AssemblyFixture(typeof(Browser))]

namespace UploadFunction.Tests.Support;

/// <summary>
/// One Chromium for all browser tests, started by the first of them: the one that the environment variable <c>CHROMIUM</c> names,
/// Playwright's own where it is installed, else the one on PATH. Of the two that Debian has, the headless shell is the same engine without
/// the windows and menus around it, and without the back/forward cache; a page costs a quarter of the processor time there.
/// </summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>Leads to the loopback, and to browsers is no secure context: as a phone sees a laptop.</summary>
    internal const string PhoneHost = "phone.test";

    /// <summary>Of every wait for a browser.</summary>
    internal static readonly float Milliseconds = (float)Patience.Limit.TotalMilliseconds;

    /// <summary>The cache keeps a page with a request on its way for a minute only, which is short on a busy machine.</summary>
    private static readonly string[] KeepLoadingPages =
        ["--enable-features=LoadingTasksUnfreezable:grace_period_to_finish_loading_in_seconds/600"];

    private readonly Lazy<Task<IBrowser>> _browser;
    private readonly Lazy<Browser>? _withBackForwardCache;
    private IPlaywright? _playwright;

    public Browser()
    {
        _browser = new(() => LaunchAsync(withBackForwardCache: false));
        _withBackForwardCache = new(() => new Browser(withBackForwardCache: true));
    }

    private Browser(bool withBackForwardCache) => _browser = new(() => LaunchAsync(withBackForwardCache));

    /// <summary>A whole Chromium that keeps the page one leaves, as people's browsers do; Playwright switches that off.</summary>
    internal Browser WithBackForwardCache => _withBackForwardCache!.Value;

    /// <summary>A page in a context of its own: no cookies, cache or storage of another test.</summary>
    internal async Task<BrowserPage> OpenAsync(
        Uri address, BrowserNewContextOptions? options = null, Func<IBrowserContext, Task>? prepare = null)
    {
        var browser = await _browser.Value;
        var page = new BrowserPage(await browser.NewContextAsync(options));
        if (prepare is not null)
            await prepare(page.Context);
        await page.GotoAsync(address);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _browser.Value).DisposeAsync();
        _playwright?.Dispose();
        if (_withBackForwardCache is { IsValueCreated: true })
            await _withBackForwardCache.Value.DisposeAsync();
    }

    /// <returns><see langword="null"/> for Playwright's own.</returns>
    private static string? FindProgram(IPlaywright playwright, string[] names)
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { } named)
            return named;
        return File.Exists(playwright.Chromium.ExecutablePath) ? null : Needs.Program(names);
    }

    private async Task<IBrowser> LaunchAsync(bool withBackForwardCache)
    {
        Assertions.SetDefaultExpectTimeout(Milliseconds);
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = FindProgram(_playwright, withBackForwardCache ? ["chromium"] : ["chromium-headless-shell", "chromium"]),
            // Without a channel, Playwright's own is the headless shell, too.
            Channel = withBackForwardCache ? "chromium" : null,
            IgnoreDefaultArgs = withBackForwardCache ? ["--disable-back-forward-cache"] : [],
            Timeout = Milliseconds,
            Args =
            [
                // Chromium's own background traffic.
                "--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-quic",
                "--disable-sync",
                // No name but these leads anywhere.
                $"--host-resolver-rules=MAP {PhoneHost} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
                .. withBackForwardCache ? KeepLoadingPages : [],
            ],
        });
    }
}

/// <summary>
/// A page, with what it complained about. It asks the loopback only: any other request fails the test when the page closes.
/// </summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _foreignRequests = new();

    public BrowserPage(IBrowserContext context)
    {
        Context = context;
        context.SetDefaultTimeout(Browser.Milliseconds);
        // Of all the context's pages, frames and workers.
        context.Request += (_, request) =>
        {
            if (!IsOnLoopback(request.Url))
                _foreignRequests.Enqueue(request.Url);
        };
        context.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _errors.Enqueue(message.Text);
        };
        context.WebError += (_, error) => _errors.Enqueue(error.Error);
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; private set; } = null!;

    /// <summary>Errors and warnings in the console, and exceptions that nobody caught.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public async Task GotoAsync(Uri address)
    {
        Page = await Context.NewPageAsync();
        // With a listener there always, Playwright takes every file picker; else one that opens before a test waits for it
        // opens for real, where nobody can close it, and Chromium with it.
        Page.FileChooser += (_, _) => { };
        await Page.GotoAsync(address.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        Assert.True(
            _foreignRequests.IsEmpty, $"The browser asked for {string.Join(", ", _foreignRequests)}, which is not on the loopback.");
    }

    private static bool IsOnLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) &&
        (address.Scheme is not ("http" or "https") || address.IsLoopback || address.Host == Browser.PhoneHost);
}
