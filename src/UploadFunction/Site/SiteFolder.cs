using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ObjectStorage;
using UploadFunction.Uploads;

namespace UploadFunction.Site;

/// <summary>
/// The folder <c>site/</c> of the bucket: the form, and below <c>site/{version}/</c> the files that pages may pin by their hash
/// (subresource integrity). A pinned file is written once, and no later deployment changes it.
/// </summary>
internal sealed partial class SiteFolder(IObjectStore store, ILogger<SiteFolder> logger)
{
    private const string Prefix = "site/";

    private const string Pinned = "public, max-age=31536000, immutable";

    // max-age: how long browsers may go on using a file after a deployment has replaced it.
    private const string Loaded = "public, max-age=300";
    private const string Page = "public, max-age=60";

    private static readonly Dictionary<string, string> NoMetadata = [];

    /// <summary>
    /// Writes all files, then removes the files of earlier deployments that are not among them. Folders of other versions stay.
    /// </summary>
    /// <param name="files">Sorted so that each file comes after the files that it loads.</param>
    /// <param name="configuration">The content of <c>site/config.json</c>.</param>
    public async Task PublishAsync(
        IReadOnlyList<SiteFile> files, ReadOnlyMemory<byte> configuration, string version, CancellationToken cancellationToken)
    {
        foreach (var file in files)
            await PinAsync($"{Prefix}{version}/{file.Path}", file, cancellationToken);

        SiteFile[] current = [new("config.json", "application/json", configuration), .. files];
        foreach (var file in current)
        {
            var cacheControl = file.IsPage || file.Path == "config.json" ? Page : Loaded;
            await store.PutAsync($"{Prefix}{file.Path}", file.Bytes, HeadersOf(file, cacheControl), cancellationToken);
        }

        var written = current.Select(file => $"{Prefix}{file.Path}").ToHashSet(StringComparer.Ordinal);
        var there = await store.ListAsync(Prefix, cancellationToken);
        await RemoveAsync(there.Where(key => !written.Contains(key) && !OfAVersion().IsMatch(key)), cancellationToken);
    }

    /// <summary>Removes the folder, including the folders of all versions.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken) =>
        await RemoveAsync(await store.ListAsync(Prefix, cancellationToken), cancellationToken);

    private async Task PinAsync(string key, SiteFile file, CancellationToken cancellationToken)
    {
        // Pages are not pinned, and the API's URL in them may change while the version stays the same.
        if (file.IsPage)
            await store.PutAsync(key, file.Bytes, HeadersOf(file, Page), cancellationToken);
        else if (!await store.TryPutAsync(key, file.Bytes, HeadersOf(file, Pinned), cancellationToken)
            && await store.GetAsync(key, long.MaxValue, cancellationToken) is { } there && !there.Bytes.Span.SequenceEqual(file.Bytes.Span))
        {
            logger.PinnedFileStays(key);
        }
    }

    private Task RemoveAsync(IEnumerable<string> keys, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
            (key, token) => store.DeleteAsync(key, token));

    private static ObjectHeaders HeadersOf(SiteFile file, string cacheControl) =>
        new(file.ContentType, cacheControl, ContentDisposition: null, SHA256.HashData(file.Bytes.Span), NoMetadata);

    // The module image-upload.js recognizes a version's folder by the same pattern, and then reads ../config.json.
    [GeneratedRegex(@"^site/\d+\.[^/]+/")]
    private static partial Regex OfAVersion();
}
