using Microsoft.AspNetCore.StaticFiles;
using ObjectStorage;

namespace UploadFunction.Site;

/// <summary>The files of <c>wwwroot</c>.</summary>
internal static class SiteFiles
{
    // The same content types as when the program serves the form itself.
    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>
    /// Reads all files, in the order in which they must be written: stylesheets and pictures, then scripts, then pages. In this way, a file
    /// is written after the files that it loads.
    /// </summary>
    /// <exception cref="InvalidDataException">There are no files, or a file's name is not valid in an object key.</exception>
    public static async Task<IReadOnlyList<SiteFile>> ReadAsync(string folder, SiteSettings settings, CancellationToken cancellationToken)
    {
        var files = new List<SiteFile>();
        if (Directory.Exists(folder))
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                files.Add(await ReadAsync(folder, path, settings, cancellationToken));
        }
        return files.Count > 0
            ? [.. files.OrderBy(file => file.IsPage).ThenBy(file => file.IsScript).ThenBy(file => file.Path, StringComparer.Ordinal)]
            : throw new InvalidDataException("There is no form to publish: the wwwroot folder next to the program is missing or empty.");
    }

    private static async Task<SiteFile> ReadAsync(string folder, string path, SiteSettings settings, CancellationToken cancellationToken)
    {
        var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
        if (!ObjectKeys.IsValid(name))
        {
            throw new InvalidDataException(
                $"wwwroot/{name} cannot be published: names may contain only ASCII letters, digits, '-' and '.', "
                + "and must not start or end with a dot.");
        }
        var type = Types.TryGetContentType(name, out var known) ? known : "application/octet-stream";
        var file = new SiteFile(name, type, await File.ReadAllBytesAsync(path, cancellationToken));
        return file.IsPage ? file with { Bytes = SitePage.PointAt(file.Bytes, settings) } : file;
    }
}
