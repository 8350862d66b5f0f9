using System.IO.Compression;
using System.Text;

namespace UploadFunction.Tests.Images;

/// <summary>The word that stands wherever metadata can be in the files of <c>test/images/planted</c>.</summary>
internal static class PlantedMarker
{
    private const string Word = "PLANTED";

    // PNG's "Raw profile" texts hold their bytes in hexadecimal.
    private static readonly byte[][] Encodings =
    [
        Encoding.ASCII.GetBytes(Word), Encoding.Unicode.GetBytes(Word), Encoding.BigEndianUnicode.GetBytes(Word),
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Word))),
    ];

    /// <summary>The word with what follows it, which names the place; <see langword="null"/> if it is nowhere in a file.</summary>
    public static string? Find(byte[] file) =>
        ZlibStreams(file).Prepend(file)
            .SelectMany(bytes => Encodings.Select(word => Find(bytes, word)))
            .FirstOrDefault(found => found != null);

    private static string? Find(byte[] bytes, byte[] word)
    {
        var at = bytes.AsSpan().IndexOf(word);
        return at < 0 ? null : $"at {at} of {bytes.Length}: {Encoding.Latin1.GetString(bytes.AsSpan(at, Math.Min(60, bytes.Length - at)))}";
    }

    /// <summary>What comes out of every part that begins as a zlib stream without a preset dictionary does (RFC 1950, 2.2).</summary>
    private static IEnumerable<byte[]> ZlibStreams(byte[] file)
    {
        for (var at = 0; at + 1 < file.Length; at++)
        {
            if ((file[at] & 0x0F) == 8 && (file[at + 1] & 0x20) == 0 && (file[at] << 8 | file[at + 1]) % 31 == 0)
                yield return Inflate(new MemoryStream(file, at, file.Length - at));
        }
    }

    private static byte[] Inflate(Stream stream)
    {
        var inflated = new MemoryStream();
        try
        {
            using var zlib = new ZLibStream(stream, CompressionMode.Decompress);
            zlib.CopyTo(inflated);
        }
        catch (InvalidDataException)
        {
            // It only looked like one.
        }
        return inflated.ToArray();
    }
}
