using UploadFunction.Images;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>What real encoders wrote, whole, cut short and damaged.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> Names => [.. SampleImages.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Tells_Format_Size_And_Frames_Of_What_Encoders_Write(string name)
    {
        var sample = SampleImages.Get(name);

        var info = sample.Bytes.Accept(out var format);

        Assert.Equal((sample.Format, sample.Width, sample.Height, sample.Frames), (format, info.Width, info.Height, info.Frames));
        Assert.True(info.Pixels >= (long)sample.Width * sample.Height * sample.Frames);
    }

    [Fact]
    public void The_Table_Of_Samples_Names_Every_File()
    {
        var files = Directory.EnumerateFiles(Repository.PathTo("test/images")).Select(Path.GetFileName).Except(["generate.sh"]);

        Assert.Equal(files.Order(), SampleImages.All.Select(sample => sample.Name).Append("jpeg-arithmetic.jpg").Order());
    }

    /// <summary>A GIF is taken wherever a picture ends: browsers need no trailer.</summary>
    public static TheoryData<string> NamesOfFilesWithAnEnd =>
        [.. SampleImages.All.Where(sample => sample.Format != ImageFormat.Gif).Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(NamesOfFilesWithAnEnd))]
    public void Rejects_Every_File_That_Is_Cut_Short(string name)
    {
        var bytes = SampleImages.Get(name).Bytes;
        var whole = name switch
        {
            // A JPEG is whole at its end-of-image marker, whatever a phone appends.
            "jpeg-multi-picture.jpg" => SampleImages.Get("jpeg-orientation-6-mm.jpg").Bytes.Length,
            // The IEND chunk gets its checksum if that is missing.
            _ when name.EndsWith(".png", StringComparison.Ordinal) => bytes.Length - 4,
            _ => bytes.Length,
        };

        for (var length = 0; length < whole; length++)
        {
            // A JPEG that ends in FF is taken to lack only the other half of its end-of-image marker.
            if (length > 0 && name.StartsWith("jpeg-", StringComparison.Ordinal) && bytes[length - 1] == 0xFF)
                continue;
            var rejection = ImageInspector.Inspect(bytes.AsSpan(0, length), new(keepsMetadata: false), out _, out _);
            Assert.True(rejection is not null, $"taken at {length} of {whole} bytes");
            Assert.InRange(rejection.Value.Offset, 0, length);
            Assert.NotEmpty(rejection.Value.Reason);
        }
        for (var length = whole; length < bytes.Length; length++)
            Assert.Null(ImageInspector.Inspect(bytes.AsSpan(0, length), new(keepsMetadata: false), out _, out _));
    }
}
