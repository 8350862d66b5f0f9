using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>A state of the field that a person may see, and how a person gets there.</summary>
internal sealed record LooksState(string Name, string Form, Func<FormPage, Task> ReachAsync)
{
    private const string WordyProblem =
        "this is no image: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft. " +
        "Choose a photo, please; a text, a film or a letter cannot be shown in its place.";

    /// <summary>Words that take more room than ours, as another language's may.</summary>
    private const string Wordy =
        $$"""
        <label for="photo">Photo</label>
        <image-upload name="photo" describe>
          <input type="file" id="photo" name="photo">
          <script type="application/json" data-strings>
            {
              "replace": "Replace the image by another from your computer or your telephone",
              "remove": "Take this image out of the form again",
              "description": "Description for people who do not see the image",
              "wrongType": "{{WordyProblem}}"
            }
          </script>
        </image-upload>
        """;

    private const string Single =
        """
        <label for="photo">Photo</label>
        <image-upload name="photo" required>
          <input type="file" id="photo" name="photo" required>
        </image-upload>
        """;

    private const string Several =
        """
        <label for="photos">Photos</label>
        <image-upload name="photos" multiple describe>
          <input type="file" id="photos" name="photos" multiple>
        </image-upload>
        """;

    private const string Disabled =
        """
        <fieldset disabled>
          <legend>Not now</legend>
          <label for="photo">Photo</label>
          <image-upload name="photo"><input type="file" id="photo" name="photo"></image-upload>
          <label for="more">More photos</label>
          <image-upload name="more" value="http://localhost/1" multiple><input type="file" id="more" name="more"></image-upload>
        </fieldset>
        """;

    /// <summary>One row for each name that makes trouble: long, without any place to break, right to left, emoji.</summary>
    private static readonly string[] FileNames =
    [
        "cat.png",
        "A summer evening on the pier, with the whole family and both dogs, just before the storm.png",
        new string('m', 4000) + ".png",
        "غروب الشمس فوق الوادي.png",
        "🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️🌄🏔️.png",
    ];

    public static IReadOnlyList<LooksState> All { get; } =
    [
        new("empty", Single, _ => Task.CompletedTask),
        new("telephone", Single, _ => Task.CompletedTask) { HasTouch = true },
        new("telephone-done", Single, async page =>
        {
            await page.PickAsync(FormPage.Png(NoisePng.Create(600, 400)));
            await SpokeAsync(page, "uploaded", "cat.png");
        })
        { HasTouch = true },
        new("empty-multiple", Several, _ => Task.CompletedTask),
        new("required-invalid", Single, async page =>
        {
            await page.Send.ClickAsync();
            await Expect(page.Field.GetByText(await WordsAsync(page, "valueMissing"))).ToBeVisibleAsync();
        }),
        new("dragging", Single, DragAsync),
        new("uploading", Single, async page =>
        {
            await page.SlowDownAsync(bytesPerSecond: 50_000);
            await page.PickAsync(FormPage.Png(NoisePng.Create(1200, 1200)));
            await page.Page.WaitForFunctionAsync("() => document.querySelector('progress').position > 0");
        }),
        new("checking", Single, async page =>
        {
            page.Gateway.Hold();
            await page.PickAsync(FormPage.Png());
            await Expect(page.Items).ToContainTextAsync(await WordsAsync(page, "checking"));
        }),
        new("waiting", Single, async page =>
        {
            page.Gateway.Answer(503, retryAfter: "30");
            await page.PickAsync(FormPage.Png());
            await Expect(page.Status).ToContainTextAsync(await WordsAsync(page, "busy"));
        }),
        new("failed", Single, async page =>
        {
            await page.PickAsync(FormPage.Text());
            await SpokeAsync(page, "failed", "notes.txt");
        }),
        new("wordy", Wordy, async page =>
        {
            await page.PickAsync(FormPage.Text());
            await SpokeAsync(page, "failed", "notes.txt");
        }),
        new("done", Single, async page =>
        {
            await page.PickAsync(FormPage.Png(NoisePng.Create(600, 400)));
            await SpokeAsync(page, "uploaded", "cat.png");
        }),
        new("disabled", Disabled, page => Expect(page.Items).ToHaveCountAsync(1)),
        new("mixed", Several, MixAsync),
        new("names", Several, async page =>
        {
            await page.PickAsync([.. FileNames.Select(FormPage.Png)]);
            await SpokeOfAsync(page, FileNames.Length);
        }),
        new("twenty", Several.Replace("multiple describe", "multiple max-files='19'"), async page =>
        {
            await page.PickAsync([.. Enumerable.Range(1, 20).Select(number => FormPage.Png($"IMG_{number:0000}.png"))]);
            await SpokeOfAsync(page, 19);
        }),
    ];

