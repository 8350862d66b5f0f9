using System.Diagnostics;

namespace UploadFunction.Tests.Support;

/// <summary>A screen that nobody sees (Xvfb), with a clipboard of its own, for browsers that need one.</summary>
internal sealed class VirtualDisplay : IAsyncDisposable
{
    private readonly Process _server;

    private VirtualDisplay(Process server, string name)
    {
        _server = server;
        Name = name;
    }

    /// <summary>Such as <c>:1</c>.</summary>
    public string Name { get; }

    public static async Task<VirtualDisplay> StartAsync()
    {
        var server = Process.Start(new ProcessStartInfo(
            Needs.Program("Xvfb"), ["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1280x1024x24"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = server.StandardError.ReadToEndAsync();
        var number = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return new VirtualDisplay(server, $":{number}");
    }

    /// <summary>For a program on this display.</summary>
    public void Describe(ProcessStartInfo start)
    {
        start.Environment["DISPLAY"] = Name;
        start.Environment["GDK_BACKEND"] = "x11";
        start.Environment["LIBGL_ALWAYS_SOFTWARE"] = "1";
        start.Environment.Remove("WAYLAND_DISPLAY");
    }

    /// <summary>Puts a PNG on the clipboard.</summary>
    public async Task CopyImageAsync(string path)
    {
        // It returns when the clipboard is its own; a child of it stays to hand the image out until another takes its place.
        var start = new ProcessStartInfo(Needs.Program("xclip"), ["-selection", "clipboard", "-t", "image/png", "-i", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Describe(start);
        using var program = Process.Start(start)!;
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, program.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        _server.Kill(); // and with it whoever holds the clipboard
        await _server.WaitForExitAsync();
        _server.Dispose();
    }
}
