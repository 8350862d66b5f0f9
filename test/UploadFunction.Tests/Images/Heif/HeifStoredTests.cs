using System.Text;
using UploadFunction.Images;
using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Images.Heif.HeifBuilder;

namespace UploadFunction.Tests.Images.Heif;

/// <summary>What of a file's items and boxes is stored.</summary>
public sealed class HeifStoredTests
{
    private static readonly byte[] Marker = "Anna was here"u8.ToArray();
    private static readonly byte[] Exif = [0, 0, 0, 0, .. "II*\0"u8, 8, 0, 0, 0, .. Marker, .. Marker];
    private static readonly byte[] Xmp = [.. "<?xpacket?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"u8, .. Marker, .. "</x:xmpmeta>"u8];
    private static readonly byte[] Manifest =
        [0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81];

    private static readonly byte[] EmptyXmp = [.. "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>"u8, .. Spaces(Xmp.Length - 37)];

    public static TheoryData<string> Names =>
        [.. SampleImages.All.Select(sample => sample.Name).Where(name => name.StartsWith("avif-") || name.StartsWith("heic-"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_Encoders_Write_Stays_What_It_Is(string name)
    {
        var file = SampleImages.Get(name).Bytes;

        var stored = StoredFile.Of(file);

        Assert.Equal(file.Length, stored.Bytes.Length);
        Assert.Equal(file.Accept(), stored.Info);
        Assert.Equal(ImageChanges.None, StoredFile.Of(file, keepsMetadata: true).Changes);
    }

    [Fact]
    public void A_Clean_File_Stays_Byte_For_Byte()
    {
        Assert.Equal(ImageChanges.None, StoredFile.Of(new HeifItemFile().Build()).Changes);
        Assert.Equal(ImageChanges.None, StoredFile.Of(new HeifBuilder().Build()).Changes);
        Assert.Equal(ImageChanges.None, StoredFile.Of(SampleImages.Heic.Bytes).Changes);
        Assert.Equal(ImageChanges.None, StoredFile.Of(HeifTrack.File("msf1", [], [], new HeifTrack("pict", "hvc1", [1, 2, 3, 4]))).Changes);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    public void Exif_Becomes_A_Block_Without_Entries_Wherever_It_Lies(bool comesFirst, int method)
    {
        var picture = new HeifItem("hvc1", "pixels"u8.ToArray());
        var file = new HeifItemFile(HeifItem.Exif(Exif) with { Method = method }, new HeifItem("hvc1", "thumbnail"u8.ToArray()))
        {
            Picture = picture,
            DataComesFirst = comesFirst,
        }.Build();

        var stored = StoredFile.Of(file);

        byte[] empty = [0, 0, 0, 0, .. "MM\0*"u8, 0, 0, 0, 8, .. new byte[2 * Marker.Length]];
        Assert.Equal(file.With(file.AsSpan().IndexOf(Exif), empty), stored.Bytes);
        Assert.Equal(ImageChanges.Metadata, stored.Changes);
    }

    [Theory]
    [InlineData(17, false)]
    [InlineData(18, true)]
    public void Exif_Too_Short_For_A_Block_Becomes_Zeros(int length, bool isBlock)
    {
        var exif = Exif[..length];
        var file = new HeifItemFile(HeifItem.Exif(exif)).Build();
        byte[] block = [0, 0, 0, 0, .. "MM\0*"u8, 0, 0, 0, 8, .. new byte[6]];

        Assert.Equal(file.With(file.AsSpan().IndexOf(exif), isBlock ? block : new byte[length]), StoredFile.Of(file).Bytes);
    }

    [Fact]
    public void Exif_In_Pieces_Becomes_One_Block()
    {
        var file = new HeifItemFile(HeifItem.Exif(Exif) with { Lengths = [1, 5, 9, Exif.Length - 15] }).Build();

        var stored = StoredFile.Of(file);

        byte[] empty = [0, 0, 0, 0, .. "MM\0*"u8, 0, 0, 0, 8, .. new byte[2 * Marker.Length]];
        Assert.Equal(file.With(file.AsSpan().IndexOf(Exif), empty), stored.Bytes);
    }

    [Fact]
    public void Xmp_Becomes_A_Packet_Of_Spaces()
    {
        var file = new HeifItemFile(HeifItem.Xmp(Xmp)).Build();

        Assert.Equal(file.With(file.AsSpan().IndexOf(Xmp), EmptyXmp), StoredFile.Of(file).Bytes);
    }

    [Fact]
    public void Other_Items_And_Compressed_Ones_Become_Zeros()
    {
        AssertZeros(new("mime", Marker) { Texts = ["application/rdf+xml", "deflate"] });
        AssertZeros(new("mime", Marker) { Texts = ["video/mp4"] });
        AssertZeros(new("uri ", Marker) { Texts = ["urn:com:apple:photo"] });
        AssertZeros(new("anna", Marker));

        static void AssertZeros(HeifItem item)
        {
            var zeros = new HeifItem(item.Type, new byte[Marker.Length])
            {
                Texts = [.. item.Texts.Select(text => new string('\0', text.Length))],
            };
            Assert.Equal(new HeifItemFile(zeros).Build(), StoredFile.Of(new HeifItemFile(item).Build()).Bytes);
        }
    }

    [Fact]
    public void Xmp_Too_Short_For_A_Packet_Becomes_Zeros() => Assert.Equal(
        new HeifItemFile(HeifItem.Xmp(new byte[Marker.Length])).Build(),
        StoredFile.Of(new HeifItemFile(HeifItem.Xmp(Marker)).Build()).Bytes);

    [Theory]
    [InlineData(2, "mime", "text/plain; by=Anna was here")]
    [InlineData(2, "mime", "application/rdf+xml", "Anna was here")]
    [InlineData(2, "uri ", "urn:Anna was here")]
    [InlineData(2, "anna", "Anna was here")]
    [InlineData(0, "mime", "Anna was here")] // knows no types: what is one elsewhere is the name here
    public void What_Other_Items_Are_Said_To_Be_Becomes_Zeros(byte version, string type, params string[] texts)
    {
        var file = new HeifItemFile(new HeifItem(type, [5, 6]) { Texts = texts }).Build();
        file = file.With(file.AsSpan().LastIndexOf("infe"u8) + 4, version);

        var stored = StoredFile.Of(file);

        Assert.True(file.AsSpan().IndexOf(Marker) > 0 && stored.Bytes.AsSpan().IndexOf(Marker) < 0);
        Assert.Equal(ImageChanges.Metadata, stored.Changes);
    }

    [Fact]
    public void Names_Of_Items_Become_Spaces()
    {
        var file = new HeifItemFile(new HeifItem("hvc1", [5, 6]) { Name = "Anna was here", InfoRest = Marker }).Build();

        var stored = StoredFile.Of(file);

        var name = file.AsSpan().IndexOf(Marker);
        Assert.Equal(file.With(name, Spaces(13)).With(name + 14, new byte[13]), stored.Bytes);
    }

    [Theory]
    [InlineData("udes")]
    [InlineData("altt")]
    [InlineData("crtt")]
    [InlineData("mdft")]
    [InlineData("uuid")]
    public void Properties_That_Tell_Of_The_Person_Become_Free_Space(string type) =>
        AssertFreed(type, new HeifItemFile { Properties = [Box(type, Marker)] }.Build());

    [Theory]
    [InlineData("udta")]
    [InlineData("uuid")]
    [InlineData("xml ")]
    [InlineData("anna")]
    public void Boxes_That_Are_Not_Needed_Become_Free_Space(string type)
    {
        AssertFreed(type, new HeifItemFile { MetaBoxes = [Box(type, Marker)] }.Build());
        AssertFreed(type, new HeifItemFile { Middle = [Box(type, Marker)] }.Build());
        byte[] large = [0, 0, 0, 1, .. Encoding.ASCII.GetBytes(type), .. new byte[7], 29, .. Marker];
        AssertFreed(type, new HeifItemFile { Middle = [large] }.Build());
    }

    [Theory]
    [InlineData("free")]
    [InlineData("skip")]
    public void Free_Space_Becomes_Zeros(string type)
    {
        AssertFreed(type, new HeifItemFile { MetaBoxes = [Box(type, Marker)] }.Build(), name: type);
        AssertFreed(type, new HeifItemFile { Middle = [Box(type, Marker)] }.Build(), name: type);
        AssertFreed(type, new HeifItemFile { Properties = [Box(type, Marker)] }.Build(), name: type);
        var empty = new HeifItemFile { Middle = [Box(type, new byte[9])], Tail = [Box(type, new byte[9])] };
        Assert.Equal(ImageChanges.None, StoredFile.Of(empty.Build()).Changes);
    }

    [Theory]
    [InlineData("mpvd", false)]
    [InlineData("sefd", false)]
    [InlineData("free", false)]
    [InlineData("mdat", false)]
    [InlineData("uuid", true)]
    public void Boxes_At_The_End_To_Which_Nothing_Refers_Are_Cut(string type, bool isMetadata)
    {
        var file = new HeifItemFile().Build();

        var stored = StoredFile.Of([.. file, .. Box("free", [0]), .. Box(type, Marker), .. Box("free", [0])]);

        Assert.Equal([.. file, .. Box("free", [0])], stored.Bytes);
        Assert.Equal(ImageChanges.TrailingData | (isMetadata ? ImageChanges.Metadata : ImageChanges.None), stored.Changes);
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 10 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 99, (byte)'s', (byte)'e', (byte)'f', (byte)'d', 1 })]
    public void Bytes_Behind_The_End_That_Are_No_Box_Are_Cut(byte[] tail)
    {
        var file = new HeifItemFile().Build();

        foreach (var keepsMetadata in (bool[])[false, true])
        {
            var stored = StoredFile.Of([.. file, .. tail], keepsMetadata);
            Assert.Equal(file, stored.Bytes);
            Assert.Equal(ImageChanges.TrailingData, stored.Changes);
        }
    }

    [Fact]
    public void A_Film_Behind_The_Photo_Is_Cut()
    {
        var photo = new HeifItemFile().Build();
        var film = HeifTrack.File("mp42", [], [], new HeifTrack("vide", "hvc1", Marker));

        Assert.Equal(photo, StoredFile.Of([.. photo, .. film]).Bytes);
    }

    [Fact]
    public void Data_That_Belongs_To_Nothing_Becomes_Zeros()
    {
        var file = new HeifItemFile { Unused = Marker }.Build();

        var stored = StoredFile.Of(file);

        var (first, last) = (file.AsSpan().IndexOf(Marker), file.AsSpan().LastIndexOf(Marker));
        Assert.Equal(file.With(first, new byte[13]).With(last, new byte[13]), stored.Bytes);
    }

    [Theory]
    [InlineData("uuid", false)]
    [InlineData("free", false)]
    [InlineData("moov", false)]
    [InlineData("moov", true)]
    public void Data_Of_Pictures_Stays_In_Whatever_Box_It_Lies(string type, bool keepsMetadata)
    {
        var file = new HeifItemFile(new HeifItem("hvc1", Marker)).Build();

        var stored = StoredFile.Of(file.With(file.Find("mdat"), Encoding.ASCII.GetBytes(type)), keepsMetadata);

        Assert.Equal(ImageChanges.None, stored.Changes);
    }

    [Fact]
    public void Thumbnails_And_Auxiliary_Pictures_Stay()
    {
        var items = "hvc1 hev1 av01 grid tmap lhv1 avc1 j2k1 unci".Split(' ').Select(type => new HeifItem(type, Marker)).ToArray();

        Assert.Equal(ImageChanges.None, StoredFile.Of(new HeifItemFile(items).Build()).Changes);
    }

    [Fact]
    public void A_Jpeg_Inside_Keeps_Its_Picture_And_Loses_Its_Exif()
    {
        byte[] Segment(byte marker, byte[] inside) => [0xFF, marker, .. U16(inside.Length + 2), .. inside];
        byte[] Jpeg(byte[] text, byte[] tail) =>
        [
            0xFF, 0xD8, .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1]), .. Segment(0xE1, text), .. Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1]),
            .. Segment(0xFE, text), .. Segment(0xC0, [8, 0, 1]), .. Segment(0xDA, [1]), 1, 0xFF, 0, 2, 0xFF, 0xD3, 3,
            .. Segment(0xE1, text), .. Segment(0xDA, [2]), 4, 5, 0xFF, 0xD9, .. tail,
        ];
        byte[] File(byte[] text, byte[] tail) => new HeifItemFile(new HeifItem("jpeg", Jpeg(text, tail))).Build();

        Assert.Equal(File(new byte[13], new byte[13]), StoredFile.Of(File(Marker, Marker)).Bytes);
        var endless = new HeifItemFile(new HeifItem("jpeg", Jpeg(new byte[13], [])[..^2]));
        Assert.Equal(ImageChanges.None, StoredFile.Of(endless.Build()).Changes);
    }

    [Fact]
    public void Exif_That_Shares_Bytes_With_A_Picture_Is_Rejected()
    {
        var file = new HeifItemFile(HeifItem.Exif(Exif) with { Place = (2, 20) }).Build();
        file.AssertInvalid("the data of Exif or XMP overlaps other data", file.AsSpan().IndexOf(Exif) - 2);

        var inBoxes = new HeifItemFile(HeifItem.Exif(Exif) with { Place = (-50, 20) }).Build();
        inBoxes.AssertInvalid("the data of Exif or XMP lies where the file's boxes are", 0);
    }

    [Fact]
    public void Two_Items_May_Be_One_Exif_Block()
    {
        var file = new HeifItemFile(HeifItem.Exif(Exif), HeifItem.Exif([]) with { Place = (4, Exif.Length) }).Build();

        Assert.True(StoredFile.Of(file).Bytes.AsSpan().IndexOf(Marker) < 0);
    }

    [Fact]
    public void Exif_That_Does_Not_Say_Where_It_Lies_Is_Rejected()
    {
        var toTheEnd = new HeifItemFile(HeifItem.Exif(Exif) with { Place = (4, 0) }).Build();
        toTheEnd.AssertInvalid("an Exif or XMP item does not say how long it is", Entry(toTheEnd));
        var elsewhere = new HeifItemFile(HeifItem.Xmp(Xmp) with { OtherFile = 1 }).Build();
        elsewhere.AssertInvalid("an item's data lies in another file, or in another item", Entry(elsewhere));
        var inItem = new HeifItemFile(HeifItem.Exif(Exif) with { Method = 2 }).Build();
        inItem.AssertInvalid("an item's data lies in another file, or in another item", Entry(inItem));

        static int Entry(byte[] file) => file.Find("iloc") + 12 + 16;
    }

    [Fact]
    public void Data_Of_Pictures_That_Lies_In_A_Name_Is_Rejected()
    {
        var named = new HeifItemFile(new HeifItem("hvc1", []) { Name = "Anna was here", Place = (0, 4) });
        var distance = named.Build().AsSpan().IndexOf(Marker) - named.Build().Find("mdat") - 4;
        var file = (named with { Items = [named.Items[0] with { Place = (distance, 4) }] }).Build();

        file.AssertInvalid("the data of an item or a track lies where something else is", file.AsSpan().IndexOf(Marker));
    }

    [Fact]
    public void Two_Entries_Of_One_Item_Are_Rejected()
    {
        var file = new HeifItemFile(HeifItem.Exif(Exif), HeifItem.Exif(Exif)).Build();
        var second = file.AsSpan().LastIndexOf("infe"u8);

        file.With(second + 8, 0, 2).AssertInvalid("two entries describe one item, or its number is above 65535", second - 4);
    }

    [Fact]
    public void Metadata_Stays_Where_It_Is_Kept()
    {
        var file = new HeifItemFile(HeifItem.Exif(Exif) with { Name = "Anna" }, HeifItem.Xmp(Xmp))
        {
            Properties = [Box("udes", Marker)],
            Middle = [Box("free", Marker)],
            Tail = [Box("sefd", Marker)],
            Unused = Marker,
        }.Build();

        Assert.Equal(ImageChanges.None, StoredFile.Of(file, keepsMetadata: true).Changes);
        Assert.True(StoredFile.Of(file).Bytes.AsSpan().IndexOf(Marker) < 0);
    }

    [Fact]
    public void A_Manifest_Stays_Only_In_The_File_That_It_Signs()
    {
        var file = new HeifItemFile { Middle = [Box("uuid", Manifest, Marker)] }.Build();

        Assert.Equal(ImageChanges.None, StoredFile.Of(file, keepsMetadata: true).Changes);
        AssertFreed("uuid", file);
        var changed = StoredFile.Of([.. file, 0], keepsMetadata: true);
        Assert.Equal(StoredFile.Of(file).Bytes, changed.Bytes);
        Assert.Equal(ImageChanges.Metadata | ImageChanges.TrailingData, changed.Changes);
    }

    [Fact]
    public void Data_Of_Pictures_Stays_In_A_Manifest()
    {
        var file = new HeifItemFile { Unused = Manifest }.Build();
        file = file.With(file.Find("mdat"), "uuid"u8);

        Assert.Equal(file, StoredFile.Of([.. file, 0], keepsMetadata: true).Bytes);
    }

    /// <summary>Nothing but the box's name and its inside changes.</summary>
    private static void AssertFreed(string type, byte[] file, string name = "free")
    {
        var box = file.Find(type);
        var inside = file[(box - 4)..].AsSpan().StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 1]) ? box + 12 : box + 4;
        var length = file.AsSpan().IndexOf(Marker) + Marker.Length - inside;

        var stored = StoredFile.Of(file);

        Assert.Equal(file.With(box, Encoding.ASCII.GetBytes(name)).With(inside, new byte[length]), stored.Bytes);
        Assert.Equal(ImageChanges.Metadata, stored.Changes);
    }

    private static byte[] Spaces(int count) => [.. Enumerable.Repeat((byte)' ', count)];
}
