using System.Text;
using UploadFunction.Images;
using static UploadFunction.Tests.Support.SampleImages;

namespace UploadFunction.Tests.Images.Png;

/// <summary>What of a PNG is stored: what shows the picture, and nothing about the person.</summary>
public sealed class PngStoredTests
{
    private const int AfterHeader = 33;
    private const string Marker = "Ada Lovelace, 51.5237 N";

    private static readonly byte[] Still = Bare("png-rgb.png");
    private static readonly int End = Still.Length - 12;
    private static readonly byte[] Indexed = Bare("png-palette2.png"); // 2 colours of the 4 that 2 bits can name
    private static readonly int Palette = Indexed.Find("PLTE") - 4;
    private static readonly int IndexedData = Indexed.Find("IDAT") - 4;
    private static readonly byte[] WithoutPalette = Indexed.Remove(Palette, IndexedData - Palette);

    public static TheoryData<string> Samples => [.. All.Where(sample => sample.Format == ImageFormat.Png).Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Keeps_The_Picture_Of_Every_Sample(string name)
    {
        var sample = Get(name);

        var stored = StoredPng.Of(sample.Bytes);

        Assert.Equal((sample.Width, sample.Height, sample.Frames), (stored.Info.Width, stored.Info.Height, stored.Info.Frames));
        Assert.DoesNotContain("tEXt", stored.Types, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_Every_Chunk_That_Says_How_The_Picture_Is_Shown()
    {
        byte[] before =
        [
            .. PngChunk("gAMA", 0, 0, 0xB1, 0x8F), .. PngChunk("cHRM", new byte[32]), .. PngChunk("sRGB", 0),
            .. PngChunk("iCCP", [.. "p\0\0"u8, 1, 2]), .. PngChunk("cICP", 1, 13, 0, 1), .. PngChunk("mDCV", new byte[24]),
            .. PngChunk("cLLI", new byte[8]), .. PngChunk("sBIT", 8, 8, 8), .. PngChunk("pHYs", 0, 0, 1, 0, 0, 0, 1, 0, 1),
            .. PngChunk("sPLT", [.. "a\0"u8, 8, 1, 2, 3, 4, 0, 1]), .. PngChunk("sPLT", [.. "b\0"u8, 16, 1, 1, 2, 2, 3, 3, 4, 4, 0, 1]),
        ];
        byte[] behind = [.. PngChunk("tRNS", 1, 2), .. PngChunk("bKGD", 1), .. PngChunk("hIST", new byte[4])];
        var file = Indexed.Insert(IndexedData, behind).Insert(AfterHeader, before);

        var stored = StoredPng.Of(file);

        Assert.Equal(ImageChanges.None, stored.Changes);
        Assert.Equal(file, stored.Bytes);
    }

    [Theory]
    [InlineData("tEXt")]
    [InlineData("zTXt")]
    [InlineData("iTXt")]
    [InlineData("tIME")]
    [InlineData("eXIf")]
    [InlineData("caBX")]
    [InlineData("iDOT")]
    [InlineData("prVW")] // the layered original of Fireworks, for one
    [InlineData("text")]
    public void Removes_Metadata_Before_And_Behind_The_Picture(string type)
    {
        byte[] said = PngChunk(type, [.. "Author\0"u8, .. Encoding.ASCII.GetBytes(Marker)]);

        foreach (var at in (int[])[AfterHeader, End])
        {
            var stored = StoredPng.Of(Still.Insert(at, said));

            Assert.Equal(Still, stored.Bytes);
            Assert.True(stored.Changes.HasFlag(ImageChanges.Metadata));
        }
    }

    [Fact]
    public void Metadata_That_Keeps_Its_Rules_Is_Removed_And_Nothing_Repaired() =>
        Assert.Equal(ImageChanges.Metadata, StoredPng.Of(Still.Insert(End, PngChunk("tEXt", "a\0b"u8))).Changes);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Exif_Becomes_Its_Orientation_Alone(bool littleEndian)
    {
        byte[] minimal = new byte[ExifOrientation.BlockLength];
        ExifOrientation.Write(6, littleEndian, minimal);
        byte[] exif = [.. minimal, .. Encoding.ASCII.GetBytes(Marker)];

        var stored = StoredPng.Of(Still.Insert(AfterHeader, PngChunk("eXIf", exif)));

        Assert.Equal((ImageChanges.Metadata, 30, 40), (stored.Changes, stored.Info.Width, stored.Info.Height));
        Assert.Equal(Still.Insert(AfterHeader, PngChunk("eXIf", minimal)), stored.Bytes);
    }

    [Fact]
    public void Exif_That_Turns_Nothing_Goes_Whole()
    {
        Assert.Equal(Still, StoredPng.Of(Still.Insert(AfterHeader, PngChunk("eXIf", Exif(1)))).Bytes);
        Assert.Equal(Still, StoredPng.Of(Still.Insert(AfterHeader, PngChunk("eXIf", Exif(9)))).Bytes);
        Assert.Equal(Still, StoredPng.Of(Still.Insert(End, PngChunk("eXIf", Exif(6)))).Bytes); // too late for browsers
    }

    [Fact]
    public void Only_The_First_Exif_Counts_Be_It_Broken()
    {
        byte[] second = PngChunk("eXIf", Exif(6));
        byte[] wrong = PngChunk("eXIf", Exif(3));
        wrong[^1] ^= 1;

        Assert.Equal(Still, StoredPng.Of(Still.Insert(AfterHeader, [.. PngChunk("eXIf", Exif(1)), .. second])).Bytes);
        Assert.Equal(Still, StoredPng.Of(Still.Insert(AfterHeader, [.. PngChunk("eXIf", "Exif\0\0MM"u8), .. second])).Bytes);
        Assert.Equal(Still.Insert(AfterHeader, second), StoredPng.Of(Still.Insert(AfterHeader, [.. wrong, .. second])).Bytes);
    }

    [Fact]
    public void A_Wrong_Checksum_In_An_Ancillary_Chunk_Removes_The_Chunk()
    {
        byte[] gamma = PngChunk("gAMA", 0, 0, 0xB1, 0x8F);
        byte[] text = PngChunk("tEXt", "a\0b"u8);
        gamma[^1] ^= 1;
        text[^1] ^= 1;

        var withoutGamma = StoredPng.Of(Still.Insert(AfterHeader, gamma));
        var withoutText = StoredPng.Of(Still.Insert(End, text), keepsMetadata: true);

        Assert.Equal(Still, withoutGamma.Bytes);
        Assert.Equal(ImageChanges.Repaired, withoutGamma.Changes);
        Assert.Equal(Still, withoutText.Bytes);
        Assert.Equal(ImageChanges.Metadata | ImageChanges.Repaired, withoutText.Changes);
    }

    [Theory]
    [InlineData("gAMA", 5)]
    [InlineData("cHRM", 31)]
    [InlineData("sRGB", 2)]
    [InlineData("iCCP", 30)]
    [InlineData("cICP", 5)]
    [InlineData("mDCV", 25)]
    [InlineData("cLLI", 9)]
    [InlineData("sBIT", 3)] // zeros
    [InlineData("tRNS", 5)]
    [InlineData("bKGD", 7)]
    [InlineData("hIST", 2)] // no palette
    [InlineData("pHYs", 10)]
    [InlineData("sPLT", 9)]
    [InlineData("acTL", 9)]
    [InlineData("fcTL", 26)] // no acTL
    [InlineData("fdAT", 9)]
    public void A_Picture_Chunk_That_Breaks_Its_Rules_Goes(string type, int length)
    {
        foreach (var keepsMetadata in (bool[])[false, true])
        {
            var stored = StoredPng.Of(Still.Insert(AfterHeader, PngChunk(type, new byte[length])), keepsMetadata);

            Assert.Equal(Still, stored.Bytes);
            Assert.Equal(ImageChanges.Repaired, stored.Changes);
        }
    }

    [Theory]
    [InlineData("sRGB", 4)]
    [InlineData("cICP", 1, 13, 1, 1)]
    [InlineData("cICP", 1, 13, 0, 2)]
    [InlineData("sBIT", 8, 9, 8)]
    [InlineData("pHYs", 0, 0, 1, 0, 0, 0, 1, 0, 2)]
    public void A_Picture_Chunk_With_A_Value_That_Png_Does_Not_Define_Goes(string type, params int[] data) =>
        Assert.Equal(Still, StoredPng.Of(Still.Insert(AfterHeader, PngChunk(type, [.. data.Select(value => (byte)value)]))).Bytes);

    [Theory]
    [InlineData("gAMA", 4)]
    [InlineData("tRNS", 6)]
    [InlineData("pHYs", 9)]
    [InlineData("acTL", 8)]
    [InlineData("PLTE", 3)]
    public void What_Comes_Behind_The_Picture_But_Belongs_Before_Goes(string type, int length)
    {
        var stored = StoredPng.Of(Still.Insert(End, PngChunk(type, new byte[length])));

        Assert.Equal(Still, stored.Bytes);
        Assert.Equal(ImageChanges.Repaired, stored.Changes);
    }

    [Fact]
    public void Of_Two_Chunks_The_First_That_Keeps_Its_Rules_Stays()
    {
        byte[] broken = PngChunk("gAMA", 9), first = PngChunk("gAMA", 0, 0, 0, 1), second = PngChunk("gAMA", 0, 0, 0, 2);

        Assert.Equal(Still.Insert(AfterHeader, first), StoredPng.Of(Still.Insert(AfterHeader, [.. broken, .. first, .. second])).Bytes);
    }

    [Fact]
    public void A_Chunk_Whose_Type_Is_Not_Four_Letters_Goes()
    {
        foreach (var keepsMetadata in (bool[])[false, true])
        {
            Assert.Equal(Still, StoredPng.Of(Still.Insert(AfterHeader, PngChunk("t\u0001Xt", 1)), keepsMetadata).Bytes);
            Assert.Equal(Still, StoredPng.Of(Still.Insert(AfterHeader, PngChunk("prvw", 1)), keepsMetadata).Bytes); // reserved bit
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_Missing_Checksum_Of_The_End_Is_Written(int bytesThere)
    {
        var stored = StoredPng.Of(Still[..(Still.Length - 4 + bytesThere)]);

        Assert.Equal(Still, stored.Bytes);
        Assert.Equal(ImageChanges.Repaired, stored.Changes);
    }

    [Theory]
    [InlineData("00000000 49454E44 00000000")]
    [InlineData("00000003 49454E44 616263 AABBCCDD")]
    [InlineData("7FFFFFFF 49454E44 AE426082")]
    [InlineData("FFFFFFFF 49454E44")]
    public void A_Wrong_End_Becomes_The_Right_One(string end)
    {
        var stored = StoredPng.Of([.. Still[..End], .. Convert.FromHexString(end.Replace(" ", "", StringComparison.Ordinal))]);

        Assert.Equal(Still, stored.Bytes);
        Assert.Equal(ImageChanges.Repaired, stored.Changes);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\0\0\0\0")]
    [InlineData(Marker)]
    public void Bytes_Behind_The_End_Go(string behind)
    {
        var stored = StoredPng.Of([.. Still, .. Encoding.ASCII.GetBytes(behind)]);

        Assert.Equal(Still, stored.Bytes);
        Assert.Equal(ImageChanges.TrailingData, stored.Changes);
    }

    /// <summary>Android's screenshot editor wrote the cropped image over the beginning of the old file, and left the rest of it.</summary>
    [Fact]
    public void What_A_Crop_Left_Of_The_Old_Image_Goes()
    {
        var old = PngOfLength(5000);

        var stored = StoredPng.Of([.. Still, .. old[Still.Length..]]);

        Assert.Equal(Still, stored.Bytes);
        Assert.Equal(ImageChanges.TrailingData, stored.Changes);
    }

    [Fact]
    public void A_Palette_Longer_Than_The_Depth_Allows_Is_Cut()
    {
        byte[] colours = [.. Enumerable.Range(0, 20 * 3).Select(value => (byte)value)];
        byte[] behind = [.. PngChunk("hIST", new byte[40]), .. PngChunk("bKGD", 17)];

        var stored = StoredPng.Of(WithoutPalette.Insert(Palette, [.. PngChunk("PLTE", colours), .. behind]));

        Assert.Equal(ImageChanges.Repaired, stored.Changes);
        Assert.Equal(WithoutPalette.Insert(Palette, PngChunk("PLTE", colours.AsSpan(0, 12))), stored.Bytes);
    }

    [Fact]
    public void Transparency_And_Background_Stay_With_The_Cut_Palette()
    {
        byte[] behind = [.. PngChunk("tRNS", 1, 2, 3, 4), .. PngChunk("bKGD", 3)];

        var stored = StoredPng.Of(WithoutPalette.Insert(Palette, [.. PngChunk("PLTE", new byte[15]), .. behind]));

        Assert.Equal(WithoutPalette.Insert(Palette, [.. PngChunk("PLTE", new byte[12]), .. behind]), stored.Bytes);
    }

    [Fact]
    public void A_Palette_In_A_Grey_Picture_Goes()
    {
        var grey = Bare("png-gray.png");
        byte[] behind = [.. PngChunk("sBIT", 8), .. PngChunk("tRNS", 0, 7), .. PngChunk("bKGD", 0, 7)];

        var stored = StoredPng.Of(grey.Insert(AfterHeader, [.. PngChunk("PLTE", 1, 2, 3), .. behind, .. PngChunk("hIST", 0, 1)]));

        Assert.Equal(ImageChanges.Repaired, stored.Changes);
        Assert.Equal(grey.Insert(AfterHeader, behind), stored.Bytes);
    }

    [Fact]
    public void A_Palette_In_True_Colour_Stays_If_It_Can_Be_One()
    {
        byte[] transparency = PngChunk("tRNS", 0, 1, 0, 2, 0, 3);
        Assert.Equal(ImageChanges.None, StoredPng.Of(Still.Insert(AfterHeader, PngChunk("PLTE", 1, 2, 3))).Changes);
        Assert.Equal(Still, StoredPng.Of(Still.Insert(AfterHeader, PngChunk("PLTE", 1, 2, 3, 4))).Bytes);
        Assert.Equal(Still, StoredPng.Of(Still.Insert(AfterHeader, PngChunk("PLTE"))).Bytes);
        Assert.Equal(768, StoredPng.Of(Still.Insert(AfterHeader, PngChunk("PLTE", new byte[771]))).Data("PLTE").Length);
        // The transparency counts, as for libpng.
        Assert.Equal(
            Still.Insert(AfterHeader, transparency),
            StoredPng.Of(Still.Insert(AfterHeader, [.. transparency, .. PngChunk("PLTE", 1, 2, 3)])).Bytes);
    }

    [Fact]
    public void Transparency_Before_The_Palette_Goes_As_Browsers_Ignore_It() =>
        Assert.Equal(Indexed, StoredPng.Of(Indexed.Insert(Palette, PngChunk("tRNS", 0))).Bytes);

    [Fact]
    public void Transparency_Of_A_Picture_With_Alpha_Goes()
    {
        var alpha = Bare("png-rgba.png");

        var stored = StoredPng.Of(alpha.Insert(AfterHeader, PngChunk("tRNS", 0, 1, 0, 2, 0, 3)));

        Assert.Equal(alpha, stored.Bytes);
    }

    [Fact]
    public void Colour_Behind_The_Palette_Is_Put_Before_It_As_Chromium_Shows_It()
    {
        byte[] gamma = PngChunk("gAMA", 0, 1, 0x86, 0xA0), profile = PngChunk("iCCP", [.. "p\0\0"u8, 1, 2]);
        byte[] bits = PngChunk("sBIT", 8, 8, 8); // counts for nobody there

        var stored = StoredPng.Of(Indexed.Insert(IndexedData, [.. profile, .. bits, .. gamma, .. PngChunk("gAMA", 0, 0, 0, 1)]));

        Assert.Equal(ImageChanges.Repaired, stored.Changes);
        Assert.Equal(Indexed.Insert(Palette, [.. profile, .. gamma]), stored.Bytes);
    }

    [Fact]
    public void Names_Of_Profiles_And_Palettes_Have_At_Most_79_Letters()
    {
        byte[] longest = [.. Enumerable.Repeat((byte)'n', 79)];
        var named = Still.Insert(AfterHeader, PngChunk("iCCP", [.. longest, 0, 0, 1]));

        Assert.Equal(named, StoredPng.Of(named).Bytes);
        Assert.Equal(Still, StoredPng.Of(Still.Insert(AfterHeader, PngChunk("iCCP", [.. longest, 110, 0, 0, 1]))).Bytes);
        Assert.Equal(Still, StoredPng.Of(Still.Insert(AfterHeader, PngChunk("sPLT", [.. longest, 110, 0, 8]))).Bytes);
    }

    /// <summary>A sample of which only the critical chunks are left.</summary>
    private static byte[] Bare(string name)
    {
        var file = Get(name).Bytes;
        var bare = file[..AfterHeader].AsEnumerable();
        foreach (var type in (string[])["PLTE", "IDAT", "IEND"])
            bare = bare.Concat(StoredPng.ChunksOf(file).Where(chunk => chunk.Type == type).SelectMany(chunk => PngChunk(type, chunk.Data)));
        return [.. bare];
    }

    private static byte[] Exif(int orientation)
    {
        var block = new byte[ExifOrientation.BlockLength];
        ExifOrientation.Write(orientation, littleEndian: false, block);
        return block;
    }
}
