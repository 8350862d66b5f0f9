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

    /// <summary>For the head: counts how often the form was to be sent, by a person or by the element.</summary>
    public const string SubmitCounter = "<script>window.submits = 0; addEventListener('submit', () => submits++, true)</script>";

    /// <summary>For the head: after a failure of the service the next attempt follows at once.</summary>
    public const string NoPauses = "<script>Math.random = () => -0.5</script>"; // what varies a pause takes all of it away

    /// <summary>Of the last of the four pauses, in milliseconds: eight seconds and half as much again.</summary>
    public const int LongestDelay = 12_000;

    private readonly BrowserPage _browserPage;
    private ICDPSession? _network;

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
    /// <param name="settings">Of the program's section Upload, by name.</param>
    /// <param name="bucket">Where the page has the element from; without one, from the program itself.</param>
    /// <param name="document">A whole page in the place of the usual one, made of the program and the site's address.</param>
    /// <param name="services">Replaces services of the program, such as the store or the clock.</param>
    /// <param name="prepare">Prepares the browser before the page opens, as by answering requests in a server's place.</param>
    public static async Task<FormPage> OpenAsync(
        Browser browser,
        string form = PhotoField,
        string head = "",
        Func<UploadApi, string>? contentSecurityPolicy = null,
        BrowserNewContextOptions? options = null,
        bool fakeClock = false,
        bool upgrades = true,
        Dictionary<string, string>? settings = null,
        Bucket? bucket = null,
        Func<UploadApi, Uri, string>? document = null,
        Action<IServiceCollection>? services = null,
        Func<IBrowserContext, Task>? prepare = null)
    {
        var gateway = new Gateway();
        var api = UploadApi.Start(settings, all =>
        {
            all.AddSingleton<IStartupFilter>(gateway);
            services?.Invoke(all);
        });
        bucket?.Publish(api);
        var site = document is null
            ? await AuthorSite.StartAsync(bucket?.Site ?? api.BaseAddress, form, head, contentSecurityPolicy?.Invoke(api))
            : await AuthorSite.StartAsync(address => document(api, address));
        var browserPage = await browser.OpenAsync(site.BaseAddress, options, async context =>
        {
            if (fakeClock)
                await context.Clock.InstallAsync();
            if (prepare is not null)
                await prepare(context);
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

    public static FilePayload Text(string name = "notes.txt") =>
        new() { Name = name, MimeType = "text/plain", Buffer = "Not an image."u8.ToArray() };

    /// <summary>An image that only the API finds wrong: its first bytes are right, and then it ends.</summary>
    public static FilePayload Damaged(string name = "torn.png") => Png(NoisePng.Create()[..^100], name);

    /// <summary>As a person does it: opens the file picker and chooses there.</summary>
    public Task PickAsync(params FilePayload[] files) => PickAsync(Choose, files);

    public async Task PickAsync(ILocator opener, params FilePayload[] files)
    {
        var picker = await Page.RunAndWaitForFileChooserAsync(() => opener.ClickAsync());
        await picker.SetFilesAsync(files);
    }

    /// <summary>For what is so large that Playwright is slow to hand over its bytes.</summary>
    public async Task PickAsync(string path)
    {
        var picker = await Page.RunAndWaitForFileChooserAsync(() => Choose.ClickAsync());
        await picker.SetFilesAsync(path);
    }

    /// <summary>As a browser tells it when files are dropped on the element.</summary>
    public Task DropAsync(params FilePayload[] files) => Field.EvaluateAsync(
        """
        (field, files) => {
          const dataTransfer = new DataTransfer();
          for (const { name, type, base64 } of files)
            dataTransfer.items.add(new File([Uint8Array.from(atob(base64), character => character.charCodeAt(0))], name, { type }));
          field.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
        }
        """,
        files.Select(file => new { name = file.Name, type = file.MimeType, base64 = Convert.ToBase64String(file.Buffer) }).ToArray());

    /// <summary>How fast the browser sends; -1 is as fast as it can.</summary>
    public async Task SlowDownAsync(double bytesPerSecond)
    {
        // One session for all, because what one of them slows down no other makes fast again.
        _network ??= await Page.Context.NewCDPSessionAsync(Page);
        await _network.SendAsync("Network.enable");
        await _network.SendAsync(
            "Network.emulateNetworkConditions",
            new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytesPerSecond });
    }

    public Task ExpectUploadedAsync() => Assertions.Expect(Items).ToHaveAttributeAsync("data-state", "done");

    /// <summary>Waits for the words that tell of a pause, and lets it pass. For pages with a fake clock.</summary>
    public async Task PassDelayAsync(string words)
    {
        await Assertions.Expect(Items).ToContainTextAsync(words);
        await Page.Clock.FastForwardAsync(LongestDelay);
    }

    public Task<string> ValueAsync() => Field.EvaluateAsync<string>("field => field.value");

    /// <summary>What <see cref="SubmitCounter"/> counted.</summary>
    public Task<int> SubmitsAsync() => Page.EvaluateAsync<int>("submits");

    public async ValueTask DisposeAsync()
    {
        await _browserPage.DisposeAsync();
        await Site.DisposeAsync();
        await Api.DisposeAsync();
    }
}
