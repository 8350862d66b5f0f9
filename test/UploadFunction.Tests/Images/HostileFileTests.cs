using UploadFunction.Images;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>Whatever the bytes, an answer comes, without an exception and without memory.</summary>
public sealed class HostileFileTests
{
    public static TheoryData<string> Names => [.. SampleImages.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Answers_Whatever_One_Byte_Is(string name)
    {
        var file = SampleImages.Get(name).Bytes;
        ReadOnlySpan<byte> values = [0x00, 0x80, 0xFF];

        for (var at = 0; at < file.Length; at++)
        {
            var original = file[at];
            foreach (var value in values)
            {
                file[at] = value;
                AssertAnswer(file);
            }
            file[at] = (byte)(original ^ 1);
            AssertAnswer(file);
            file[at] = original;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Answers_Whatever_Several_Bytes_Are(string name)
    {
        var original = SampleImages.Get(name).Bytes;
        var random = new Random(20250101);

        for (var round = 0; round < 500; round++)
        {
            byte[] file = [.. original];
            for (var changes = random.Next(1, 8); changes > 0; changes--)
                random.NextBytes(file.AsSpan(random.Next(file.Length - 4), random.Next(1, 5)));
            AssertAnswer(file.AsSpan(0, random.Next(4) == 0 ? random.Next(file.Length) : file.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Allocates_Little_And_No_Copy_Of_The_File(string name)
    {
        var file = SampleImages.Get(name).Bytes;
        _ = ImageInspector.Inspect(file, new(keepsMetadata: false), out _, out _); // what happens once for the process is not meant

        var before = GC.GetAllocatedBytesForCurrentThread();
        var whole = ImageInspector.Inspect(file, new(keepsMetadata: false), out _, out _);
        var cut = ImageInspector.Inspect(file.AsSpan(0, file.Length / 3), new(keepsMetadata: false), out _, out _);
        var after = GC.GetAllocatedBytesForCurrentThread();

        Assert.True(whole is null && cut is not null);
        Assert.InRange(after - before, 0, 2 * 4096);
    }

    /// <summary>A list of so many parts would be many times as long as the file.</summary>
    [Fact]
    public void Takes_No_File_That_Is_Kept_In_Too_Many_Parts()
    {
        byte[] commentAndInterval = [0xFF, 0xFE, 0, 2, 0xFF, 0xDD, 0, 4, 0, 0];

        Assert.Equal(ImageChanges.Metadata, StoredFile.Of(OfParts(ImageParts.MaxCount)).Changes);
        OfParts(ImageParts.MaxCount + 2).AssertInvalid("what must be removed lies in more than 100000 places; save the picture anew", 0);

        byte[] OfParts(int count) =>
            SampleImages.Jpeg.Bytes.Insert(2, [.. Enumerable.Repeat(commentAndInterval, count - 1).SelectMany(bytes => bytes)]);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(65541)]
    [InlineData(65542)]
    [InlineData(131_800)]
    [InlineData(4_500_000)]
    public void Takes_Images_Of_Any_Length(int length)
    {
        var (jpeg, png) = (SampleImages.JpegOfLength(length), SampleImages.PngOfLength(length));

        Assert.Equal((length, length), (jpeg.Length, png.Length));
        Assert.Equal((40, 30), (jpeg.Accept().Width, jpeg.Accept().Height));
        Assert.Equal((40, 30), (png.Accept().Width, png.Accept().Height));
    }

    private static void AssertAnswer(ReadOnlySpan<byte> file)
    {
        if (ImageInspector.Inspect(file, new(keepsMetadata: false), out var format, out var info) is { } rejection)
        {
            Assert.Equal(default, info);
            Assert.NotEmpty(rejection.Reason);
            Assert.InRange(rejection.Offset, 0, file.Length);
        }
        else
        {
            Assert.NotNull(format);
            Assert.True(info is { Width: > 0, Height: > 0, Frames: > 0, Pixels: > 0 });
        }
    }
}
