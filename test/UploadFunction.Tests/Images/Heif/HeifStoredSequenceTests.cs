using UploadFunction.Images;
using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Images.Heif.HeifBuilder;

namespace UploadFunction.Tests.Images.Heif;

/// <summary>What of a film's tracks is stored.</summary>
public sealed class HeifStoredSequenceTests
{
    private static readonly byte[] Marker = "Anna was here."u8.ToArray();
    private static readonly byte[] Pixels = "the pixels"u8.ToArray();

    [Theory]
    [InlineData("soun", "mp4a")]
    [InlineData("meta", "mebx")]
    [InlineData("text", "tx3g")]
    public void Other_Tracks_Than_Pictures_Become_Free_Space_And_Their_Data_Zeros(string handler, string codec)
    {
        var other = new HeifTrack(handler, codec, Marker) { HandlerName = "Anna was here." };
        var first = HeifTrack.File("msf1", [], [], other, new HeifTrack("pict", "hvc1", Pixels));
        var track = first.Find("trak");
        var length = first[track - 1] | first[track - 2] << 8;

        var stored = StoredFile.Of(first);

        var data = first.AsSpan().LastIndexOf(Marker);
        Assert.Equal(first.With(track, "free"u8).With(track + 4, new byte[length - 8]).With(data, new byte[14]), stored.Bytes);
        Assert.Equal(ImageChanges.Metadata, stored.Changes);

        // At the end, nothing refers to its data any more.
        var last = StoredFile.Of(HeifTrack.File("msf1", [], [], new HeifTrack("pict", "hvc1", Pixels), other)).Bytes;
        Assert.True(last.AsSpan().EndsWith(Pixels) && last.AsSpan().IndexOf(Marker) < 0);
    }

    [Theory]
    [InlineData("pict", "hvc1")]
    [InlineData("auxv", "hvc1")]
    [InlineData("vide", "avc1")]
    public void Pictures_Stay(string handler, string codec)
    {
        var file = HeifTrack.File("msf1", [], [], new HeifTrack("pict", "hvc1", Pixels), new HeifTrack(handler, codec, Marker));

        Assert.Equal(ImageChanges.None, StoredFile.Of(file).Changes);
    }

    [Fact]
    public void Times_Become_Zero()
    {
        byte[] times = [1, 2, 3, 4, 5, 6, 7, 8];
        var track = new HeifTrack("pict", "hvc1", Pixels);

        var stored = StoredFile.Of(HeifTrack.File("msf1", [], [], track with { Times = times }));

        Assert.Equal(HeifTrack.File("msf1", [], [], track), stored.Bytes);
        Assert.Equal(ImageChanges.Metadata, stored.Changes);
    }

    [Fact]
    public void Long_Times_Become_Zero()
    {
        var file = HeifTrack.File("msf1", [], [], new HeifTrack("pict", "hvc1", Pixels));
        var media = file.Find("mdhd") + 4;
        file = file.With(media, 1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8);

        Assert.Equal(file.With(media + 4, new byte[16]), StoredFile.Of(file).Bytes);
    }

    [Fact]
    public void Names_And_Addresses_Become_Zeros()
    {
        var track = new HeifTrack("pict", "hvc1", Pixels);
        foreach (var named in (HeifTrack[])[
            track with { HandlerName = "Anna was here." },
            track with { CoderName = "Anna was here." },
            track with { Url = "Anna was here." }])
        {
            var file = HeifTrack.File("msf1", [], [], named);
            Assert.Equal(file.With(file.AsSpan().IndexOf(Marker), new byte[14]), StoredFile.Of(file).Bytes);
        }
    }

    [Theory]
    [InlineData("udta")]
    [InlineData("meta")]
    [InlineData("uuid")]
    [InlineData("anna")]
    public void Boxes_That_Are_Not_Needed_Become_Free_Space(string type)
    {
        var track = new HeifTrack("pict", "hvc1", Pixels);
        byte[][] box = [Box(type, Marker)];
        foreach (var file in (byte[][])[
            HeifTrack.File("msf1", [], box, track),
            HeifTrack.File("msf1", [], [], track with { Boxes = box }),
            HeifTrack.File("msf1", [], [], track with { EntryBoxes = box })])
        {
            var marker = file.AsSpan().IndexOf(Marker);
            Assert.Equal(file.With(marker - 4, "free"u8).With(marker, new byte[14]), StoredFile.Of(file).Bytes);
        }
    }

