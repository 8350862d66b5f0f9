using UploadFunction.Images;
using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Images.Heif.HeifBuilder;

namespace UploadFunction.Tests.Images.Heif;

public sealed class HeifFileTests
{
    private const string CutOff = "the picture data is cut off; save the photo anew, or send it again from the camera";

    private static readonly byte[] Avif = SampleImages.Avif.Bytes;
    private static readonly int Meta = Avif.Find("meta") - 4;

    [Fact]
    public void Takes_A_Grid_As_Phones_Write_It()
    {
        var info = new HeifBuilder().Build().Accept(out var format);

        Assert.Equal((ImageFormat.Heic, new ImageInfo(1500, 1000, 1, 6 * 512 * 512)), (format, info));
    }

    [Theory]
    [InlineData(0, 1500, 1000)]
    [InlineData(1, 1000, 1500)]
    [InlineData(2, 1500, 1000)]
    [InlineData(3, 1000, 1500)]
    public void Obeys_Rotation_And_Mirror_In_Heic(byte quarterTurns, int width, int height)
    {
        var info = new HeifBuilder { GridProperties = [Box("irot", [quarterTurns]), Box("imir", [1])] }.Build().Accept();

        Assert.Equal((width, height), (info.Width, info.Height));
    }

    [Fact]
    public void Obeys_Any_Crop_In_Heic_And_Turns_Afterwards()
    {
        byte[][] crop = [U32(1001), U32(2), U32(300), U32(1), U32(7), U32(1), U32(7), U32(1)];

        var info = new HeifBuilder { GridProperties = [Box("clap", crop), Box("irot", [1])] }.Build().Accept();

        Assert.Equal((300, 501), (info.Width, info.Height));
    }

    [Fact]
    public void Ignores_A_Crop_That_Makes_No_Sense()
    {
        byte[][] crop = [U32(1), U32(0), U32(0xFFFFFFFF), U32(1), U32(0), U32(0), U32(0), U32(0)];

        var info = new HeifBuilder { GridProperties = [Box("clap", crop)] }.Build().Accept();

        Assert.Equal((1500, 1000), (info.Width, info.Height));
    }

    [Fact]
    public void Counts_Large_Tiles_Of_A_Small_Grid_In_Full() =>
        Assert.Equal(6L * 60000 * 60000, new HeifBuilder { TileSide = 60000, Width = 10, Height = 10 }.Build().Accept().Pixels);

    [Theory]
    [InlineData("avif-still.avif", 1)]
    [InlineData("avif-10-bit.avif", 1)]
    [InlineData("avif-animated.avif", 3)]
    public void Counts_What_The_Coded_Data_Says_Where_The_Container_Says_Less(string name, int frames)
    {
        var sample = SampleImages.Get(name);
        var file = sample.Bytes.With(sample.Bytes.Find("ispe") + 8, 0, 0, 0, 2, 0, 0, 0, 1);
        if (frames > 1)
        {
            var header = file.Find("tkhd") - 4;
            var length = file[header + 3];
            file = file.With(header + length - 8, 0, 2, 0, 0, 0, 1, 0, 0);
        }

        Assert.Equal((2, 1), (file.Accept().Width, file.Accept().Height));
        Assert.Equal((long)sample.Width * sample.Height * frames, file.Accept().Pixels);
    }

    [Fact]
    public void Takes_The_Codec_Of_The_Tiles_For_The_Format_And_Not_The_Brand()
    {
        new HeifBuilder { MajorBrand = "mif1" }.Build().Accept(out var format);
        Assert.Equal(ImageFormat.Heic, format);

        new HeifBuilder { TileType = "j2k1" }.Build().AssertUnsupported("this is an HEIF image that is neither AVIF nor HEIC", 0);
        Avif.With(8, "mif1"u8).With(16, "mif1"u8) // the major brand, and the first of the compatible ones
            .AssertUnsupported("this is an AV1 image without an AVIF brand, which browsers do not show", 0);
    }

    [Fact]
    public void Rejects_Grids_That_Contradict_Themselves()
    {
        var grid = new HeifBuilder().Build().Find("idat") + 4;

        new HeifBuilder { References = [2, 3, 4] }.Build()
            .AssertInvalid("a grid does not have as many tiles as rows times columns", grid - (3 * 2));
        var twice = new HeifBuilder { References = [2, 2, 3, 4, 5, 6] }.Build();
        twice.AssertInvalid("a grid names a tile twice, or by a number above 65535", twice.Find("dimg") - 4);
        var strange = new HeifBuilder { References = [2, 3, 4, 5, 6, 99] }.Build();
        strange.AssertInvalid("the picture is not in the list of items", strange.Find("iinf") - 4);
        new HeifBuilder { TileSide = 400 }.Build().AssertInvalid("a grid's tiles do not cover it", grid);
        new HeifBuilder().Build().With(grid + 4, 9, 9).AssertInvalid("a grid is not of the size that its properties give", grid);
    }

