using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace UploadFunction.Tests.Support;

/// <summary>A MiniBrowser, the driver that steers it, and the display that both are on. W3C WebDriver is JSON over HTTP.</summary>
internal sealed class WebDriverSession : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly Process _driver;
    private readonly TemporaryFolder _home;
    private string _path = "";

    private WebDriverSession(VirtualDisplay display, Process driver, TemporaryFolder home, int port)
    {
        Display = display;
        _driver = driver;
        _home = home;
        _client = LoopbackClient.Create(new Uri($"http://127.0.0.1:{port}/"));
    }

    public VirtualDisplay Display { get; }

    /// <param name="arguments">Of the MiniBrowser.</param>
    public static async Task<WebDriverSession> StartAsync(params string[] arguments)
    {
        var display = await VirtualDisplay.StartAsync();
        var home = new TemporaryFolder();
        var port = FreePort();
        var start = new ProcessStartInfo(Needs.Program("WebKitWebDriver"), [$"--port={port}", "--host=127.0.0.1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        display.Describe(start);
        start.Environment["HOME"] = home.Path;
        var driver = Process.Start(start)!;
        _ = driver.StandardOutput.ReadToEndAsync();
        _ = driver.StandardError.ReadToEndAsync();
        var session = new WebDriverSession(display, driver, home, port);
        try
        {
            await session.OpenAsync(arguments);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <param name="command">Such as <c>url</c>.</param>
    /// <param name="patience">How long to wait for the driver, if not as long as for anything else.</param>
    /// <returns>The answer's <c>value</c>.</returns>
    /// <exception cref="TimeoutException">The driver did not answer in time.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string command, object? body = null, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Patience.Limit);
        using var request = new HttpRequestMessage(method, _path + command);
        // With a length: the driver reads nothing in chunks.
        request.Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body));
        using var response = await SendAsync(request, limit.Token);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode
            ? answer.GetProperty("value")
            : throw new InvalidOperationException($"{command}: {answer}");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken limit)
    {
        try
        {
            return await _client.SendAsync(request, limit);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"The driver did not answer {request.RequestUri}.", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _driver.Kill(entireProcessTree: true);
        await _driver.WaitForExitAsync();
        _driver.Dispose();
        _client.Dispose();
        await Display.DisposeAsync();
        _home.Dispose();
    }

    private async Task OpenAsync(string[] arguments)
    {
        const string nowhere = "127.0.0.1:9"; // nothing but the loopback is asked
        var wanted = new Dictionary<string, object>
        {
            ["unhandledPromptBehavior"] = "accept",
            ["proxy"] = new { proxyType = "manual", httpProxy = nowhere, sslProxy = nowhere, noProxy = (string[])["127.0.0.1"] },
            ["timeouts"] = new { script = (int)Patience.Limit.TotalMilliseconds },
            ["webkitgtk:browserOptions"] = new { args = (string[])["--automation", .. arguments] },
        };
        var deadline = DateTime.UtcNow + Patience.Limit;
        while (true)
        {
            try
            {
                await SendAsync(HttpMethod.Get, "status");
                break;
            }
            catch (HttpRequestException) when (DateTime.UtcNow < deadline && !_driver.HasExited)
            {
                await Task.Delay(50); // it does not listen yet
            }
        }
        var session = await SendAsync(HttpMethod.Post, "session", new { capabilities = new { alwaysMatch = wanted } });
        _path = $"session/{session.GetProperty("sessionId").GetString()}/";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
