using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>
/// Small files with the faults of real programs, made after public bug reports: each is shown by browsers, and so it is taken and mended.
/// </summary>
public sealed class CaseTests(Browser browser)
{
    public static TheoryData<string> Names => [.. StoredSamples.Cases.Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_Taken_And_Something_Is_Changed_But_The_Next_Time(string name)
    {
        var stored = StoredFile.Of(File.ReadAllBytes(Repository.PathTo($"test/images/cases/{name}")));

        Assert.NotEqual(UploadFunction.Images.ImageChanges.None, stored.Changes);
    }

    [Fact]
    public Task Chromium_Shows_What_Is_Stored_At_The_Size_At_Which_It_Showed_The_File() =>
        AssertShownAsync(files => ShownSizes.InChromiumAsync(browser, files));

    [Fact]
    public Task Firefox_Shows_What_Is_Stored_At_The_Size_At_Which_It_Showed_The_File() => AssertShownAsync(ShownSizes.InFirefoxAsync);

    private static async Task AssertShownAsync(Func<IEnumerable<byte[]>, Task<string[]>> show)
    {
        var cases = StoredSamples.Cases.Select(file => (Name: Path.GetFileName(file), Bytes: File.ReadAllBytes(file))).ToArray();
        var stored = cases.Select(file => StoredFile.Of(file.Bytes)).ToArray();

        var shown = await show([.. cases.Select(file => file.Bytes), .. stored.Select(file => file.Bytes)]);

        var sizes = stored.Select(file => $"{file.Info.Width}x{file.Info.Height}");
        Assert.Equal(
            cases.Zip(sizes, (file, size) => $"{file.Name}: {size}, stored {size}"),
            cases.Select((file, index) => $"{file.Name}: {shown[index]}, stored {shown[cases.Length + index]}"));
    }
}
