using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>What is stored of every file in <c>test/images</c> and <c>test/images/cases</c>, as files for other programs.</summary>
internal sealed class StoredSamples : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StoredSamples()
    {
        foreach (var file in Sources())
            File.WriteAllBytes(Path.Combine(_folder.Path, Path.GetFileName(file)), StoredFile.Of(File.ReadAllBytes(file)).Bytes);
    }

    public string Folder => _folder.Path;

    public static IEnumerable<string> Cases =>
        Directory.EnumerateFiles(Repository.PathTo("test/images/cases")).Order(StringComparer.Ordinal);

    /// <param name="extensions">Without their dots.</param>
    public string[] Files(params string[] extensions) =>
        [
            .. Directory.EnumerateFiles(Folder)
                .Where(file => extensions.Contains(Path.GetExtension(file)[1..]))
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Sources() =>
        SampleImages.All.Select(sample => Repository.PathTo($"test/images/{sample.Name}")).Concat(Cases);
}
