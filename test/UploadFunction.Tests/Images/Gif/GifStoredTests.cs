using System.Text;
using UploadFunction.Images;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images.Gif;

/// <summary>What is stored of a GIF: its pictures and how they are played, and nothing else.</summary>
public sealed class GifStoredTests
{
    private const byte Trailer = 0x3B;

    // Three pictures of 40 x 30 pixels, each with a control extension, and a loop.
    private static readonly byte[] Clean = StoredFile.Of(SampleImages.Get("gif-animated.gif").Bytes).Bytes;
    private static readonly GifBlockRange[] Blocks = [.. GifBlockRange.All(Clean)];
    private static readonly int FirstBlock = Blocks[0].Start;
    private static readonly GifBlockRange[] Pictures = [.. Blocks.Where(block => Clean[block.Start] == 0x2C)];
    private static readonly int EndOfFirst = Pictures[0].End;
    private static readonly byte[] Marker = [.. "a marker nobody may find"u8];

    private static readonly byte[] PlainText = [0x21, 0x01, 12, .. new byte[12], .. SubBlocks(Marker)];

    public static TheoryData<byte[]> Metadata => new(
        [0x21, 0xFE, .. SubBlocks(Marker)],
        Application("XMP DataXMP", [.. Marker, 1, .. Enumerable.Range(0, 256).Select(value => (byte)(255 - value)), 0]),
        Application("ImageMagick", SubBlocks(Marker)),
        Application("MGK8BIM0000", SubBlocks(Marker)),
        Application("ICCRGBG1013", SubBlocks(Marker)),
        Application("short", SubBlocks(Marker)),
        Application("NETSCAPE2.0", SubBlocks(Marker)),
        [0x21, 0x77, .. SubBlocks(Marker)]);

    public static TheoryData<byte[]> Structure => new(
        Application("NETSCAPE2.0", [3, 1, 7, 0, 0]),
        Application("ANIMEXTS1.0", [3, 1, 7, 0, 0]),
        Application("NETSCAPE2.0", [3, 1, 7, 0, 5, 2, 0, 4, 0, 0, 0]),
        Application("ICCRGBG1012", SubBlocks(new byte[700])));

    [Fact]
    public void A_Clean_File_Stays_As_It_Is()
    {
        foreach (var file in (byte[][])[SampleImages.Get("gif-87a.gif").Bytes, Clean])
            AssertStored(ImageChanges.None, file, of: file);
    }

    [Theory]
    [MemberData(nameof(Metadata))]
    public void Comments_And_Unknown_Extensions_Go_Wherever_They_Are(byte[] extension)
    {
        foreach (var block in Blocks)
            AssertStored(ImageChanges.Metadata, Clean, of: Clean.Insert(block.Start, extension));
    }

    [Theory]
    [MemberData(nameof(Metadata))]
    public void They_Stay_If_Metadata_Is_Kept(byte[] extension)
    {
        foreach (var block in Blocks)
        {
            var file = Clean.Insert(block.Start, extension);
            Assert.Equal(file, StoredFile.Of(file, keepsMetadata: true).Bytes);
        }
    }

    [Theory]
    [MemberData(nameof(Structure))]
    public void Loops_And_Colour_Profiles_Stay(byte[] extension)
    {
        foreach (var block in Blocks)
        {
            var file = Clean.Insert(block.Start, extension);
            AssertStored(ImageChanges.None, file, of: file);
        }
    }

