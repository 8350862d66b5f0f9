using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>An author's page with a form, open in a browser, and the real program behind it on another origin.</summary>
internal sealed class FormPage : IAsyncDisposable
{
    public const string PhotoField =
        """
        <label for="photo">Photo</label>
        <image-upload name="photo" required>
          <input type="file" id="photo" name="photo" accept="image/*" required>
        </image-upload>
        """;

    private readonly BrowserPage _browserPage;

    private FormPage(UploadApi api, Gateway gateway, AuthorSite site, BrowserPage browserPage)
    {
        Api = api;
        Gateway = gateway;
        Site = site;
        _browserPage = browserPage;
    }

    public UploadApi Api { get; }

    public Gateway Gateway { get; }

    public AuthorSite Site { get; }

    public IPage Page => _browserPage.Page;

    public IReadOnlyCollection<string> Errors => _browserPage.Errors;

    public ILocator Field => Page.Locator("image-upload");

    public ILocator Choose => Field.Locator("[data-part=pick]");

    public ILocator Status => Field.GetByRole(AriaRole.Status);

    public ILocator Items => Field.GetByRole(AriaRole.Listitem);

    /// <summary>The words of an item that failed.</summary>
    public ILocator Problem => Items.Locator("[data-part=error]");

    public ILocator Send => Button("Send");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <param name="fakeClock">The page's timers stand still until the test moves its clock.</param>
    /// <param name="document">A whole page in the place of the usual one, made of the program and the site's address.</param>
    public static async Task<FormPage> OpenAsync(
        Browser browser,
        string form = PhotoField,
        string head = "",
        Func<UploadApi, string>? contentSecurityPolicy = null,
        BrowserNewContextOptions? options = null,
        bool fakeClock = false,
        bool upgrades = true,
        Func<UploadApi, Uri, string>? document = null)
    {
        var gateway = new Gateway();
        var api = UploadApi.Start(services: services => services.AddSingleton<IStartupFilter>(gateway));
        var site = document is null
            ? await AuthorSite.StartAsync(api.BaseAddress, form, head, contentSecurityPolicy?.Invoke(api))
            : await AuthorSite.StartAsync(address => document(api, address));
        var browserPage = await browser.OpenAsync(site.BaseAddress, options, async context =>
        {
            if (fakeClock)
                await context.Clock.InstallAsync();
        });
        var page = new FormPage(api, gateway, site, browserPage);
        if (upgrades)
            await Assertions.Expect(page.Choose.First).ToBeVisibleAsync();
        if (fakeClock)
            await page.Page.Clock.PauseAtAsync(DateTime.UtcNow.AddHours(1));
        return page;
    }

    public static FilePayload Png(byte[] bytes, string name = "cat.png") => new() { Name = name, MimeType = "image/png", Buffer = bytes };

    public static FilePayload Png(string name = "cat.png") => Png(NoisePng.Create(), name);

    public static FilePayload Text(string name = "notes.txt") => new() { Name = name, MimeType = "text/plain", Buffer = "Not an image."u8.ToArray() };

    /// <summary>An image that only the API finds wrong: its first bytes are right, and then it ends.</summary>
    public static FilePayload Damaged(string name = "torn.png") => Png(NoisePng.Create()[..^100], name);

    /// <summary>As a person does it: opens the file picker and chooses there.</summary>
    public Task PickAsync(params FilePayload[] files) => PickAsync(Choose, files);

    public async Task PickAsync(ILocator opener, params FilePayload[] files)
    {
        var picker = await Page.RunAndWaitForFileChooserAsync(() => opener.ClickAsync());
        await picker.SetFilesAsync(files);
    }

    /// <summary>How fast the browser sends; -1 is as fast as it can.</summary>
    public async Task SlowDownAsync(double bytesPerSecond)
    {
        var session = await Page.Context.NewCDPSessionAsync(Page);
        await session.SendAsync("Network.enable");
        await session.SendAsync(
            "Network.emulateNetworkConditions",
            new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytesPerSecond });
    }

    public Task ExpectUploadedAsync() => Assertions.Expect(Items).ToHaveAttributeAsync("data-state", "done");

    public Task<string> ValueAsync() => Field.EvaluateAsync<string>("field => field.value");

    public async ValueTask DisposeAsync()
    {
        await _browserPage.DisposeAsync();
        await Site.DisposeAsync();
        await Api.DisposeAsync();
    }
}
