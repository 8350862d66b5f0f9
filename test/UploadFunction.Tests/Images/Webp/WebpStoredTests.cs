using System.Buffers.Binary;
using System.Text;
using UploadFunction.Images;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images.Webp;

/// <summary>What is stored of a WebP file: its pictures, their colours and how they are played, and nothing else.</summary>
public sealed class WebpStoredTests
{
    private const byte Animation = 0x02, Xmp = 0x04, Exif = 0x08, Alpha = 0x10, Profile = 0x20;

    private static readonly byte[] Marker = [.. "a marker nobody may find"u8];
    private static readonly byte[] Vp8 = ChunkOf("webp-lossy.webp", "VP8 ");
    private static readonly byte[] Vp8L = ChunkOf("webp-lossless-alpha.webp", "VP8L");
    private static readonly byte[] Alph = ChunkOf("webp-lossy-alpha.webp", "ALPH");
    private static readonly byte[] Iccp = Chunk("ICCP", [.. "the bytes of a profile, an odd number"u8]);
    private static readonly byte[] Anim = Chunk("ANIM", 1, 2, 3, 4, 5, 0);
    private static readonly byte[][] Frames = [Frame([.. Alph, .. Vp8]), Frame(Vp8L), Frame(Vp8)];

    private static readonly byte[] Simple = Riff(Vp8);
    private static readonly byte[] Still = Riff(Header(Alpha | Profile), Iccp, Alph, Vp8);
    private static readonly byte[] Animated = Riff(Header(Animation | Alpha | Profile), Iccp, Anim, Frames[0], Frames[1], Frames[2]);

    public static TheoryData<string> SamplesWithoutMetadata =>
        [.. SampleImages.All.Select(sample => sample.Name).Where(name => name.StartsWith("webp") && !name.Contains("metadata"))];

    public static TheoryData<string> MetadataTypes => ["EXIF", "XMP ", "XMP\0", "C2PA", "PSAI", "LIST", "ICMT", "\0\0\0\0"];

    [Theory]
    [MemberData(nameof(SamplesWithoutMetadata))]
    public void A_Clean_File_Stays_As_It_Is(string name) =>
        AssertStored(ImageChanges.None, SampleImages.Get(name).Bytes, of: SampleImages.Get(name).Bytes);

    [Fact]
    public void Files_Made_For_These_Tests_Are_Clean()
    {
        foreach (var file in (byte[][])[Simple, Still, Animated])
            AssertStored(ImageChanges.None, file, of: file);
    }

    [Theory]
    [MemberData(nameof(MetadataTypes))]
    public void Metadata_And_Unknown_Chunks_Go_Wherever_They_Are(string type)
    {
        var chunk = Chunk(type, Marker);

        AssertStored(ImageChanges.Metadata, Simple, of: Riff(Vp8, chunk));
        AssertStored(ImageChanges.Metadata, Simple, of: Riff(Vp8, chunk, Chunk("EXIF", [.. Marker, 1])));
        AssertStored(ImageChanges.Metadata, Still, of: Riff(Header(Alpha | Profile, type), chunk, Iccp, Alph, Vp8));
        AssertStored(ImageChanges.Metadata, Still, of: Riff(Header(Alpha | Profile, type), Iccp, chunk, Alph, Vp8));
        AssertStored(ImageChanges.Metadata, Still, of: Riff(Header(Alpha | Profile, type), Iccp, Alph, Vp8, chunk));
        for (var place = 0; place <= 5; place++)
        {
            byte[][] chunks = [Iccp, Anim, .. Frames];
            var file = Riff([Header(Animation | Alpha | Profile, type), .. chunks[..place], chunk, .. chunks[place..]]);
            AssertStored(ImageChanges.Metadata, Animated, of: file);
        }
    }

    [Theory]
    [MemberData(nameof(MetadataTypes))]
    public void A_Frame_Loses_What_Lies_Behind_Its_Picture(string type)
    {
        var first = Frame([.. Alph, .. Vp8, .. Chunk(type, Marker), .. Chunk(type, [.. Marker, 1])]);
        var last = Frame([.. Vp8, .. Chunk(type, Marker)]);

        var header = Header(Animation | Alpha | Profile);
        AssertStored(ImageChanges.Metadata, Animated, of: Riff(header, Iccp, Anim, first, Frames[1], last));
    }

    [Theory]
    [MemberData(nameof(MetadataTypes))]
    public void Metadata_Stays_If_It_Is_Kept(string type)
    {
        var chunk = Chunk(type, [.. Marker, 1]);
        byte[][] files =
        [
            Riff(Vp8, chunk),
            Riff(Header(Profile, type), Iccp, chunk, Vp8, chunk),
            Riff(Header(Animation | Alpha, type), Anim, Frames[0], chunk, Frame([.. Vp8, .. chunk])),
        ];

        foreach (var file in files)
            Assert.Equal(file, StoredFile.Of(file, keepsMetadata: true).Bytes);
    }

