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
    public async Task A_Browser_Shows_What_Is_Stored_At_The_Size_At_Which_It_Showed_The_File()
    {
        var files = StoredSamples.Cases.ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
        var expected = files.Select(file => (file.Key, StoredFile.Of(file.Value).Info))
            .Select(file => $"{file.Key} {file.Info.Width}x{file.Info.Height} {file.Info.Width}x{file.Info.Height}");
        await using var api = UploadApi.Start();
        await using var tab = await browser.OpenAsync(api.BaseAddress);

        var shown = await tab.Page.EvaluateAsync<string[]>(
            """
            files => Promise.all(files.map(async ([name, ...versions]) => {
              const sizes = await Promise.all(versions.map(async base64 => {
                const image = new Image();
                image.src = `data:image/png;base64,${base64}`;
                await image.decode();
                return `${image.naturalWidth}x${image.naturalHeight}`;
              }));
              return [name, ...sizes].join(' ');
            }))
            """,
            files.Select(file => new[]
            {
                file.Key, Convert.ToBase64String(file.Value), Convert.ToBase64String(StoredFile.Of(file.Value).Bytes),
            }).ToArray());

        Assert.Equal(expected, shown);
    }
}