    [Fact]
    public void What_A_Loop_Holds_Besides_Goes()
    {
        var loop = Application("NETSCAPE2.0", [3, 1, 7, 0, 0]);
        var longer = Application("NETSCAPE2.0", [3, 1, 7, 0, .. SubBlocks(Marker)]);

        AssertStored(ImageChanges.Metadata, Clean.Insert(FirstBlock, loop), of: Clean.Insert(FirstBlock, longer));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    public void Nul_Between_Blocks_Goes(int count)
    {
        foreach (var block in Blocks.Where(block => block.Start >= EndOfFirst))
            AssertStored(ImageChanges.Repaired, Clean, of: Clean.Insert(block.Start, new byte[count]));
    }

    [Fact]
    public void A_Missing_Trailer_Is_Added() => AssertStored(ImageChanges.Repaired, Clean, of: Clean[..^1]);

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Nul_In_Place_Of_The_Trailer_Becomes_One(int count) =>
        AssertStored(ImageChanges.Repaired, Clean, of: [.. Clean[..^1], .. new byte[count]]);

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { Trailer })]
    [InlineData(new byte[] { 0x2C, 1, 2 })]
    [InlineData(new byte[] { 0x47, 0x49, 0x46, 0x38, 0x39, 0x61 })]
    public void Bytes_Behind_The_Trailer_Go(byte[] more) =>
        AssertStored(ImageChanges.TrailingData, Clean, of: [.. Clean, .. more, .. Marker]);

    [Fact]
    public void What_Is_No_Block_Ends_The_Pictures()
    {
        byte[] first = [.. Clean[..EndOfFirst], Trailer];

        // Chromium shows the first picture alone, too.
        AssertStored(ImageChanges.Repaired | ImageChanges.TrailingData, first, of: Clean.Insert(EndOfFirst, [0x99, .. Marker]));
    }

    [Fact]
    public void An_Extension_That_Is_Cut_Off_Behind_A_Picture_Goes()
    {
        byte[] comment = [0x21, 0xFE, 200, .. Marker];

        AssertStored(ImageChanges.Repaired, Clean, of: [.. Clean[..^1], .. comment]);
        AssertStored(ImageChanges.Repaired, Clean, of: [.. Clean[..^1], 0x21]);
    }

    [Fact]
    public void A_Late_Picture_Without_Data_Goes_With_Its_Control_Extension()
    {
        byte[] empty = [.. Control(delay: 77), 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 0];

        foreach (var block in Blocks.Where(block => block.Start >= EndOfFirst && Clean[block.Start] != 0x2C))
            AssertStored(ImageChanges.Repaired, Clean, of: Clean.Insert(block.Start, empty));
        AssertStored(ImageChanges.Repaired, Clean, of: Clean.Insert(Clean.Length - 1, empty));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void A_Late_Picture_Without_Area_Goes_With_Its_Control_Extension(int position)
    {
        byte[] picture = [.. Control(delay: 77), .. Clean[Pictures[2].Start..Pictures[2].End].With(position, 0, 0)];

        AssertStored(ImageChanges.Repaired, Clean, of: Clean.Insert(EndOfFirst, picture));
    }

    [Fact]
    public void A_Plain_Text_Goes_With_Its_Control_Extension()
    {
        AssertStored(ImageChanges.Repaired, Clean, of: Clean.Insert(EndOfFirst, PlainText));
        AssertStored(ImageChanges.Repaired, Clean, of: Clean.Insert(EndOfFirst, [.. Control(delay: 77), .. PlainText]));
        AssertStored(ImageChanges.Repaired, Clean, of: Clean.Insert(Clean.Length - 1, [.. Control(delay: 77), .. PlainText]));
    }

    [Fact]
    public void A_Control_Extension_Before_A_Plain_Text_Counts_For_A_Picture_Without_One()
    {
        // Seen in Chromium: the picture has the delay.
        var control = Control(delay: 77);
        var picture = Clean[Pictures[2].Start..Pictures[2].End];
        var expected = Clean.Insert(EndOfFirst, [.. control, .. picture]);

        AssertStored(ImageChanges.Repaired, expected, of: Clean.Insert(EndOfFirst, [.. control, .. PlainText, .. picture]));
    }

    [Fact]
    public void The_Last_Of_Several_Control_Extensions_Counts()
    {
        foreach (var control in Blocks.Where(block => Clean[block.Start + 1] == 0xF9))
            AssertStored(ImageChanges.Repaired, Clean, of: Clean.Insert(control.Start, [.. Control(delay: 77), .. Control(delay: 78)]));
    }

    [Fact]
    public void A_Control_Extension_Without_A_Picture_Goes() =>
        AssertStored(ImageChanges.Repaired, Clean, of: Clean.Insert(Clean.Length - 1, Control(delay: 77)));

    [Fact]
    public void A_File_Cut_Off_In_A_Picture_Is_Refused_And_One_Cut_Between_Them_Is_Not()
    {
        for (var length = FirstBlock; length < Clean.Length; length++)
        {
            var cut = Clean[..length];
            var picture = Pictures.FirstOrDefault(picture => picture.Start < length && length < picture.End);
            if (picture != default)
                cut.AssertInvalid(GifFileTests.CutOff, picture.Start);
            else if (length >= EndOfFirst)
                Assert.Equal(Pictures.Count(shown => shown.End <= length), StoredFile.Of(cut).Info.Frames);
            else
                Assert.NotNull(ImageInspector.Inspect(cut, new(keepsMetadata: false), out _, out _));
        }
    }

    [Fact]
    public void Frames_That_Go_Do_Not_Count()
    {
        byte[] huge = [0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 0];

        Assert.Equal(Clean.Accept(), Clean.Insert(EndOfFirst, huge).Accept());
    }

    [Fact]
    public void Whatever_Is_Taken_Is_Stored_Well()
    {
        var random = new Random(20250102);
        var loop = Application("NETSCAPE2.0", [3, 1, 7, 0, 0]);
        byte[][] pieces = [Control(1), PlainText, [0x21, 0xFE, 1, 65, 0], [0], [Trailer], [0x2C], [0x21, 0xF9], loop, Clean];
        for (var round = 0; round < 5000; round++)
        {
            var file = Clean;
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(3) == 0 ? Blocks[random.Next(Blocks.Length)].Start : random.Next(6, file.Length);
                at = Math.Min(at, file.Length - 1);
                file = random.Next(4) switch
                {
                    0 => file[..Math.Max(at, 10)],
                    1 => file.With(at, (byte)random.Next(256)),
                    _ => file.Insert(at, pieces[random.Next(pieces.Length)]),
                };
            }
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

    private static byte[] Control(byte delay) => [0x21, 0xF9, 4, 0, delay, 0, 0, 0];

    private static byte[] Application(string identifier, byte[] subBlocks) =>
        [0x21, 0xFF, (byte)identifier.Length, .. Encoding.ASCII.GetBytes(identifier), .. subBlocks];

    private static byte[] SubBlocks(byte[] data) => [.. data.Chunk(255).SelectMany(block => (byte[])[(byte)block.Length, .. block]), 0];
}