    [Fact]
    public void Rejects_Two_Rotations()
    {
        var file = new HeifBuilder { GridProperties = [Box("irot", [1]), Box("irot", [1])] }.Build();

        file.AssertInvalid("a picture has two crops, rotations or mirrors", file.AsSpan().LastIndexOf("irot"u8) - 4);
    }

    [Theory]
    [InlineData("hdlr")]
    [InlineData("pitm")]
    [InlineData("iinf")]
    [InlineData("iloc")]
    [InlineData("iprp")]
    public void Rejects_A_Meta_Box_That_Lacks_A_Part(string type) =>
        Avif.With(Avif.Find(type), "free"u8).AssertInvalid("the meta box lacks one of hdlr, pitm, iinf, iloc and iprp", Meta);

    [Fact]
    public void Rejects_Two_Of_A_Kind()
    {
        var file = new HeifBuilder { MetaBoxes = [FullBox("pitm", 0, 0, U16(2))] }.Build();
        file.AssertInvalid("the meta box holds two boxes of a kind that there is one of", file.AsSpan().LastIndexOf("pitm"u8) - 4);

        Avif.Insert(Avif.Length, Box("meta")).AssertInvalid("a second meta or moov box", Avif.Length);
    }

    [Fact]
    public void Rejects_Boxes_With_Impossible_Lengths()
    {
        Avif.With(Meta, 0, 0, 0, 7).AssertInvalid("a box gives a length too short for its own header", Meta);
        Avif.With(Meta, 0x7F, 0xFF, 0xFF, 0xFF).AssertInvalid(CutOff, Meta);
        var handler = Avif.Find("hdlr") - 4;
        Avif.With(handler, 0, 0, 0xFF, 0xFF).AssertInvalid("a box is longer than the box it lies in", handler);
        Avif.With(handler, 0, 0, 0, 0).AssertInvalid("a box gives a length too short for its own header", handler);
    }

    [Fact]
    public void Takes_Further_Boxes_And_Rejects_What_Is_None()
    {
        Avif.Insert(Avif.Length, Box("free", [1, 2, 3])).Accept();
        Avif.Insert(Avif.Length, [0, 0, 0, 1, .. "free"u8, 0, 0, 0, 0, 0, 0, 0, 17, 9]).Accept();
        Avif.Insert(Avif.Length, [0, 0, 0, 0, .. "free"u8, 1, 2, 3]).Accept();
        Avif.Insert(Avif.Length, [0, 0, 0, 1, .. "free"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]).Accept();
        Avif.Insert(Meta, 0, 0, 0, 9, 1, 2, 3, 4, 5).AssertInvalid("bytes that are no box", Meta);
        Avif.Insert(Avif.Length, [0, 0, 0, 99, .. "moov"u8]).AssertInvalid(CutOff, Avif.Length);
    }

    [Theory]
    [InlineData(0xFFFFFFFF, 1)]
    [InlineData(1, 0xFFFFFFFF)]
    [InlineData(0xFFFFFFFF, 0xFFFFFFFF)]
    public void Rejects_Data_Outside_The_File(long start, long length)
    {
        var locations = FullBox("iloc", 0, 0, U16(0x4400), U16(1), U16(1), U16(0), U16(1), U32(start), U32(length));
        var file = new HeifBuilder { Locations = locations }.Build();

        file.AssertInvalid(CutOff, file.Find("iloc") + 12);
    }

    [Fact]
    public void Rejects_Offsets_That_Would_Wrap_Round()
    {
        byte[] almostAll = [.. U32(0xFFFFFFFF), .. U32(0xFFFFFFFF)];
        byte[] two = [.. U32(0), .. U32(2)];
        var locations = FullBox("iloc", 0, 0, U16(0x8880), U16(1), U16(1), U16(0), almostAll, U16(1), two, two);
        var file = new HeifBuilder { Locations = locations }.Build();

        file.AssertInvalid(CutOff, file.Find("iloc") + 12);
    }

    [Fact]
    public void Rejects_Pieces_That_Cost_No_Bytes()
    {
        // 65535 pieces of no bytes for each of 65535 items: four thousand million steps for a file of half a megabyte.
        var items = Join(Enumerable.Range(1, 65535).Select(item => Join([U16(item), U16(0), U16(65535)])));
        var file = new HeifBuilder { Locations = FullBox("iloc", 0, 0, U16(0), U16(65535), items) }.Build();

        file.AssertInvalid("an item lies in several pieces that the iloc box does not place", file.Find("iloc") + 12);
    }