    [Fact]
    public void A_Sequence_Whose_Meta_Box_Names_No_Picture_Is_Taken()
    {
        var meta = FullBox("meta", 0, 0, FullBox("hdlr", 0, 0, U32(0), "pict"u8.ToArray(), new byte[13]), Box("udta", Marker));
        var file = HeifTrack.File("msf1", meta, [], new HeifTrack("pict", "hvc1", Pixels));

        var stored = StoredFile.Of(file);

        Assert.Equal((40, 30, 2), (stored.Info.Width, stored.Info.Height, stored.Info.Frames));
        Assert.True(stored.Bytes.AsSpan().IndexOf(Marker) < 0);
        var avif = SampleImages.Get("avif-animated.avif").Bytes;
        Assert.Equal(3, StoredFile.Of(avif.With(avif.Find("pitm"), "free"u8)).Info.Frames);
        file.With(8, "mif1"u8).AssertInvalid("the meta box lacks one of hdlr, pitm, iinf, iloc and iprp", 20);
    }

    [Fact]
    public void A_Damaged_Film_That_Is_Not_Shown_Becomes_Free_Space()
    {
        var photo = new HeifItemFile { Middle = [Box("moov", Box("trak", Marker))] }.Build();

        foreach (var keepsMetadata in (bool[])[false, true])
        {
            var stored = StoredFile.Of(photo, keepsMetadata);
            Assert.Equal(photo.With(photo.Find("moov"), "free"u8).With(photo.Find("trak") - 4, new byte[8 + 14]), stored.Bytes);
            Assert.Equal(ImageChanges.Repaired, stored.Changes);
        }
    }

    [Fact]
    public void A_Film_Beside_The_Photo_That_Is_Shown_Loses_Its_Sound()
    {
        var film = HeifTrack.File("heic", [], [], new HeifTrack("soun", "mp4a", Marker), new HeifTrack("pict", "hvc1", Pixels));
        var photo = new HeifItemFile { Middle = [] }.Build();
        // The film's places count from the start of the file, so that the photo's boxes come behind; and so its own are moved.
        var meta = photo.Find("meta") - 4;
        var places = photo.Find("iloc") + 12;
        byte[] file = [.. film, .. photo.With(places + 8, U32(film.Length - meta + photo.Find("mdat") + 4))[meta..]];

        var stored = StoredFile.Of(file);

        Assert.Equal(1, stored.Info.Frames);
        Assert.True(stored.Bytes.AsSpan().IndexOf(Marker) < 0 && stored.Bytes.AsSpan().IndexOf(Pixels) > 0);
    }

    [Fact]
    public void Two_Tables_Of_One_Kind_Are_Rejected()
    {
        var table = FullBox("stsz", 0, 0, U32(2), U32(1));
        var file = HeifTrack.File("msf1", [], [], new HeifTrack("pict", "hvc1", Pixels) { Tables = [table] });

        file.AssertInvalid("a track holds two boxes of a kind that there is one of", file.AsSpan().LastIndexOf("stsz"u8) - 4);
    }

    [Fact]
    public void A_Table_At_A_Wrong_Place_Is_No_Table()
    {
        var table = FullBox("stsz", 0, 0, U32(2), U32(1), Marker);
        var file = HeifTrack.File("msf1", [], [], new HeifTrack("pict", "hvc1", Pixels) { Boxes = [table] });

        var stored = StoredFile.Of(file);

        Assert.Equal(2, stored.Info.Frames);
        Assert.True(stored.Bytes.AsSpan().IndexOf(Marker) < 0);
    }

    [Fact]
    public void Sound_In_A_Sequence_Stays_With_Metadata()
    {
        var file = HeifTrack.File("msf1", [], [], new HeifTrack("soun", "mp4a", Marker), new HeifTrack("pict", "hvc1", Pixels));

        Assert.Equal(ImageChanges.None, StoredFile.Of(file, keepsMetadata: true).Changes);
    }
}