    /// <summary>On a device with a touch screen, where the element offers the camera.</summary>
    public bool HasTouch { get; init; }

    public override string ToString() => Name;

    /// <summary>A drag that the browser itself begins, as when a file comes from the desktop.</summary>
    private static async Task DragAsync(FormPage page)
    {
        var zone = await page.Field.BoundingBoxAsync();
        var session = await page.Page.Context.NewCDPSessionAsync(page.Page);
        foreach (var type in (string[])["dragEnter", "dragOver"])
        {
            await session.SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = type,
                ["x"] = zone!.X + (zone.Width / 2),
                ["y"] = zone.Y + (zone.Height / 2),
                ["data"] = new
                {
                    items = Array.Empty<object>(),
                    files = new[] { Repository.PathTo("test/images/png-rgb.png") },
                    dragOperationsMask = 1,
                },
            });
        }
        await Expect(page.Page.Locator("image-upload:state(dragging)")).ToHaveCountAsync(1);
    }

    /// <summary>One done, one refused, one that the service failed, one that is checked, one on its way, one that waits its turn.</summary>
    private static async Task MixAsync(FormPage page)
    {
        await page.PickAsync(FormPage.Png(NoisePng.Create(600, 400), "harbour.png"));
        await Expect(page.Items.First).ToHaveAttributeAsync("data-state", "done");
        await page.PickAsync(FormPage.Text());
        await Expect(page.Items.Nth(1)).ToHaveAttributeAsync("data-state", "failed");
        await FailForNowAsync(page, "roof.png");
        page.Gateway.Hold();
        await page.PickAsync(FormPage.Png("garden.png"));
        await Expect(page.Items.Nth(3)).ToContainTextAsync(await WordsAsync(page, "checking"));
        await page.SlowDownAsync(bytesPerSecond: 50_000);
        await page.PickAsync(FormPage.Png(NoisePng.Create(1200, 1200), "DSC_20260714_183052.png"), FormPage.Png("last.png"));
        await Expect(page.Items.Nth(4).GetByRole(AriaRole.Progressbar)).Not.ToHaveJSPropertyAsync("position", 0);
    }

    /// <summary>
    /// An image that the service answered five times with an error. The person may retry it. A matter of seconds without
    /// <see cref="FormPage.NoPauses"/>.
    /// </summary>
    public static async Task FailForNowAsync(FormPage page, string name)
    {
        for (var attempt = 0; attempt < 5; attempt++)
            page.Gateway.Answer(500);
        await page.PickAsync(FormPage.Png(name));
        await Expect(page.Items.Last).ToContainTextAsync(name);
        await Expect(page.Items.Last).ToHaveAttributeAsync("data-state", "failed");
    }

    /// <summary>The status line has said how the upload of this file ended.</summary>
    private static async Task SpokeAsync(FormPage page, string key, string name)
    {
        var words = (await WordsAsync(page, key))
            .Replace("{name}", name, StringComparison.Ordinal)
            .Replace("{problem}", "", StringComparison.Ordinal);
        await Expect(page.Status).ToContainTextAsync(words);
    }

    /// <summary>The status line has said how many images were uploaded, and says nothing else any more.</summary>
    private static Task SpokeOfAsync(FormPage page, int count) =>
        Expect(page.Status).ToHaveTextAsync(new Regex($@"^\D*{count}\D*$"));

    /// <summary>In the page's language.</summary>
    private static Task<string> WordsAsync(FormPage page, string key) =>
        page.Field.EvaluateAsync<string>("(field, key) => field.strings[key]", key);
}
