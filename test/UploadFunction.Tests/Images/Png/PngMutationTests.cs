using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using UploadFunction.Images;
using UploadFunction.Images.Png;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images.Png;

/// <summary>Whatever the chunks are, and in whatever order: what is stored is clean.</summary>
public sealed class PngMutationTests
{
    private static readonly string[] Types =
    [
        "IHDR", "PLTE", "IDAT", "IEND", "acTL", "fcTL", "fdAT", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "mDCV", "cLLI", "sBIT", "tRNS",
        "bKGD", "hIST", "pHYs", "sPLT", "eXIf", "tEXt", "zTXt", "iTXt", "tIME", "caBX", "iDOT", "prIv", "t1xt",
    ];

    public static TheoryData<string> Names => [.. All.Select(sample => sample.Name)];

    private static IEnumerable<SampleImage> All => SampleImages.All.Where(sample => sample.Format == ImageFormat.Png);

    [Theory]
    [MemberData(nameof(Names))]
    public void Stores_A_Clean_File_Or_None(string name)
    {
        var random = new Random(20250101);
        var original = SampleImages.Get(name).Bytes;
        var chunks = StoredPng.ChunksOf(original).Select(chunk => SampleImages.PngChunk(chunk.Type, chunk.Data)).ToList();
        var taken = 0;

        for (var round = 0; round < 1000; round++)
        {
            var mutated = chunks.ToList();
            for (var changes = random.Next(1, 5); changes > 0; changes--)
                Mutate(mutated, random);
            byte[] file = [.. original[..8], .. mutated.SelectMany(chunk => chunk)];
            if (PngFile.Walk(file, new(keepsMetadata: false), out _) is not null)
                continue;
            StoredPng.Of(file);
            StoredPng.Of(file, keepsMetadata: true);
            taken++;
        }
        Assert.InRange(taken, 50, 1000);
    }

    /// <summary>Each promise would have the rest of the file counted, if more than the first were believed.</summary>
    [Fact]
    public void Takes_No_Time_For_Many_Promises()
    {
        var png = SampleImages.Png.Bytes;
        byte[] promise = SampleImages.PngChunk("acTL", 0, 0, 0, 1, 0, 0, 0, 0);
        byte[] promises = [.. Enumerable.Repeat(promise, 100_000).SelectMany(chunk => chunk)];

        Assert.Equal(StoredPng.Of(png).Bytes, StoredPng.Of(png.Insert(33, promises)).Bytes);
    }

    private static void Mutate(List<byte[]> chunks, Random random)
    {
        var at = random.Next(chunks.Count);
        if (chunks[at].Length < 12)
            return; // bytes behind the end
        switch (random.Next(6))
        {
            case 0:
                chunks.Insert(random.Next(chunks.Count), [.. chunks[at]]);
                break;
            case 1:
                chunks[at] = WithChecksum(chunks[at].With(4, Encoding.ASCII.GetBytes(Types[random.Next(Types.Length)])));
                break;
            case 2:
                chunks[at] = chunks[at].With(random.Next(chunks[at].Length), (byte)random.Next(256));
                break;
            case 3:
                var byteAt = random.Next(4, chunks[at].Length - 4);
                chunks[at] = WithChecksum(chunks[at].With(byteAt, (byte)random.Next(256)));
                break;
            case 4:
                var data = new byte[random.Next(40)];
                random.NextBytes(data);
                chunks.Insert(at, SampleImages.PngChunk(Types[random.Next(Types.Length)], data));
                break;
            default:
                chunks.Add([(byte)random.Next(256)]);
                break;
        }
    }

    private static byte[] WithChecksum(byte[] chunk)
    {
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32.HashToUInt32(chunk.AsSpan(4, chunk.Length - 8)));
        return chunk;
    }
}
