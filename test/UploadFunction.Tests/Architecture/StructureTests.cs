using System.Collections.Concurrent;

namespace UploadFunction.Tests.Architecture;

/// <summary>Which source may need which: derived from the types that each file names.</summary>
public sealed class StructureTests
{
    // A map takes seconds to make.
    private static readonly ConcurrentDictionary<string, Lazy<SourceMap>> Maps = new();
    private static readonly Lazy<List<string>> WrongArrowsPlanted = new(PlantWrongArrows);

    public static TheoryData<string> Hosts => ["LambdaServer", "Amazon"];

    [Theory]
    [MemberData(nameof(Hosts))]
    public void No_Two_Files_Need_Each_Other(string lambdaHost) => Assert.Empty(Circles(MapOf(lambdaHost)));

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Folders_Need_Each_Other_As_Contributing_Says(string lambdaHost) => Assert.Empty(WrongArrows(MapOf(lambdaHost)));

    [Fact]
    public void Every_Folder_Has_Its_Place_In_Contributing()
    {
        var allowed = AllowedArrows.Read();

        Assert.All(
            Sources.All().Select(file => AllowedArrows.FolderOf(file.Path)).Distinct(),
            folder => Assert.True(allowed.Names(folder), folder));
    }

    [Theory]
    [InlineData("public static object? Guard => typeof(UploadFunction.Uploads.RequestGuard);")]
    [InlineData("public static UploadFunction.Uploads.RequestGuard? Guard { get; set; }")]
    [InlineData("public static string Name => nameof(UploadFunction.Uploads.RequestGuard.InvokeAsync);")]
    public void Notices_A_Circle(string member)
    {
        // The guard needs the catalogue of problems.
        var planted = Plant(Sources.All(), "UploadFunction/Uploads/UploadProblems.cs", "class UploadProblems\n{", member);

        var circle = Assert.Single(Circles(SourceMap.Of(planted)));

        Assert.Contains("Uploads/RequestGuard.cs", circle, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Images → ObjectStorage")]
    [InlineData("Images → Uploads")]
    [InlineData("ObjectStorage → Images")]
    [InlineData("Uploads → Direct")]
    public void Notices_An_Arrow_That_Points_The_Other_Way(string arrow) =>
        Assert.Contains(WrongArrowsPlanted.Value, found => found.StartsWith(arrow, StringComparison.Ordinal));

    private static List<string> PlantWrongArrows()
    {
        var planted = Plant(
            Sources.All(),
            "UploadFunction/Images/PixelCount.cs",
            "class PixelCount\n{",
            "public static Type Store => typeof(ObjectStorage.IObjectStore);");
        planted = Plant(
            planted,
            "UploadFunction/Images/ImageInspector.cs",
            "class ImageInspector\n{",
            "public static bool Id(string id) => UploadFunction.Uploads.UploadKey.IsId(id);");
        planted = Plant(
            planted,
            "ObjectStorage/ObjectKeys.cs",
            "class ObjectKeys\n{",
            "internal static long Area => UploadFunction.Images.PixelCount.Area(1, 1);");
        planted = Plant(
            planted,
            "UploadFunction/Uploads/ImageKeys.cs",
            "class ImageKeys\n{",
            "public static Type Ticket => typeof(UploadFunction.Direct.Ticket);");
        return [.. WrongArrows(SourceMap.Of(planted))];
    }

    private static IEnumerable<(string Path, string Text)> Plant(
        IEnumerable<(string Path, string Text)> files, string path, string after, string member)
    {
        var sources = files.ToDictionary(file => file.Path, file => file.Text);
        var planted = sources[path].Replace(after, $"{after}\n    {member}\n", StringComparison.Ordinal);
        Assert.NotEqual(sources[path], planted);
        sources[path] = planted;
        return sources.Select(file => (file.Key, file.Value));
    }

    private static SourceMap MapOf(string lambdaHost) =>
        Maps.GetOrAdd(lambdaHost, host => new(() => SourceMap.Of(Sources.All(host)))).Value;

    private static IEnumerable<string> Circles(SourceMap map) => map.Circles().Select(circle => string.Join(", ", circle));

    private static IEnumerable<string> WrongArrows(SourceMap map)
    {
        var allowed = AllowedArrows.Read();
        return
            from file in map.Needs
            from needed in file.Value
            let arrow = (From: AllowedArrows.FolderOf(file.Key), To: AllowedArrows.FolderOf(needed))
            where !allowed.Allow(arrow.From, arrow.To)
            select $"{arrow.From} → {arrow.To}: {file.Key} needs {needed}";
    }
}
