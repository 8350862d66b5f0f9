using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace UploadFunction.Tests.Support;

/// <summary>
/// Firefox without a driver: it opens one page of the loopback, and a script there sends what it found. For tests that look at what the
/// engine does with files, and touch nothing.
/// </summary>
internal static class Firefox
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

    /// <summary>Runs a function in a page, and answers what it returned as JSON.</summary>
    /// <param name="function">Such as <c>async input => input.length</c>.</param>
    public static async Task<T> EvaluateAsync<T>(string function, object input)
    {
        Needs.Time("needs a second browser");
        var program = Needs.Program("firefox-esr", "firefox");
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var site = builder.Build();
        site.MapGet("/", () => Results.Text(Page(function), "text/html; charset=utf-8"));
        site.MapGet("/input", () => Results.Json(input));
        site.MapPost("/result", async (HttpRequest request) => result.TrySetResult((await request.ReadFromJsonAsync<T>())!));
        site.MapPost("/error", async (HttpRequest request) =>
            result.TrySetException(new InvalidOperationException(await new StreamReader(request.Body).ReadToEndAsync())));
        await site.StartAsync(TestContext.Current.CancellationToken);

        using var profile = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(profile.Path, "user.js"), Preferences, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(program, ["--headless", "--no-remote", "--profile", profile.Path, site.Urls.Single()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = profile.Path;
        using var process = Process.Start(start)!;
        var output = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        var ended = process.WaitForExitAsync();
        try
        {
            await Task.WhenAny(result.Task, ended).WaitAsync(Patience.Limit);
            if (!result.Task.IsCompleted)
                Assert.Fail($"Firefox ended with {process.ExitCode}: {await output}");
            return await result.Task;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await ended;
        }
    }

    private static string Page(string function) =>
        $$"""
        <!doctype html>
        <title>Test</title>
        <script type="module">
          const send = (path, body) => fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
          try {
            const input = await (await fetch('/input')).json();
            await send('/result', JSON.stringify(await ({{function}})(input)));
          } catch (error) {
            await send('/error', String(error));
          }
        </script>
        """;
}
