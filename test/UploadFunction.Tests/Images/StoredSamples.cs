using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>What is stored of every file in <c>test/images</c> and its folders, as files for other programs.</summary>
internal sealed class StoredSamples : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StoredSamples()
    {
        foreach (var file in Sources())
            File.WriteAllBytes(Path.Combine(_folder.Path, Path.GetFileName(file)), StoredFile.Of(File.ReadAllBytes(file)).Bytes);
    }

    public string Folder => _folder.Path;

    /// <summary>Files with the faults of real programs.</summary>
    public static IEnumerable<string> Cases => FilesIn("test/images/cases");

    /// <summary>Files with metadata in all places.</summary>
    public static IEnumerable<string> Planted => FilesIn("test/images/planted");

    /// <param name="extensions">Without their dots.</param>
    public string[] Files(params string[] extensions) =>
        [
            .. Directory.EnumerateFiles(Folder)
                .Where(file => extensions.Contains(Path.GetExtension(file)[1..]))
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Sources() =>
        SampleImages.All.Select(sample => Repository.PathTo($"test/images/{sample.Name}")).Concat(Cases).Concat(Planted);

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(Repository.PathTo(folder)).Order(StringComparer.Ordinal);
}
