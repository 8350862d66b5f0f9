using System.IO.Compression;

namespace UploadFunction.Site;

/// <summary>The content coding of RFC 9110 that every browser takes, with or without TLS.</summary>
internal static class Gzip
{
    /// <summary>For Content-Encoding.</summary>
    public const string Encoding = "gzip";

    public static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
            gzip.Write(content.Span);
        return compressed.ToArray();
    }

    /// <exception cref="InvalidDataException">This is not gzip.</exception>
    public static ReadOnlyMemory<byte> Decompress(ReadOnlyMemory<byte> compressed)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress))
            gzip.CopyTo(content);
        return content.ToArray();
    }
}