    [Fact]
    public void Rejects_Tables_Shorter_Than_They_Promise()
    {
        var infos = Avif.Find("iinf");
        Avif.With(infos + 8, 0, 99).AssertInvalid("the iinf box holds fewer entries than it promises", infos - 4);
        var associations = Avif.Find("ipma");
        Avif.With(associations + 8, 0xFF, 0xFF, 0xFF, 0xFF).AssertInvalid("a box is too short for what it should hold", associations - 4);
    }

    [Fact]
    public void Rejects_A_Picture_Without_Size_Or_Codec_Configuration()
    {
        Avif.With(Avif.Find("ispe"), "free"u8).AssertInvalid("the picture has no size", Avif.Find("iprp") - 4);
        Avif.With(Avif.Find("av1C"), "free"u8)
            .AssertInvalid("the picture lacks its codec's configuration", Avif.Find("iprp") - 4);
        Avif.With(Avif.Find("ispe") + 8, 0, 0, 0, 0)
            .AssertInvalid("the width or height is not between 1 and 2147483647", Avif.Find("ispe") - 4);
    }

    [Fact]
    public void Rejects_Data_That_Is_No_Av1()
    {
        var data = Avif.Find("mdat") + 4;
        Avif.With(data, 0xFF).AssertInvalid("the picture's data does not start as AV1 does", data);
        var animated = SampleImages.Get("avif-animated.avif").Bytes;
        Assert.NotNull(ImageInspector.Inspect(animated.With(animated.Find("mdat") + 4, 0xFF), new(keepsMetadata: false), out _, out _));
    }

    [Fact]
    public void Shows_The_Still_Unless_The_Major_Brand_Is_A_Sequence() =>
        Assert.Equal(1, SampleImages.Get("avif-animated.avif").Bytes.With(8, "avif"u8).Accept().Frames);

    [Fact]
    public void Rejects_Sequences_Whose_Samples_Are_Not_There()
    {
        var file = SampleImages.Get("avif-animated.avif").Bytes;
        var (sizes, runs, offsets) = (file.Find("stsz"), file.Find("stsc"), file.Find("stco"));

        file.With(offsets + 12, 0xFF, 0xFF, 0xFF, 0xFF).AssertInvalid(CutOff, offsets - 4);
        file.With(sizes + 16, 0xFF, 0xFF, 0xFF, 0xFF).AssertInvalid(CutOff, offsets - 4);
        file.With(sizes + 12, 0xFF, 0xFF, 0xFF, 0xFF)
            .AssertInvalid("a track promises no samples, or more than the file can hold", sizes - 4);
        file.With(sizes + 12, 0, 0, 0, 4).AssertInvalid("the chunks of a track do not add up to its samples", runs - 4);
        file.With(sizes + 8, 0, 1, 0, 0).AssertInvalid(CutOff, offsets - 4);
        file.With(file.Find("stsd"), "free"u8).AssertInvalid("a track does not describe its samples", file.Find("trak") - 4);
    }

    [Theory]
    [InlineData("iden", "this picture is a turned or cropped copy of another (iden), which browsers do not show")]
    [InlineData("iovl", "this picture is made of others laid over each other (iovl), which browsers do not show")]
    public void Says_Which_Derived_Pictures_Are_Not_Taken(string type, string reason) =>
        new HeifItemFile { Picture = new(type, [1, 2, 3, 4]) }.Build().AssertUnsupported(reason, 0);

    [Fact]
    public void Says_That_The_Short_Form_Is_Not_Taken()
    {
        byte[] file = [.. Box("ftyp", "mif3avif"u8.ToArray()), .. Box("mini", [1, 2, 3])];

        file.AssertUnsupported("this is an image in the short form of HEIF (mini), which browsers do not show", 0);
    }

    [Fact]
    public void An_Animation_Whose_Moov_Box_Is_Cut_Off_Does_Not_Become_A_Still()
    {
        byte[] file = [.. new HeifItemFile { Brand = "msf1" }.Build(), 0, 0, 1, 0, .. "mo"u8];

        file.AssertInvalid(CutOff, file.Length);
    }

    [Fact]
    public void Many_Delimiters_Before_Av1_Data_Are_Rejected()
    {
        // Read for each of many tiles, they would take much time.
        var data = Avif.Find("mdat") + 4;
        Assert.Equal([0x12, 0, 0x0A], Avif[data..(data + 3)]);

        Avif.With(data + 2, 0x12, 0).AssertInvalid("the picture's data does not start as AV1 does", data);
    }
}
