using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>
/// A photo of a good camera on somebody's laptop: <c>dotnet run</c>, a browser, and a reader who wants to see it too early.
/// </summary>
public sealed class DirectRunTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_Megabytes_Go_Through_The_Form_And_Nobody_Reads_A_Byte_Before_The_Check()
    {
        using var folder = new TemporaryFolder();
        await using var program = await RunAsync(folder);
        await using var site = await AuthorSite.StartAsync(program.BaseAddress, FormPage.PhotoField);
        await using var tab = await browser.OpenAsync(site.BaseAddress);
        using var reader = LoopbackClient.Create(program.BaseAddress);
        var image = NoisePng.Create(2600, 2600);
        Assert.InRange(image.Length, 20_000_000, 25_000_000);
        await SlowDownAsync(tab, bytesPerSecond: 8_000_000);
        var file = Path.Combine(folder.Path, "photo.png"); // Playwright hands over a file of this size faster than its bytes
        await File.WriteAllBytesAsync(file, image, Cancellation);

        var ticket = await tab.Page.RunAndWaitForResponseAsync(() => PickAsync(tab.Page, file), "**/uploads/direct");
        var id = JsonDocument.Parse(await ticket.TextAsync()).RootElement.GetProperty("id").GetString();
        var sightings = new List<Sighting>();
        string? state;
        do
        {
            var item = await tab.Page.EvaluateAsync<JsonElement>("document.querySelector('image-upload').items[0]");
            state = item.GetProperty("state").GetString();
            sightings.Add(
                new(
                    item.GetProperty("progress").GetDouble(),
                    await ReadAsync(reader, $"images/{id}"),
                    await ReadAsync(reader, $"incoming/{id}")));
        }
        while (state == "uploading");

        Assert.Equal("done", state);
        Assert.Equal(
            new Uri(program.BaseAddress, $"images/{id}").ToString(),
            await tab.Page.Locator("image-upload").EvaluateAsync<string>("field => field.value"));
        await Expect(tab.Page.Locator("li")).ToContainTextAsync("2600 × 2600, 20.3 MB");
        Assert.True(
            sightings.Select(seen => seen.Progress).Distinct().Count() > 5, $"{sightings.Count} looks at a progress that hardly moved");
        Assert.All(sightings, seen => Assert.Null(seen.Incoming));
        Assert.Contains(sightings, seen => seen is { Image: null, Progress: > 0 and < 1 });
        Assert.All(sightings.SkipWhile(seen => seen.Image is null), seen => Assert.Equal(image, seen.Image));
        Assert.NotNull(sightings[^1].Image);
    }

    private static Task<RunningProgram> RunAsync(TemporaryFolder folder)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return RunningProgram.StartAsync(
            "dotnet",
            [
                "run",
                "--project",
                "src/UploadFunction",
                "-c",
                configuration,
                "--no-build",
                "--no-launch-profile",
                "--",
                "--urls",
                "http://127.0.0.1:0",
            ],
            Repository.Root,
            new Dictionary<string, string> { ["Upload__Directory"] = Path.Combine(folder.Path, "store") });
    }

    private static async Task PickAsync(IPage page, string file)
    {
        var picker = await page.RunAndWaitForFileChooserAsync(() => page.Locator("[data-part=pick]").ClickAsync());
        await picker.SetFilesAsync(file);
    }

    private static async Task SlowDownAsync(BrowserPage tab, double bytesPerSecond)
    {
        var network = await tab.Context.NewCDPSessionAsync(tab.Page);
        await network.SendAsync("Network.enable");
        await network.SendAsync(
            "Network.emulateNetworkConditions",
            new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytesPerSecond });
    }

    /// <returns>What a stranger gets to read, or <see langword="null"/> for 404.</returns>
    private static async Task<byte[]?> ReadAsync(HttpClient reader, string path)
    {
        using var response = await reader.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync(Cancellation);
    }

    /// <summary>What the reader got at a moment when so much was sent.</summary>
    private sealed record Sighting(double Progress, byte[]? Image, byte[]? Incoming);
}
