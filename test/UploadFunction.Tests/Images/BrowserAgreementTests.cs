using UploadFunction.Images;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>Width and height are what browsers show: so ask them.</summary>
public sealed class BrowserAgreementTests(Browser browser, Firefox firefox)
{
    private static readonly (string Name, byte[] Bytes)[] Files = [.. Samples(), .. Oddities()];

    private static IEnumerable<string> Expected =>
        Named(Files.Select(file => file.Bytes.Accept()).Select(info => $"{info.Width}x{info.Height}"));

    [Fact]
    public async Task Width_And_Height_Are_What_Chromium_Shows() =>
        Assert.Equal(Expected, Named(await ShownSizes.InChromiumAsync(browser, Files.Select(file => file.Bytes))));

    /// <summary>Firefox shows no AVIF that is cropped or made of tiles.</summary>
    [Fact]
    public async Task Width_And_Height_Are_What_Firefox_Shows()
    {
        var shown = Named(await ShownSizes.InFirefoxAsync(firefox, Files.Select(file => file.Bytes))).ToList();

        string[] notShown = [.. shown.Where(line => line.EndsWith("not shown", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["avif-crop-0-0-24x20.avif: not shown", "avif-crop-4-6-24x20.avif: not shown", "avif-grid-128x64.avif: not shown"],
            notShown);
        Assert.Empty(shown.Except(notShown).Except(Expected));
    }

    /// <summary>No browser here shows HEIC.</summary>
    private static IEnumerable<(string Name, byte[] Bytes)> Samples() =>
        SampleImages.All.Where(sample => sample.Format != ImageFormat.Heic).Select(sample => (sample.Name, sample.Bytes));

    /// <summary>Where formats leave room, browsers decide.</summary>
    internal static IEnumerable<(string Name, byte[] Bytes)> Oddities()
    {
        var gif = SampleImages.Gif.Bytes;
        yield return ("screen smaller than its picture", gif.With(6, 10, 0, 10, 0));
        yield return ("screen of no size", gif.With(6, 0, 0, 0, 0));
        yield return ("screen larger than its picture", gif.With(6, 100, 0, 90, 0));

        var jpeg = SampleImages.Get("jpeg-orientation-6-ii.jpg").Bytes;
        var exif = jpeg.Find("Exif");
        var orientation = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x12, 0x01, 3, 0]);
        yield return ("orientation with a wrong type", jpeg.With(orientation + 2, 4));
        yield return ("orientation 9", jpeg.With(orientation + 8, 9));
        yield return ("Exif with more entries than bytes", jpeg.With(exif + 6 + 8, 0xFF, 0x7F));
        yield return ("Exif with a damaged byte order", jpeg.With(exif + 6, (byte)'X'));
        var png = SampleImages.Get("png-orientation-6.png").Bytes;
        var start = png.Find("eXIf") - 4;
        var end = png.Find("IDAT") - 4;
        yield return ("eXIf behind the picture data", png.Insert(png.Length - 12, png.AsSpan(start..end)).Remove(start, end - start));
    }

    private static IEnumerable<string> Named(IEnumerable<string> sizes) => Files.Zip(sizes, (file, size) => $"{file.Name}: {size}");
}
