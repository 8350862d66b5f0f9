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

    /// <summary>The content of an object, which may be stored with this encoding or without one.</summary>
    /// <param name="contentEncoding">Of the object.</param>
    /// <exception cref="InvalidDataException">This is not gzip, although the encoding says so.</exception>
    public static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> stored, string? contentEncoding)
    {
        if (contentEncoding != Encoding)
            return stored;
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(stored.ToArray()), CompressionMode.Decompress))
            gzip.CopyTo(content);
        return content.ToArray();
    }
}
