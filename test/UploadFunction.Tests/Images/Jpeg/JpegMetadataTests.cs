using System.Text;
using UploadFunction.Images;
using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Images.Jpeg.JpegBuilder;

namespace UploadFunction.Tests.Images.Jpeg;

/// <summary>What of a JPEG's metadata is stored: what decides how the picture looks, and nothing of the person.</summary>
public sealed class JpegMetadataTests
{
    private const int BehindJfif = 20;

    private static readonly byte[] Jpeg = SampleImages.Jpeg.Bytes;
    private static readonly int Frame = Jpeg.Find("\u00FF\u00C0");
    private static readonly int Scan = Jpeg.Find("\u00FF\u00DA");
    private static readonly int End = Jpeg.Length - 2;
    private static readonly byte[] Bare = Jpeg.Remove(2, BehindJfif - 2);
    private static readonly byte[] Jfif = Jpeg[2..BehindJfif];

    /// <summary>Every kind that was seen in honest files.</summary>
    private static readonly Dictionary<string, byte[]> Kinds = new()
    {
        ["Exif, upright"] = Exif(1),
        ["XMP"] = Segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + Secret),
        ["extended XMP"] = Segment(0xE1, "http://ns.adobe.com/xmp/extension/\0" + Secret),
        ["FLIR"] = Segment(0xE1, "FLIR\0\u0001\0\0" + Secret),
        ["Photoshop with IPTC"] = Segment(0xED, "Photoshop 3.0\08BIM\u0004\u0004" + Secret),
        ["MPF"] = Segment(0xE2, "MPF\0" + Secret),
        ["FlashPix"] = Segment(0xE2, "FPXR\0" + Secret),
        ["a gain map's version"] = Segment(0xE2, "urn:iso:std:iso:ts:21496:-1\0" + Secret),
        ["JFIF extension"] = Segment(0xE0, "JFXX\0\u0010" + Secret),
        ["AVI1"] = Segment(0xE0, "AVI1\0" + Secret),
        ["C2PA"] = Segment(0xEB, "JP\0\u0001" + Secret),
        ["Ducky"] = Segment(0xEC, "Ducky\0" + Secret),
        ["APP14 of another kind"] = Segment(0xEE, "adobe, but in lower case" + Secret),
        ["APP15"] = Segment(0xEF, Secret),
        ["comment"] = Segment(0xFE, Secret),
        ["empty comment"] = Segment(0xFE, ""),
    };

    public static TheoryData<string> KindNames => [.. Kinds.Keys];

    public static TheoryData<string> CleanNames =>
        [.. from name in (string[])["baseline", "progressive", "444", "gray", "restart", "extended", "three-scans", "cmyk"]
            select $"jpeg-{name}.jpg"];

    public static TheoryData<int, bool> Orientations =>
        [.. from orientation in Enumerable.Range(2, 7) from littleEndian in (bool[])[false, true] select (orientation, littleEndian)];

    [Theory]
    [MemberData(nameof(CleanNames))]
    public void A_Clean_File_Stays_Byte_For_Byte(string name)
    {
        var file = SampleImages.Get(name).Bytes;

        file.AssertStored(file, ImageChanges.None);
        file.AssertStored(file, ImageChanges.None, keepsMetadata: true);
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Metadata_Goes_Wherever_It_Is(string kind)
    {
        var segment = Kinds[kind];
        int[] places = [2, BehindJfif, Frame, Scan, End];

        foreach (var place in places)
            Jpeg.Insert(place, segment).AssertStored(Jpeg, ImageChanges.Metadata);
        places.Reverse().Aggregate(Jpeg, (file, place) => file.Insert(place, segment)).AssertStored(Jpeg, ImageChanges.Metadata);
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Metadata_That_Is_Well_Formed_Stays_With_KeepMetadata(string kind)
    {
        foreach (var place in (int[])[2, BehindJfif, Frame, Scan, End])
        {
            var file = Jpeg.Insert(place, Kinds[kind]);
            file.AssertStored(file, ImageChanges.None, keepsMetadata: true);
        }
    }

    [Fact]
    public void Metadata_Between_Scans_Goes()
    {
        var jpeg = SampleImages.Get("jpeg-progressive.jpg").Bytes;
        var places = new List<int>();
        for (var at = 0; at < jpeg.Length - 1; at++)
        {
            if (jpeg.AsSpan(at) is [0xFF, 0xC4 or 0xDA, ..])
                places.Add(at);
        }
        byte[] metadata = [.. Kinds.Values.SelectMany(segment => segment), .. Exif(6)];
        // Only behind the first scan: before it, the Exif counts.
        var behindFirstScan = places[(places.FindIndex(at => jpeg[at + 1] == 0xDA) + 1)..];

        Assert.True(behindFirstScan.Count > 5);
        Enumerable.Reverse(behindFirstScan)
            .Aggregate(jpeg, (file, place) => file.Insert(place, metadata))
            .AssertStored(jpeg, ImageChanges.Metadata);
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void An_Exif_That_Turns_The_Picture_Is_Cut_To_Its_Orientation(int orientation, bool littleEndian)
    {
        var exif = Exif(orientation, littleEndian);
        var smallest = SmallestExif(orientation, littleEndian);

        foreach (var place in (int[])[2, BehindJfif, Frame, Scan])
        {
            var stored = Jpeg.Insert(place, exif).Store(out var changes, out var info);

            Assert.Equal(Jpeg.Insert(place, smallest), stored);
            Assert.Equal(ImageChanges.Metadata, changes);
            Assert.Equal(orientation >= 5 ? (30, 40) : (40, 30), (info.Width, info.Height));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_Smallest_Exif_Stays_Byte_For_Byte(bool littleEndian)
    {
        var file = Jpeg.Insert(2, SmallestExif(6, littleEndian));

        file.AssertStored(file, ImageChanges.None);
        Jpeg.Insert(2, SmallestExif(1, littleEndian)).AssertStored(Jpeg, ImageChanges.Metadata);
    }

    [Fact]
    public void An_Exif_With_Fill_Bytes_Is_Cut_Without_Them()
    {
        Jpeg.Insert(2, [0xFF, 0xFF, .. Exif(6)]).AssertStored(Jpeg.Insert(2, SmallestExif(6)), ImageChanges.Metadata);
        var clean = Jpeg.Insert(2, [0xFF, 0xFF, .. SmallestExif(6)]);
        clean.AssertStored(clean, ImageChanges.None);
    }

    [Theory]
    [InlineData(6, 4, 1)] // LONG
    [InlineData(6, 9, 1)] // SLONG
    [InlineData(6, 3, 2)]
    [InlineData(0, 3, 1)]
    [InlineData(9, 3, 1)]
    public void An_Orientation_That_Browsers_Ignore_Is_Not_Repaired(int orientation, ushort type, uint count) =>
        Jpeg.Insert(2, Exif(orientation, littleEndian: true, type, count)).AssertStored(Jpeg, ImageChanges.Metadata);

    [Fact]
    public void Only_The_First_Exif_Counts()
    {
        Jpeg.Insert(2, [.. Exif(1), .. Exif(6)]).AssertStored(Jpeg, ImageChanges.Metadata);
        Jpeg.Insert(2, [.. Exif(3), .. Exif(6)]).AssertStored(Jpeg.Insert(2, SmallestExif(3)), ImageChanges.Metadata);
        Jpeg.Insert(2, [.. Segment(0xE1, "Exif\0\0no TIFF"), .. Exif(6)]).AssertStored(Jpeg, ImageChanges.Metadata);
    }

    [Fact]
    public void A_Full_Exif_Stays_With_KeepMetadata()
    {
        var file = Jpeg.Insert(2, Exif(6));

        Assert.Equal(file, file.Store(out _, out var info, keepsMetadata: true));
        Assert.Equal((30, 40), (info.Width, info.Height));
    }

    [Fact]
    public void A_Thumbnail_In_The_Jfif_Goes()
    {
        byte[] thumbnail = Segment(0xE0, [.. Jfif[4..16], 3, 1, .. "thumbnail"u8]);
        var file = Bare.Insert(2, thumbnail);

        file.AssertStored(Jpeg, ImageChanges.Metadata);
        file.AssertStored(file, ImageChanges.None, keepsMetadata: true);
    }

    [Theory]
    [InlineData(3, 1, "")]
    [InlineData(0, 0, Secret)]
    [InlineData(0, 3, "")]
    [InlineData(3, 1, Secret)]
    public void A_Jfif_Whose_Thumbnail_Is_Not_As_It_Says_Is_Repaired(byte width, byte height, string rest)
    {
        var file = Bare.Insert(2, Segment(0xE0, [.. Jfif[4..16], width, height, .. Encoding.Latin1.GetBytes(rest)]));

        file.AssertStored(Jpeg, ImageChanges.Repaired);
        file.AssertStored(Jpeg, ImageChanges.Repaired, keepsMetadata: true);
    }

    [Theory]
    [InlineData(0xE0, "JFIF\0\u0001\u0001")]
    [InlineData(0xE2, "ICC_PROFILE\0\u0001")]
    [InlineData(0xEE, "Adobe\0d\0\0\0\0")]
    public void What_Is_Too_Short_For_Its_Kind_Goes(byte marker, string data)
    {
        var file = Jpeg.Insert(BehindJfif, Segment(marker, data));

        file.AssertStored(Jpeg, ImageChanges.Repaired);
        file.AssertStored(Jpeg, ImageChanges.Repaired, keepsMetadata: true);
    }

    [Fact]
    public void What_Adobe_Says_About_Colours_Stays_And_Is_Cut_To_That()
    {
        const string Adobe = "Adobe\0d\0\0\0\0\u0002";
        var clean = Jpeg.Insert(Scan, Segment(0xEE, Adobe));
        var longer = Jpeg.Insert(Scan, Segment(0xEE, Adobe + Secret));

        clean.AssertStored(clean, ImageChanges.None);
        longer.AssertStored(clean, ImageChanges.Metadata);
        longer.AssertStored(longer, ImageChanges.None, keepsMetadata: true);
    }

    [Fact]
    public void All_Parts_Of_A_Colour_Profile_Stay_In_Their_Order()
    {
        byte[][] profile = [.. from part in Enumerable.Range(1, 3) select Segment(0xE2, $"ICC_PROFILE\0{(char)part}\u0003part {part}")];
        var comment = Kinds["comment"];
        byte[] mixed = [.. profile[1], .. comment, .. profile[0], .. comment, .. profile[2]];

        Jpeg.Insert(Frame, mixed).AssertStored(Jpeg.Insert(Frame, [.. profile[1], .. profile[0], .. profile[2]]), ImageChanges.Metadata);
    }

    [Fact]
    public void Pictures_And_Videos_Behind_The_Image_Go()
    {
        byte[][] trailers =
        [
            Jpeg,
            SampleImages.Get("jpeg-metadata.jpg").Bytes,
            [0, 0, 0, 0x18, .. "ftypmp42"u8, .. Encoding.Latin1.GetBytes(Secret)],
            [0],
            [0xFF, 0xD9],
            new byte[5000],
        ];
        foreach (var trailer in trailers)
        {
            byte[] file = [.. Jpeg, .. trailer];
            file.AssertStored(Jpeg, ImageChanges.TrailingData);
            file.AssertStored(Jpeg, ImageChanges.TrailingData, keepsMetadata: true);
        }
    }

    [Theory]
    [InlineData(0xE2, "MPF\0II*\0")]
    [InlineData(0xE1, "http://ns.adobe.com/xap/1.0/\0<x xmlns:Container=\"http://ns.google.com/photos/1.0/container/\"/>")]
    [InlineData(0xE1, "http://ns.adobe.com/xap/1.0/\0<x GCamera:MicroVideoOffset=\"5\"/>")]
    public void What_Points_Behind_The_Image_Goes_With_It_Even_With_KeepMetadata(byte marker, string data)
    {
        byte[] others = [.. Exif(6), .. Kinds["XMP"]];
        var file = Jpeg.Insert(2, [.. Segment(marker, data), .. others]);
        byte[] withTrailer = [.. file, 1, 2, 3];

        file.AssertStored(file, ImageChanges.None, keepsMetadata: true);
        withTrailer.AssertStored(
            Jpeg.Insert(2, others), ImageChanges.Metadata | ImageChanges.TrailingData, keepsMetadata: true);
    }

    [Fact]
    public void A_Manifest_Stays_Only_If_Nothing_Else_Changes()
    {
        var signed = Jpeg.Insert(2, Kinds["C2PA"]);
        byte[] withTrailer = [.. signed, 0];

        signed.AssertStored(signed, ImageChanges.None, keepsMetadata: true);
        withTrailer.AssertStored(Jpeg, ImageChanges.Metadata | ImageChanges.TrailingData, keepsMetadata: true);
        signed.Insert(2, 0xFF, 0x01).AssertStored(Jpeg, ImageChanges.Metadata | ImageChanges.Repaired, keepsMetadata: true);
    }
}
