namespace UploadFunction.Tests.Architecture;

/// <summary>Which source may need which: derived from the types that each file names.</summary>
public sealed class StructureTests
{
    public static TheoryData<string> Hosts => ["LambdaServer", "Amazon"];

    [Theory]
    [MemberData(nameof(Hosts))]
    public void No_Two_Files_Need_Each_Other(string lambdaHost) => Assert.Empty(Circles(Sources.All(lambdaHost)));

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Folders_Need_Each_Other_As_Contributing_Says(string lambdaHost) => Assert.Empty(WrongArrows(Sources.All(lambdaHost)));

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
        var circle = Assert.Single(Circles(Plant("UploadFunction/Uploads/UploadProblems.cs", "class UploadProblems\n{", member)));

        Assert.Contains("Uploads/RequestGuard.cs", circle, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "UploadFunction/Images/PixelCount.cs",
        "class PixelCount\n{",
        "public static Type Store => typeof(ObjectStorage.IObjectStore);",
        "Images → ObjectStorage")]
    [InlineData(
        "UploadFunction/Images/PixelCount.cs",
        "class PixelCount\n{",
        "public static bool Id(string id) => UploadFunction.Uploads.UploadKey.IsId(id);",
        "Images → Uploads")]
    [InlineData(
        "ObjectStorage/ObjectKeys.cs",
        "class ObjectKeys\n{",
        "internal static long Area => UploadFunction.Images.PixelCount.Area(1, 1);",
        "ObjectStorage → Images")]
    [InlineData(
        "UploadFunction/Uploads/ImageKeys.cs",
        "class ImageKeys\n{",
        "public static Type Ticket => typeof(UploadFunction.Direct.Ticket);",
        "Uploads → Direct")]
    public void Notices_An_Arrow_That_Points_The_Other_Way(string file, string after, string member, string arrow) =>
        Assert.Contains(WrongArrows(Plant(file, after, member)), found => found.StartsWith(arrow, StringComparison.Ordinal));

    private static IEnumerable<(string Path, string Text)> Plant(string path, string after, string member)
    {
        var sources = Sources.All().ToDictionary(file => file.Path, file => file.Text);
        var planted = sources[path].Replace(after, $"{after}\n    {member}\n", StringComparison.Ordinal);
        Assert.NotEqual(sources[path], planted);
        sources[path] = planted;
        return sources.Select(file => (file.Key, file.Value));
    }

    private static IEnumerable<string> Circles(IEnumerable<(string Path, string Text)> files) =>
        SourceMap.Of(files).Circles().Select(circle => string.Join(", ", circle));

    private static IEnumerable<string> WrongArrows(IEnumerable<(string Path, string Text)> files)
    {
        var allowed = AllowedArrows.Read();
        return
            from file in SourceMap.Of(files).Needs
            from needed in file.Value
            let arrow = (From: AllowedArrows.FolderOf(file.Key), To: AllowedArrows.FolderOf(needed))
            where !allowed.Allow(arrow.From, arrow.To)
            select $"{arrow.From} → {arrow.To}: {file.Key} needs {needed}";
    }
}
