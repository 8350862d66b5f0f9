using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>exiftool finds nothing in what is stored but structure, colour and orientation.</summary>
public sealed partial class StoredTagsTests : IDisposable
{
    /// <summary>Groups of exiftool in which every tag is allowed, and tags of others.</summary>
    private static readonly HashSet<string> Allowed =
    [
        "System", "ExifTool:ExifToolVersion", "Composite:ImageSize", "Composite:Megapixels", "Composite:AvgBitrate", "Composite:Rotation",
        "File:FileType", "File:FileTypeExtension", "File:MIMEType", "File:ImageWidth", "File:ImageHeight", "File:ExifByteOrder",
        "File:EncodingProcess", "File:ColorComponents", "File:BitsPerSample", "File:YCbCrSubSampling",
        "JFIF", "Adobe", "ICC_Profile", "ICC-header", "IFD0:Orientation",
        "PNG:ImageWidth", "PNG:ImageHeight", "PNG:BitDepth", "PNG:ColorType", "PNG:Compression", "PNG:Filter", "PNG:Interlace",
        "PNG:Palette", "PNG:Transparency", "PNG:Gamma", "PNG:WhitePointX", "PNG:WhitePointY", "PNG:RedX", "PNG:RedY", "PNG:GreenX",
        "PNG:GreenY", "PNG:BlueX", "PNG:BlueY", "PNG:BackgroundColor", "PNG:AnimationFrames", "PNG:AnimationPlays",
        "PNG:ProfileName", // of the ICC profile, before its bytes
        "File:PreviewImage", // a thumbnail that is an item of HEIC
        "GIF:GIFVersion", "GIF:ImageWidth", "GIF:ImageHeight", "GIF:HasColorMap", "GIF:ColorResolutionDepth", "GIF:BitsPerPixel",
        "GIF:BackgroundColor", "GIF:TransparentColor", "GIF:FrameCount", "GIF:Duration", "GIF:AnimationIterations",
        "RIFF:ImageWidth", "RIFF:ImageHeight", "RIFF:WebP_Flags", "RIFF:VP8Version", "RIFF:HorizontalScale", "RIFF:VerticalScale",
        "RIFF:Duration", "RIFF:FrameCount", "RIFF:BackgroundColor", "RIFF:AnimationLoopCount", "RIFF:AlphaPreprocessing",
        "RIFF:AlphaFiltering", "RIFF:AlphaCompression", "RIFF:AlphaIsUsed",
        // Boxes of AVIF and HEIC: places, sizes and how the picture is coded.
        "Meta", "QuickTime", "Track1", "Track2",
    ];

    // What exiftool says of any Exif in an idat box, also of one that is empty.
    private const string UnreadExif = "Can't currently extract Exif with construction method 1";

    private readonly StoredSamples _stored = new();

    public void Dispose() => _stored.Dispose();

    [Fact]
    public async Task Nothing_Is_Left_But_What_Is_On_The_List()
    {
        var (exitCode, output) = await ProcessOutput.RunAsync(
            Needs.Program("exiftool"), ["-a", "-u", "-ee", "-G1", "-s", _stored.Folder]);

        Assert.True(exitCode == 0, output);
        var tags = Tag().Matches(output)
            .Select(match => (Group: match.Groups[1].Value, Name: match.Groups[2].Value, Value: match.Groups[3].Value))
            .Where(tag => tag.Value != UnreadExif);
        Assert.NotEmpty(tags);
        Assert.DoesNotContain(tags, tag => !Allowed.Contains(tag.Group) && !Allowed.Contains($"{tag.Group}:{tag.Name}"));
        // When a picture was taken or made.
        Assert.DoesNotContain(
            tags,
            tag => tag.Group is "QuickTime" or "Track1" or "Track2" && tag.Name.EndsWith("Date", StringComparison.Ordinal)
                && tag.Value != "0000:00:00 00:00:00");
    }

    [GeneratedRegex(@"^\[(\S+)\]\s+(\S+)\s*: (.*)$", RegexOptions.Multiline)]
    private static partial Regex Tag();
}
