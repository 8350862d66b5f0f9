using System.Text.Json;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>
/// The files of <c>test/images/planted</c> are samples with a marker in every place that metadata can be in (<c>generate.sh</c>). Nothing
/// of it is stored. <see cref="StoredTagsTests"/> and <see cref="WellFormedTests"/> run over them as well.
/// </summary>
public sealed partial class PlantedMetadataTests
{
    /// <summary>The last bytes of the data of every sample, before what follows it in a PNG.</summary>
    private static readonly byte[][] PictureData = [.. SampleImages.All.Select(sample => sample.Stored[^60..^16])];

    public static TheoryData<string> Names => [.. StoredSamples.Planted.Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_Of_It_Is_Stored(string name)
    {
        var file = Read(name);
        Assert.NotNull(PlantedMarker.Find(file));

        var stored = StoredFile.Of(file);

        Assert.Null(PlantedMarker.Find(stored.Bytes));
        Assert.Equal(ExpectedSize(name), (stored.Info.Width, stored.Info.Height));
        Assert.Equal(name.Contains("-animated-", StringComparison.Ordinal) ? 3 : 1, stored.Info.Frames);
        Assert.Contains(PictureData, data => stored.Bytes.AsSpan().IndexOf(data) >= 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void With_KeepMetadata_It_Is_The_Same_Picture(string name)
    {
        var file = Read(name);

        Assert.Equal(StoredFile.Of(file).Info, StoredFile.Of(file, keepsMetadata: true).Info);
    }

    [Fact]
    public async Task They_Are_Of_Thirty_Makers()
    {
        var tags = await ReadTagsAsync(Folder);

        Assert.InRange(tags.Count, 60, int.MaxValue);
        Assert.InRange(tags.Values.Select(tag => Text(tag, "Make")).OfType<string>().Distinct().Count(), 30, int.MaxValue);
    }

    [Fact]
    public async Task The_Orientation_And_The_Colour_Profile_Stay()
    {
        using var stored = new StoredSamples();
        var (before, after) = (await ReadTagsAsync(Folder), await ReadTagsAsync(stored.Folder));

        foreach (var (name, tags) in before)
        {
            Assert.Equal((name, ExpectedOrientation(name)), (name, Text(after[name], "Orientation") ?? "1"));
            Assert.Equal((name, Text(tags, "ICC_Profile")), (name, Text(after[name], "ICC_Profile")));
        }
        Assert.Equal(3, before.Values.Count(tags => Text(tags, "ICC_Profile") != null));
    }

    private static string Folder => Repository.PathTo("test/images/planted");

    private static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    /// <summary>The name tells an orientation that browsers follow.</summary>
    private static string ExpectedOrientation(string name) =>
        Orientation().Match(name) is { Success: true } match ? match.Groups[1].Value : "1";

    private static (int Width, int Height) ExpectedSize(string name) =>
        string.CompareOrdinal(ExpectedOrientation(name), "5") >= 0 ? (30, 40) : (40, 30);

    /// <summary>What exiftool reads from the files of a folder, by their names.</summary>
    private static async Task<Dictionary<string, JsonElement>> ReadTagsAsync(string folder)
    {
        var (exitCode, output) = await ProcessOutput.RunAsync(
            Needs.Program("exiftool"), ["-q", "-q", "-j", "-n", "-b", "-FileName", "-Make", "-Orientation", "-ICC_Profile", folder]);
        Assert.True(exitCode == 0, output);
        return JsonElement.Parse(output).EnumerateArray().ToDictionary(tags => Text(tags, "FileName")!);
    }

    private static string? Text(JsonElement tags, string name) => tags.TryGetProperty(name, out var value) ? value.ToString() : null;

    [GeneratedRegex("-orientation-([1-8])")]
    private static partial Regex Orientation();
}
