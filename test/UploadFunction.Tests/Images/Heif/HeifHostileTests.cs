using System.Buffers.Binary;
using System.Text;
using UploadFunction.Images;
using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Images.Heif.HeifBuilder;

namespace UploadFunction.Tests.Images.Heif;

/// <summary>Whatever the bytes, what is stored is taken again unchanged, and costs no more than its length.</summary>
public sealed class HeifHostileTests
{
    private static readonly string[] Types =
    [
        "ftyp", "meta", "hdlr", "pitm", "iinf", "infe", "iloc", "iprp", "ipco", "ipma", "iref", "idat", "moov", "trak", "mdia", "stsd",
        "stsz", "stsc", "stco", "mdat", "free", "uuid", "udta", "Exif", "mime", "jpeg",
    ];

    [Fact]
    public void What_Is_Stored_Of_Damaged_Files_Is_Taken_Unchanged()
    {
        byte[][] seeds = [.. Seeds()];
        var random = new Random(20250101);

        for (var round = 0; round < 4000; round++)
        {
            var file = Damage(seeds, random);
            foreach (var keepsMetadata in (bool[])[false, true])
            {
                if (ImageInspector.Inspect(file, new(keepsMetadata), out _, out _) is null)
                    StoredFile.Of(file, keepsMetadata);
            }
        }
    }

    [Fact]
    public void Items_That_Share_Their_Bytes_Cost_No_Time()
    {
        // Read for each of them, 30,000 times a megabyte would take minutes.
        const int Items = 30_000;
        var data = new byte[1 << 20];
        data.AsSpan().Fill((byte)'A');
        var items = Enumerable.Range(0, Items).Select(index => (index % 3) switch
        {
            0 => new HeifItem("hvc1", []) { Place = (0, data.Length) },
            1 => HeifItem.Xmp([]) with { Place = (data.Length, 1 << 18) },
            _ => HeifItem.Exif([]) with { Place = (data.Length + (1 << 18), 1 << 18) },
        }).ToArray();
        var file = new HeifItemFile(items) { Picture = new("hvc1", data), Unused = new byte[1 << 19] }.Build();

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var stored = StoredFile.Of(file);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(ImageChanges.Metadata, stored.Changes);
    }

    [Fact]
    public void Jpeg_Items_That_Share_Their_Bytes_Are_Rejected()
    {
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xDA, 0, 2, .. new byte[1000], 0xFF, 0xD9];
        var once = new HeifItemFile(new HeifItem("jpeg", jpeg)).Build();
        Assert.Equal(ImageChanges.None, StoredFile.Of(once).Changes);

        var twice = new HeifItemFile(new HeifItem("jpeg", jpeg), new HeifItem("jpeg", []) { Place = (4, jpeg.Length) }).Build();
        twice.AssertInvalid("several JPEG items share their data", twice.Find("mdat") + 8);
    }

    private static IEnumerable<byte[]> Seeds()
    {
        foreach (var sample in SampleImages.All)
        {
            if (sample.Format == ImageFormat.Avif || sample.Format == ImageFormat.Heic)
                yield return sample.Bytes;
        }
        yield return new HeifBuilder().Build();
        yield return new HeifItemFile(
            HeifItem.Exif(new byte[40]),
            HeifItem.Xmp([.. Enumerable.Repeat((byte)'x', 60)]),
            new HeifItem("jpeg", [0xFF, 0xD8, 0xFF, 0xE1, 0, 9]))
        {
            MetaBoxes = [Box("udta", [1])],
            Middle = [Box("uuid", new byte[20])],
            Tail = [Box("mpvd", [3])],
            Unused = [4, 5],
        }.Build();
        var sound = new HeifTrack("soun", "mp4a", [7, 8]);
        yield return HeifTrack.File("msf1", [], [Box("udta", [1])], sound, new HeifTrack("pict", "hvc1", [1, 2, 3, 4]));
    }

    private static byte[] Damage(byte[][] seeds, Random random)
    {
        byte[] file = [.. seeds[random.Next(seeds.Length)]];
        for (var changes = random.Next(1, 5); changes > 0 && file.Length > 100; changes--)
        {
            var type = file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Types[random.Next(Types.Length)]));
            var at = Math.Min(file.Length - 8, type >= 4 && random.Next(3) > 0 ? type - 4 + random.Next(40) : random.Next(file.Length));
            switch (random.Next(6))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    random.NextBytes(file.AsSpan(at, random.Next(1, 5)));
                    break;
                case 2:
                    file = random.Next(4) == 0 ? file[..at] : file.Remove(at, Math.Min(random.Next(1, 60), file.Length - at));
                    break;
                case 3:
                    var other = seeds[random.Next(seeds.Length)];
                    file = file.Insert(at, other.AsSpan(random.Next(other.Length - 40), random.Next(40)));
                    break;
                case 4:
                    BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(at), random.Next(random.Next(2) == 0 ? 64 : file.Length));
                    break;
                case 5:
                    file = file.With(at, Encoding.ASCII.GetBytes(Types[random.Next(Types.Length)]));
                    break;
            }
        }
        return file;
    }
}
