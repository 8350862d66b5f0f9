using System.Buffers.Binary;
using UploadFunction.Images.Png;
using UploadFunction.Tests.Support;

namespace ImageBenchmarks;

public enum LargeImage
{
    Jpeg,
    JpegWithMetadata,
    Png,
    PngWithMetadata,
    Gif,
    GifAnimated,
    WebP,
    WebPWithMetadata,
    Avif,
    AvifWithMetadata,
}

/// <summary>Images of any length: small ones of real encoders, whose picture data goes on with bytes as random as coded data is.</summary>
internal static class LargeImages
{
    public static byte[] Create(LargeImage image, int length) => image switch
    {
        LargeImage.Jpeg => Jpeg("jpeg-baseline.jpg", length),
        LargeImage.JpegWithMetadata => Jpeg("jpeg-metadata.jpg", length),
        LargeImage.Png => Png("png-rgb.png", length),
        LargeImage.PngWithMetadata => Png("png-orientation-6.png", length),
        LargeImage.Gif => Gif("gif-still.gif", length),
        LargeImage.GifAnimated => GifAnimated("gif-animated-comment.gif", length),
        LargeImage.WebP => WebP("webp-lossy.webp", length),
        LargeImage.WebPWithMetadata => WebP("webp-metadata-orientation-6.webp", length),
        LargeImage.Avif => Avif("avif-still.avif", length),
        _ => Avif("avif-exif-orientation-6.avif", length),
    };

    private static byte[] Read(string name) => File.ReadAllBytes(Repository.PathTo($"test/images/{name}"));

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(20250101).NextBytes(noise);
        return noise;
    }

    /// <summary>Behind the last scan's data. A FF in it is followed by the 00 that says it is data.</summary>
    private static byte[] Jpeg(string name, int length)
    {
        var file = Read(name);
        var data = Noise(length - file.Length);
        for (var at = 0; at < data.Length; at++)
        {
            if (data[at] == 0xFF && ++at < data.Length)
                data[at] = 0;
        }
        data[^1] = 0;
        return [.. file[..^2], .. data, .. file[^2..]];
    }

    /// <summary>In IDATs of 8 KB, as libpng writes them.</summary>
    private static byte[] Png(string name, int length)
    {
        var file = Read(name);
        var end = file.AsSpan().LastIndexOf("IEND"u8) - 4;
        using var output = new MemoryStream();
        output.Write(file.AsSpan(0, end));
        var data = Noise(8192);
        var chunk = new byte[data.Length + PngChunk.Overhead];
        PngChunk.Write(PngChunkType.Idat, data, chunk);
        while (output.Length < length)
            output.Write(chunk);
        output.Write(file.AsSpan(end));
        return output.ToArray();
    }

    /// <summary>In blocks of 255 bytes, in front of the empty block that ends the picture.</summary>
    private static byte[] Gif(string name, int length)
    {
        var file = Read(name);
        using var output = new MemoryStream();
        output.Write(file.AsSpan(0, file.Length - 2));
        byte[] block = [255, .. Noise(255)];
        while (output.Length < length)
            output.Write(block);
        output.Write([0, 0x3B]);
        return output.ToArray();
    }

    /// <summary>The same pictures again and again: all of them small, as in a long animation.</summary>
    private static byte[] GifAnimated(string name, int length)
    {
        var file = Read(name);
        var first = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x21, 0xF9]);
        using var output = new MemoryStream();
        output.Write(file.AsSpan(0, first));
        while (output.Length < length)
            output.Write(file.AsSpan(first, file.Length - 1 - first));
        output.WriteByte(0x3B);
        return output.ToArray();
    }

    private static byte[] WebP(string name, int length)
    {
        var file = Read(name);
        var chunk = file.AsSpan().IndexOf("VP8 "u8);
        var dataLength = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(chunk + 4));
        var noise = Noise((length - file.Length) & ~1);
        var end = chunk + 8 + dataLength + (dataLength & 1);
        byte[] large = [.. file[..end], .. noise, .. file[end..]];
        BinaryPrimitives.WriteInt32LittleEndian(large.AsSpan(chunk + 4), dataLength + noise.Length);
        BinaryPrimitives.WriteInt32LittleEndian(large.AsSpan(4), large.Length - 8);
        return large;
    }

    /// <summary>One walker reads AVIF and HEIC. The last extent in the file becomes longer, with the box of data that it lies in.</summary>
    private static byte[] Avif(string name, int length)
    {
        var file = Read(name);
        var noise = Noise(length - file.Length);
        byte[] large = [.. file, .. noise];
        var mdat = file.AsSpan().LastIndexOf("mdat"u8) - 4;
        var mdatLength = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(mdat));
        if (mdat + mdatLength != file.Length)
            throw new InvalidOperationException($"{name}: the data is not the last box.");
        BinaryPrimitives.WriteInt32BigEndian(large.AsSpan(mdat), mdatLength + noise.Length);
        var iloc = file.AsSpan().IndexOf("iloc"u8);
        // Offset and length of the extent that ends where the file does.
        for (var at = iloc; at < mdat - 8; at++)
        {
            var offset = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var extent = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at + 4));
            if (offset > mdat && extent > 0 && offset + extent == file.Length)
            {
                BinaryPrimitives.WriteInt32BigEndian(large.AsSpan(at + 4), extent + noise.Length);
                return large;
            }
        }
        throw new InvalidOperationException($"{name}: no extent ends where the file does.");
    }
}
