using UploadFunction.Tests.Support;

[assembly: AssemblyFixture(typeof(WebKit))]

namespace UploadFunction.Tests.Support;

/// <summary>One MiniBrowser of WebKitGTK for all tests, started by the first of them. Safari has the same engine, and much else.</summary>
public sealed class WebKit : Engine, IAsyncDisposable
{
    private readonly Lazy<Task<WebDriverSession>> _session;
    private readonly Lazy<Task<WebDriverSession>> _withoutPageCache;

    public WebKit()
    {
        _session = new(() => WebDriverSession.StartAsync());
        _withoutPageCache = new(() => WebDriverSession.StartAsync("--enable-page-cache=false"));
    }

    internal override bool PastesFiles => false;

    internal override bool EncodesWebp => false;

    internal override void Require()
    {
        Needs.Time("needs a third browser");
        Needs.Program("WebKitWebDriver");
        Needs.Program("Xvfb");
        Needs.Program("xclip");
    }

    internal override async Task<DrivenPage> OpenAsync(Uri address, bool? keepsPages = null)
    {
        var session = await (keepsPages == false ? _withoutPageCache : _session).Value;
        var window = await session.SendAsync(HttpMethod.Post, "window/new", new { type = "window" });
        await session.SendAsync(HttpMethod.Post, "window", new { handle = window.GetProperty("handle").GetString() });
        await session.SendAsync(HttpMethod.Post, "url", new { url = address });
        return new WebKitPage(session);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in (Lazy<Task<WebDriverSession>>[])[_session, _withoutPageCache])
        {
            if (session is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
                await (await session.Value).DisposeAsync();
        }
    }
}

/// <summary>The window that the session looks at. There is one at a time, beside the session's own first one.</summary>
internal sealed class WebKitPage(WebDriverSession session) : DrivenPage
{
    public override async Task SetFilesAsync(string selector, params string[] paths) =>
        await session.SendAsync(HttpMethod.Post, $"{await FindAsync(selector)}/value", new { text = string.Join('\n', paths) });

    public override async Task ClickAsync(string selector) =>
        await session.SendAsync(HttpMethod.Post, $"{await FindAsync(selector)}/click", new { });

    public override Task PressAsync(string chord)
    {
        var strokes = WebDriverKeys.Strokes(chord).Select(stroke => new { type = stroke.IsDown ? "keyDown" : "keyUp", value = stroke.Key });
        object[] sources = [new { type = "key", id = "keys", actions = strokes }];
        return session.SendAsync(HttpMethod.Post, "actions", new { actions = sources });
    }

    public override Task CopyImageAsync(string path) => session.Display.CopyImageAsync(path);

    public override async ValueTask DisposeAsync()
    {
        var left = await session.SendAsync(HttpMethod.Delete, "window");
        await session.SendAsync(HttpMethod.Post, "window", new { handle = left[0].GetString() });
    }

    protected override async Task<string> EvaluateAsync(string expression)
    {
        var script = $"({expression}).then(value => arguments[0]({{ value }}), error => arguments[0]({{ error: String(error) }}))";
        var answer = await session.SendAsync(HttpMethod.Post, "execute/async", new { script, args = Array.Empty<object>() });
        return answer.TryGetProperty("value", out var value)
            ? value.GetString()!
            : throw new InvalidOperationException(answer.GetProperty("error").GetString());
    }

    // A page that is left for the cache in this moment never calls back; the next one will.
    protected override async Task<string> EvaluateNowAsync(string expression)
    {
        var script = new { script = $"return {expression}", args = Array.Empty<object>() };
        return (await session.SendAsync(HttpMethod.Post, "execute/sync", script, TimeSpan.FromSeconds(20))).GetString()!;
    }

    private async Task<string> FindAsync(string selector)
    {
        var element = await session.SendAsync(HttpMethod.Post, "element", new { @using = "css selector", value = selector });
        return $"element/{element.EnumerateObject().First().Value.GetString()}";
    }
}
