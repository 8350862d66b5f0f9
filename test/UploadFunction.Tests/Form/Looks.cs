using Microsoft.Playwright;

namespace UploadFunction.Tests.Form;

/// <summary>A way to look at a page: its colours, its direction, the size of its window.</summary>
internal sealed record Looks(string Name)
{
    /// <summary>A page as a plain site has it, in both colour schemes.</summary>
    public const string SiteStyle =
        """
        <meta name="viewport" content="width=device-width">
        <style>
          :root { color-scheme: light dark; background: Canvas; font: 100%/1.5 system-ui, sans-serif; }
          body { max-inline-size: 40rem; margin: 0 auto; padding: 1rem; }
          h1 { font-size: 1.5rem; }
          form > label { display: block; margin-block: 1rem 0.375rem; font-weight: 600; }
          form > button { margin-block-start: 1rem; padding: 0.75rem 1rem; font: inherit; }
        </style>
        """;

    public static IReadOnlyList<Looks> All { get; } =
    [
        new("light"),
        new("dark") { ColorScheme = ColorScheme.Dark },
        new("forced-light") { ForcedColors = ForcedColors.Active },
        new("forced-dark") { ForcedColors = ForcedColors.Active, ColorScheme = ColorScheme.Dark },
        new("reduced-motion") { ReducedMotion = ReducedMotion.Reduce },
        new("rtl") { Direction = "rtl" },
        new("320") { Width = 320 },
        new("320-rtl-dark") { Width = 320, Direction = "rtl", ColorScheme = ColorScheme.Dark },
        new("zoom-400") { Width = 320, Height = 256, Zoom = 4 },
    ];

    public ColorScheme ColorScheme { get; init; } = ColorScheme.Light;

    public ForcedColors ForcedColors { get; init; } = ForcedColors.None;

    public ReducedMotion ReducedMotion { get; init; } = ReducedMotion.NoPreference;

    public string Direction { get; init; } = "ltr";

    /// <summary>Of the window, in CSS pixels.</summary>
    public int Width { get; init; } = 720;

    public int Height { get; init; } = 800;

    /// <summary>A browser's zoom: so many device pixels to a CSS pixel.</summary>
    public int Zoom { get; init; } = 1;

    public async Task ApplyAsync(IPage page)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme, ForcedColors = ForcedColors, ReducedMotion = ReducedMotion });
        await page.EvaluateAsync("direction => document.documentElement.dir = direction", Direction);
        await page.SetViewportSizeAsync(Width, Height);
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync(
            "Emulation.setDeviceMetricsOverride",
            new() { ["width"] = Width, ["height"] = Height, ["deviceScaleFactor"] = Zoom, ["mobile"] = false });
        // The window is another one only with its next frame.
        await page.WaitForFunctionAsync($"() => innerWidth === {Width} && devicePixelRatio === {Zoom}");
        await page.EvaluateAsync("() => new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(shown)))");
    }
}
