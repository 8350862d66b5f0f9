using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Images.Heif.HeifBuilder;

namespace UploadFunction.Tests.Images.Heif;

/// <summary>What libavif, and so no browser, takes, though the picture that is shown is whole.</summary>
public sealed class AvifRulesTests
{
    private static readonly byte[] Alpha = SampleImages.Get("avif-alpha.avif").Bytes;

    [Fact]
    public void An_Alpha_Without_Size_Is_Rejected()
    {
        // The alpha's association with the size becomes one with the codec's configuration.
        var associations = Alpha.Find("ipma") + 12;
        var second = associations + 3 + Alpha[associations + 2];
        var size = second + 3 + Alpha.AsSpan(second + 3, Alpha[second + 2]).IndexOf((byte)1);

        Alpha.With(size, 2).AssertInvalid("the alpha of a picture has no size", second);
    }

    [Fact]
    public void A_Reference_To_Item_0_Is_Rejected()
    {
        var reference = Alpha.Find("auxl");

        Alpha.With(reference + 8, 0, 0).AssertInvalid("a reference names item 0, which there cannot be", reference - 4);
        Alpha.With(reference + 4, 0, 0).AssertInvalid("a reference names item 0, which there cannot be", reference - 4);
    }

    [Fact]
    public void A_Rotation_That_Is_Not_Essential_Is_Rejected()
    {
        var file = SampleImages.Get("avif-irot-1.avif").Bytes;
        var associations = file.Find("ipma") + 12;
        var last = associations + 2 + file[associations + 2];
        Assert.Equal(0x80, file[last] & 0x80);

        file.With(last, (byte)(file[last] & 0x7F))
            .AssertInvalid("a crop, rotation or mirror is not marked as essential", associations);
        // Viewers of HEIC do not mind.
        new HeifBuilder { GridProperties = [Box("irot", [1])] }.Build().Accept();
    }

    [Fact]
    public void A_Tile_Of_Two_Grids_Is_Rejected()
    {
        var still = SampleImages.Avif.Bytes;
        byte[] Grid(int item) => Box("dimg", U16(item), U16(1), U16(1));
        var file = new HeifItemFile(new HeifItem("grid", [5]), new HeifItem("grid", [6]))
        {
            Brand = "avif",
            Picture = new("av01", still[(still.Find("mdat") + 4)..]),
            MetaBoxes = [FullBox("iref", 0, 0, Grid(2), Grid(3))],
        }.Build();

        file.AssertInvalid("a picture is a part of two others, or has a number above 65535", file.AsSpan().LastIndexOf("dimg"u8) - 4);
        file.With(file.AsSpan().LastIndexOf("dimg"u8), "thmb"u8).Accept();
    }
}
