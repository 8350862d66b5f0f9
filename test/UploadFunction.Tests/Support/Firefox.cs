using System.Diagnostics;
using UploadFunction.Tests.Form;
using UploadFunction.Tests.Support;
using WebDriverBiDi;
using WebDriverBiDi.BrowsingContext;
using WebDriverBiDi.Emulation;
using WebDriverBiDi.Input;
using WebDriverBiDi.Script;
using WebDriverBiDi.Session;

[assembly: AssemblyFixture(typeof(Firefox))]

namespace UploadFunction.Tests.Support;

/// <summary>One Firefox for all tests, started by the first of them, in a window of its own so that it has a clipboard.</summary>
public sealed class Firefox : Engine, IAsyncDisposable
{
    /// <summary>Nothing but the loopback is asked: each other request goes to a proxy that is not there.</summary>
    private const string Preferences =
        """
        user_pref("network.proxy.type", 1);
        user_pref("network.proxy.http", "127.0.0.1");
        user_pref("network.proxy.http_port", 9);
        user_pref("network.proxy.ssl", "127.0.0.1");
        user_pref("network.proxy.ssl_port", 9);
        user_pref("browser.shell.checkDefaultBrowser", false);
        user_pref("browser.aboutwelcome.enabled", false);
        user_pref("datareporting.policy.dataSubmissionPolicyBypassNotification", true);
        """;

    private readonly Lazy<Task> _start;
    private readonly TemporaryFolder _profile = new();
    private readonly BiDiDriver _driver = new(Patience.Limit);
    private VirtualDisplay? _display;
    private Process? _process;

    public Firefox() => _start = new(StartAsync);

    internal override bool PastesAtButtons => false;

    internal override bool RestoresOnReload => true;

    /// <summary>Calls a function in a page.</summary>
    /// <param name="function">Such as <c>async input => input.length</c>.</param>
    internal async Task<T> CallAsync<T>(string function, object input)
    {
        Require();
        await using var site = await AuthorSite.StartAsync(_ => "<!doctype html><title>A site</title>");
        await using var page = await OpenAsync(site.BaseAddress);
        return await page.CallAsync<T>(function, input);
    }

    internal override void Require()
    {
        Needs.Time("needs a second browser");
        Needs.Program("firefox-esr", "firefox");
        Needs.Program("Xvfb");
        Needs.Program("xclip");
    }

    internal override async Task<DrivenPage> OpenAsync(Uri address, bool? keepsPages = null)
    {
        await _start.Value;
        var context = (await _driver.BrowsingContext.CreateAsync(new(CreateType.Tab))).BrowsingContextId;
        var page = new FirefoxPage(_driver, context, _display!);
        await _driver.BrowsingContext.NavigateAsync(new(context, address.ToString()) { Wait = ReadinessState.Complete });
        if (keepsPages == false)
            await page.RunAsync("addEventListener('unload', () => {})");
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        await _driver.DisposeAsync();
        if (_display is not null)
            await _display.DisposeAsync();
        _profile.Dispose();
    }

    private async Task StartAsync()
    {
        _display = await VirtualDisplay.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_profile.Path, "user.js"), Preferences);
        var start = new ProcessStartInfo(
            Needs.Program("firefox-esr", "firefox"), ["--no-remote", "--profile", _profile.Path, "--remote-debugging-port", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _display.Describe(start);
        start.Environment["HOME"] = _profile.Path;
        _process = Process.Start(start)!;
        _ = _process.StandardOutput.ReadToEndAsync();

        const string announcement = "WebDriver BiDi listening on ";
        var output = new List<string>();
        while (await _process.StandardError.ReadLineAsync().WaitAsync(Patience.Limit) is { } line)
        {
            output.Add(line);
            if (!line.StartsWith(announcement, StringComparison.Ordinal))
                continue;
            _ = _process.StandardError.ReadToEndAsync();
            await _driver.StartAsync($"{line[announcement.Length..]}/session");
            await _driver.Session.NewSessionAsync(new NewCommandParameters());
            return;
        }
        Assert.Fail($"Firefox ended: {string.Join('\n', output)}");
    }
}

internal sealed class FirefoxPage(BiDiDriver driver, string context, VirtualDisplay display) : DrivenPage
{
    public override async Task SetFilesAsync(string selector, params string[] paths)
    {
        var input = (NodeRemoteValue)await EvaluateRemotelyAsync($"document.querySelector('{selector}')");
        var files = new SetFilesCommandParameters(context, input.ToSharedReference());
        files.Files.AddRange(paths);
        await driver.Input.SetFilesAsync(files);
    }

    public override async Task ClickAsync(string selector)
    {
        var middle = await ReadAsync<double[]>(
            $$"""
            (element => {
              element.scrollIntoView({ block: 'center', behavior: 'instant' });
              const { x, y, width, height } = element.getBoundingClientRect();
              return [x + width / 2, y + height / 2];
            })(document.querySelector('{{selector}}'))
            """);
        var mouse = new PointerSourceActions();
        mouse.Actions.Add(new PointerMoveAction { X = (long)middle[0], Y = (long)middle[1] });
        mouse.Actions.Add(new PointerDownAction(0));
        mouse.Actions.Add(new PointerUpAction(0));
        await PerformAsync(mouse);
    }

    public override Task PressAsync(string chord)
    {
        var keys = new KeySourceActions();
        foreach (var (isDown, key) in WebDriverKeys.Strokes(chord))
        {
            if (isDown)
                keys.Actions.Add(new KeyDownAction(key));
            else
                keys.Actions.Add(new KeyUpAction(key));
        }
        return PerformAsync(keys);
    }

    public override Task CopyImageAsync(string path) => display.CopyImageAsync(path);

    public override async Task SetOfflineAsync(bool isOffline)
    {
        var network = new SetNetworkConditionsCommandParameters { NetworkConditions = isOffline ? new NetworkConditionsOffline() : null };
        network.Contexts.Add(context);
        await driver.Emulation.SetNetworkConditionsAsync(network);
    }

    public override async ValueTask DisposeAsync() => await driver.BrowsingContext.CloseAsync(new(context));

    protected override async Task<string> EvaluateAsync(string expression) =>
        ((StringRemoteValue)await EvaluateRemotelyAsync(expression)).Value;

    private async Task<RemoteValue> EvaluateRemotelyAsync(string expression) =>
        await driver.Script.EvaluateAsync(new(expression, new ContextTarget(context), true)) switch
        {
            EvaluateResultSuccess success => success.Result,
            EvaluateResultException failure => throw new InvalidOperationException(failure.ExceptionDetails.Text),
            var other => throw new InvalidOperationException(other.ToString()),
        };

    private async Task PerformAsync(SourceActions actions)
    {
        var parameters = new PerformActionsCommandParameters(context);
        parameters.Actions.Add(actions);
        await driver.Input.PerformActionsAsync(parameters);
    }
}
