using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>
/// Small files with the faults of real programs, made after public bug reports: each is shown by browsers, and so it is taken and mended.
/// </summary>
public sealed class CaseTests(Browser browser, Firefox firefox)
{
    private static readonly string[] Paths = [.. StoredSamples.Cases];
    private static readonly byte[][] Files = [.. Paths.Select(File.ReadAllBytes)];

    public static TheoryData<string> Names => [.. Paths.Select(file => Path.GetFileName(file))];

    private static IEnumerable<StoredFile> Stored => Files.Select(file => StoredFile.Of(file));

    private static IEnumerable<string> Expected => Named(Stored.Select(file => $"{file.Info.Width}x{file.Info.Height}"));

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_Taken_And_Something_Is_Changed_But_The_Next_Time(string name)
    {
        var stored = StoredFile.Of(File.ReadAllBytes(Repository.PathTo($"test/images/cases/{name}")));

        Assert.NotEqual(UploadFunction.Images.ImageChanges.None, stored.Changes);
    }

    [Fact]
    public async Task Chromium_Shows_What_Is_Stored_At_The_Size_At_Which_It_Showed_The_File()
    {
        Assert.Equal(Expected, Named(await ShownSizes.InChromiumAsync(browser, Files)));
        Assert.Equal(Expected, Named(await ShownSizes.InChromiumAsync(browser, Stored.Select(file => file.Bytes))));
    }

    /// <summary>Firefox shows one of the files only now that it is mended.</summary>
    [Fact]
    public async Task Firefox_Shows_What_Is_Stored_At_The_Size_At_Which_It_Showed_The_File()
    {
        var shown = Named(await ShownSizes.InFirefoxAsync(firefox, [.. Files, .. Stored.Select(file => file.Bytes)])).ToList();

        Assert.Equal("apng-promises-fewer.png: not shown", Assert.Single(shown.Take(Files.Length).Except(Expected)));
        Assert.Equal(Expected, shown.Skip(Files.Length));
    }

    private static IEnumerable<string> Named(IEnumerable<string> sizes) =>
        sizes.Select((size, index) => $"{Path.GetFileName(Paths[index % Paths.Length])}: {size}");
}
