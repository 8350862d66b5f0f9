using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using UploadFunction.Images;
using UploadFunction.Tests.Images;

namespace UploadFunction.Tests.Support;

/// <summary>A file of <c>test/images</c> and what it is.</summary>
internal sealed record SampleImage(string Name, ImageFormat Format, int Width, int Height, int Frames)
{
    /// <summary>A fresh copy, which the test may change.</summary>
    public byte[] Bytes => File.ReadAllBytes(Repository.PathTo("test/images/" + Name));

    /// <summary>What is stored of it by default.</summary>
    public byte[] Stored => StoredFile.Of(Bytes).Bytes;

    public override string ToString() => Name;
}

/// <summary>The sample images, and images made to measure.</summary>
internal static class SampleImages
{
    /// <summary>Every sample that is taken (<c>jpeg-arithmetic.jpg</c> is not).</summary>
    public static IReadOnlyList<SampleImage> All { get; } = [.. Jpegs(), .. Pngs(), .. Gifs(), .. Webps(), .. Avifs(), .. Heics()];

    public static SampleImage Jpeg => Get("jpeg-baseline.jpg");

    public static SampleImage Png => Get("png-rgb.png");

    public static SampleImage Gif => Get("gif-still.gif");

    public static SampleImage Webp => Get("webp-lossy.webp");

    public static SampleImage Avif => Get("avif-still.avif");

    public static SampleImage Heic => Get("heic-still.heic");

    public static SampleImage Get(string name) => All.Single(sample => sample.Name == name);

    /// <summary>
    /// A valid JPEG of 40 x 30 pixels and exactly so many bytes, all of which are stored: any number of FF may come before a marker.
    /// </summary>
    public static byte[] JpegOfLength(int length)
    {
        var jpeg = Jpeg.Bytes;
        var missing = length - jpeg.Length;
        ArgumentOutOfRangeException.ThrowIfNegative(missing, nameof(length));
        return [.. jpeg[..2], .. Enumerable.Repeat((byte)0xFF, missing), .. jpeg[2..]];
    }

    /// <summary>A valid PNG of 40 x 30 pixels and exactly so many bytes, all of which are stored: it suggests a long palette.</summary>
    /// <param name="length">At least that of <see cref="Png"/> and 15.</param>
    public static byte[] PngOfLength(int length)
    {
        var png = Png.Bytes;
        var missing = length - png.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(missing, 15, nameof(length));
        const int AfterHeader = 8 + 25;
        return [.. png[..AfterHeader], .. PngChunk("sPLT", [(byte)'p', 0, 8, .. new byte[missing - 15]]), .. png[AfterHeader..]];
    }

    /// <summary>A chunk with its length and a right checksum.</summary>
    public static byte[] PngChunk(string type, params ReadOnlySpan<byte> data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc32.HashToUInt32(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    private static IEnumerable<SampleImage> Jpegs()
    {
        string[] upright = ["baseline", "progressive", "444", "gray", "restart", "extended", "three-scans", "cmyk"];
        foreach (var name in upright)
            yield return new($"jpeg-{name}.jpg", ImageFormat.Jpeg, 40, 30, 1);
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            var (width, height) = Turned(orientation);
            yield return new($"jpeg-orientation-{orientation}-ii.jpg", ImageFormat.Jpeg, width, height, 1);
            yield return new($"jpeg-orientation-{orientation}-mm.jpg", ImageFormat.Jpeg, width, height, 1);
        }
        yield return new("jpeg-metadata.jpg", ImageFormat.Jpeg, 30, 40, 1);
        yield return new("jpeg-multi-picture.jpg", ImageFormat.Jpeg, 30, 40, 1);
    }

    private static IEnumerable<SampleImage> Pngs()
    {
        string[] stills = ["rgb", "rgba", "rgb16", "gray", "gray1", "palette1", "palette2", "palette4", "palette8"];
        foreach (var name in stills.Append("interlaced"))
            yield return new($"png-{name}.png", ImageFormat.Png, 40, 30, 1);
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            var (width, height) = Turned(orientation);
            yield return new($"png-orientation-{orientation}.png", ImageFormat.Png, width, height, 1);
        }
        yield return new("png-many-idat-80x60.png", ImageFormat.Png, 80, 60, 1);
        yield return new("png-animated.png", ImageFormat.Png, 40, 30, 3);
        yield return new("png-animated-hidden-first.png", ImageFormat.Png, 40, 30, 2);
    }

    private static IEnumerable<SampleImage> Gifs()
    {
        foreach (var name in (string[])["still", "87a", "interlaced", "two-colours"])
            yield return new($"gif-{name}.gif", ImageFormat.Gif, 40, 30, 1);
        foreach (var name in (string[])["animated", "animated-optimized", "animated-comment"])
            yield return new($"gif-{name}.gif", ImageFormat.Gif, 40, 30, 3);
    }

    private static IEnumerable<SampleImage> Webps()
    {
        string[] stills = ["lossy", "lossless", "lossy-alpha", "lossless-alpha", "metadata-orientation-6"];
        foreach (var name in stills)
            yield return new($"webp-{name}.webp", ImageFormat.Webp, 40, 30, 1);
        yield return new("webp-lossy-41x31.webp", ImageFormat.Webp, 41, 31, 1);
        foreach (var name in (string[])["animated", "animated-lossy", "animated-img2webp"])
            yield return new($"webp-{name}.webp", ImageFormat.Webp, 40, 30, 3);
    }

    private static IEnumerable<SampleImage> Avifs()
    {
        string[] upright = ["still", "alpha", "10-bit", "gray", "irot-2", "imir-0", "imir-1", "exif-orientation-6", "crop-4-6-24x20"];
        foreach (var name in upright)
            yield return new($"avif-{name}.avif", ImageFormat.Avif, 40, 30, 1);
        foreach (var name in (string[])["irot-1", "irot-3", "irot-1-imir-1", "metadata-30x40"])
            yield return new($"avif-{name}.avif", ImageFormat.Avif, 30, 40, 1);
        yield return new("avif-crop-0-0-24x20.avif", ImageFormat.Avif, 24, 20, 1);
        yield return new("avif-grid-128x64.avif", ImageFormat.Avif, 128, 64, 1);
        yield return new("avif-animated.avif", ImageFormat.Avif, 40, 30, 3);
        yield return new("avif-animated-alpha.avif", ImageFormat.Avif, 40, 30, 2);
    }

    private static IEnumerable<SampleImage> Heics()
    {
        foreach (var name in (string[])["still", "alpha", "thumbnail", "two-images", "exif-orientation-6"])
            yield return new($"heic-{name}.heic", ImageFormat.Heic, 40, 30, 1);
        yield return new("heic-41x31.heic", ImageFormat.Heic, 41, 31, 1);
    }

    private static (int Width, int Height) Turned(int orientation) => orientation <= 4 ? (40, 30) : (30, 40);
}