    [Fact]
    public void Kept_Metadata_Gets_The_Flags_It_Needs()
    {
        byte[] exif = Chunk("EXIF", 1, 2), xmp = Chunk("XMP ", 3, 4);

        var stored = StoredFile.Of(Riff(Header(0), Vp8, exif, xmp), keepsMetadata: true);

        Assert.Equal(Riff(Header(Exif | Xmp), Vp8, exif, xmp), stored.Bytes);
        Assert.Equal(ImageChanges.Repaired, stored.Changes);
    }

    [Fact]
    public void A_Manifest_Stays_Only_If_Nothing_Else_Changed()
    {
        var manifest = Chunk("C2PA", Marker);

        Assert.Equal(Riff(Header(0), Vp8), StoredFile.Of([.. Riff(Header(0), Vp8, manifest), 0], keepsMetadata: true).Bytes);
        Assert.Equal(Riff(Header(0), Vp8), StoredFile.Of(Riff(Header(Exif), Vp8, manifest), keepsMetadata: true).Bytes);
        Assert.Equal(
            Riff(Header(Exif), Vp8, Chunk("EXIF", 7)),
            StoredFile.Of(Riff(Header(0), Vp8, manifest, Chunk("EXIF", 7)), keepsMetadata: true).Bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    public void Bytes_Behind_The_Riff_Go(int count)
    {
        foreach (var file in (byte[][])[Simple, Still, Animated])
        {
            AssertStored(ImageChanges.TrailingData, file, of: [.. file, .. new byte[count]]);
            // ImageMagick 6.9 writes a second one behind its animations.
            AssertStored(ImageChanges.TrailingData, file, of: [.. file, .. Riff(Vp8L, Chunk("EXIF", Marker))]);
        }
    }

    [Fact]
    public void Flags_Of_What_Is_Not_There_Are_Cleared()
    {
        AssertStored(ImageChanges.Repaired, Riff(Header(0), Vp8), of: Riff(Header(Exif | Xmp | Profile | Alpha), Vp8));
        var animated = Riff(Header(Animation), Anim, Frame(Vp8));
        AssertStored(ImageChanges.Repaired, animated, of: Riff(Header(Animation | Alpha), Anim, Frame(Vp8)));
    }

    [Fact]
    public void Flags_Of_Metadata_That_Goes_Are_Cleared()
    {
        byte[] exif = Chunk("EXIF", Marker), xmp = Chunk("XMP ", Marker);

        AssertStored(ImageChanges.Metadata, Riff(Header(0), Vp8), of: Riff(Header(Exif | Xmp), Vp8, exif, xmp));
        AssertStored(ImageChanges.Metadata | ImageChanges.Repaired, Riff(Header(0), Vp8), of: Riff(Header(Exif | Xmp), Vp8, exif));
        AssertStored(ImageChanges.Metadata, Riff(Header(0), Vp8), of: Riff(Header(0), Vp8, exif));
    }

    [Fact]
    public void Alpha_Of_An_Animation_That_Leaves_Canvas_Free_Stays()
    {
        var file = Riff(Header(Animation | Alpha, width: 50), Anim, Frame(Vp8));

        AssertStored(ImageChanges.None, file, of: file);
    }

    [Fact]
    public void Reserved_Bits_Are_Cleared()
    {
        var header = Header(Animation | Alpha | Profile);
        AssertStored(ImageChanges.Repaired, Animated, of: Riff(header.With(9, 1, 2, 3), Iccp, Anim, Frames[0], Frames[1], Frames[2]));
        var frame = Frames[0].With(8 + 15, 0xFF);
        AssertStored(
            ImageChanges.Repaired,
            Riff(header, Iccp, Anim, Frames[0].With(8 + 15, 3), Frames[1], Frames[2]),
            of: Riff(header, Iccp, Anim, frame, Frames[1], Frames[2]));
    }

    [Fact]
    public void Padding_Becomes_Zero()
    {
        byte[] vp8 = [.. Vp8[..4], (byte)(Vp8[4] + 1), .. Vp8[5..], 0];

        Assert.Equal(1, vp8[4] & 1);
        AssertStored(ImageChanges.Repaired, Riff([.. vp8, 0]), of: Riff([.. vp8, 9]));
        AssertStored(ImageChanges.Repaired, Still, of: Riff(Header(Alpha | Profile), Iccp.With(Iccp.Length - 1, 9), Alph, Vp8));
        AssertStored(
            ImageChanges.Repaired,
            Riff(Header(Animation), Anim, Frame([.. vp8, 0])),
            of: Riff(Header(Animation), Anim, Frame([.. vp8, 9])));
    }

    [Fact]
    public void A_Profile_Counts_Only_If_The_Header_Says_So()
    {
        // Chromium shows the picture without it: to set the flag would change the colours.
        AssertStored(ImageChanges.Repaired, Riff(Header(0), Vp8), of: Riff(Header(0), Iccp, Vp8));
        AssertStored(ImageChanges.Repaired, Simple, of: Riff(Vp8, Iccp));
    }

    [Fact]
    public void A_Profile_Out_Of_Place_Is_Moved_To_It()
    {
        AssertStored(ImageChanges.Repaired, Still, of: Riff(Header(Alpha | Profile), Alph, Vp8, Iccp));
        var header = Header(Animation | Alpha | Profile);
        AssertStored(ImageChanges.Repaired, Animated, of: Riff(header, Anim, Iccp, Frames[0], Frames[1], Frames[2]));
        AssertStored(ImageChanges.Repaired, Animated, of: Riff(header, Anim, Frames[0], Frames[1], Iccp, Frames[2]));
    }

    [Fact]
    public void Only_The_First_Of_Several_Profiles_And_Animation_Headers_Counts()
    {
        AssertStored(ImageChanges.Repaired, Still, of: Riff(Header(Alpha | Profile), Iccp, Chunk("ICCP", Marker), Alph, Vp8));
        AssertStored(
            ImageChanges.Repaired,
            Animated,
            of: Riff(Header(Animation | Alpha | Profile), Iccp, Anim, Chunk("ANIM", new byte[6]), Frames[0], Anim, Frames[1], Frames[2]));
    }

    [Fact]
    public void A_Longer_Animation_Header_Is_Cut()
    {
        var longer = Chunk("ANIM", [.. Anim[8..], .. Marker, 1]);

        AssertStored(
            ImageChanges.Repaired,
            Animated,
            of: Riff(Header(Animation | Alpha | Profile), Iccp, longer, Frames[0], Frames[1], Frames[2]));
    }

    [Fact]
    public void What_Lies_Behind_A_Simple_Picture_Goes()
    {
        foreach (var chunk in (byte[][])[Vp8, Vp8L, Header(Exif), Alph, Anim, Frames[0]])
            AssertStored(ImageChanges.Repaired, Simple, of: Riff(Vp8, chunk));
    }

    [Fact]
    public void Whatever_Is_Taken_Is_Stored_Well()
    {
        var random = new Random(20250103);
        byte[][] chunks = [Vp8, Vp8L, Alph, Iccp, Anim, Header(0xFF), Chunk("EXIF", 1), Chunk("C2PA", 1, 2), Chunk("abcd", 0), .. Frames];
        for (var round = 0; round < 5000; round++)
        {
            byte[][] original = random.Next(3) switch
            {
                0 => [Vp8],
                1 => [Header(Alpha | Profile), Iccp, Alph, Vp8],
                _ => [Header(Animation | Alpha | Profile), Iccp, Anim, .. Frames],
            };
            List<byte[]> body = [.. original];
            for (var changes = random.Next(3); changes > 0; changes--)
                body.Insert(random.Next(body.Count + 1), chunks[random.Next(chunks.Length)]);
            var file = Riff([.. body]);
            for (var changes = random.Next(3); changes > 0; changes--)
                file[random.Next(4, file.Length)] = (byte)random.Next(256);
            var keepsMetadata = random.Next(2) == 0;
            if (ImageInspector.Inspect(file, new(keepsMetadata), out _, out _) is null)
                StoredFile.Of(file, keepsMetadata);
        }
    }

    private static void AssertStored(ImageChanges changes, byte[] expected, byte[] of)
    {
        var stored = StoredFile.Of(of);
        Assert.Equal(expected, stored.Bytes);
        Assert.Equal(changes, stored.Changes);
        Assert.Equal(-1, stored.Bytes.AsSpan().IndexOf(Marker));
    }

    private static byte FlagOf(string type) => type switch
    {
        "EXIF" => Exif,
        "XMP " => Xmp,
        _ => 0,
    };

    private static byte[] ChunkOf(string sample, string type)
    {
        var file = SampleImages.Get(sample).Bytes;
        var start = file.Find(type);
        var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(start + 4));
        return file[start..(start + 8 + length + (length & 1))];
    }

    private static byte[] Chunk(string type, params ReadOnlySpan<byte> data)
    {
        byte[] chunk = [.. Encoding.Latin1.GetBytes(type), 0, 0, 0, 0, .. data, .. new byte[data.Length & 1]];
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), data.Length);
        return chunk;
    }

    private static byte[] Header(byte flags, string metadata) => Header((byte)(flags | FlagOf(metadata)));

    private static byte[] Header(byte flags, byte width = 40) => Chunk("VP8X", flags, 0, 0, 0, (byte)(width - 1), 0, 0, 29, 0, 0);

    /// <summary>A frame of 40 x 30 pixels that is shown for 100 ms.</summary>
    private static byte[] Frame(byte[] picture) => Chunk("ANMF", [0, 0, 0, 0, 0, 0, 39, 0, 0, 29, 0, 0, 100, 0, 0, 2, .. picture]);

    private static byte[] Riff(params byte[][] chunks) => Chunk("RIFF", [.. "WEBP"u8, .. chunks.SelectMany(chunk => chunk)]);
}
