using System.Diagnostics;
using System.Text.Json;
using UploadFunction.Tests.Form;

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
        await using var site = await AuthorSite.StartAsync(_ => Page(function, JsonSerializer.Serialize(input)));

        using var profile = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(profile.Path, "user.js"), Preferences, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(program, ["--headless", "--no-remote", "--profile", profile.Path, site.BaseAddress.ToString()])
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
            var received = site.ReceiveAsync();
            await Task.WhenAny(received, ended).WaitAsync(Patience.Limit);
            if (!received.IsCompleted)
                Assert.Fail($"Firefox ended with {process.ExitCode}: {await output}");
            var sent = await received;
            Assert.Equal("", sent["error"].ToString());
            return JsonSerializer.Deserialize<T>(sent["result"].ToString())!;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await ended;
        }
    }

    private static string Page(string function, string input) =>
        $$"""
        <!doctype html>
        <title>Test</title>
        <script type="module">
          const sent = new FormData();
          try {
            sent.set('result', JSON.stringify(await ({{function}})({{input}})));
          } catch (error) {
            sent.set('error', String(error));
          }
          await fetch('/', { method: 'POST', body: sent });
        </script>
        """;
}
