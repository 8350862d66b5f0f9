using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ObjectStorage;
using UploadFunction.Uploads;

namespace UploadFunction.Site;

/// <summary>
/// The folder <c>site/</c> of the bucket: the form, and below <c>site/{version}/</c> the files that pages may pin by their hash
/// (subresource integrity). A pinned file is written once, and no later deployment changes it. S3 does not compress what it sends, so that
/// scripts, stylesheets and JSON are stored compressed.
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
            await PutAsync($"{Prefix}{file.Path}", file, cacheControl, cancellationToken);
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
            await PutAsync(key, file, Page, cancellationToken);
        else if (!await TryPutAsync(key, file, Pinned, cancellationToken)
            && await store.GetAsync(key, long.MaxValue, cancellationToken) is { } there && !IsContentOf(file, there))
        {
            logger.PinnedFileStays(key);
        }
    }

    private async Task PutAsync(string key, SiteFile file, string cacheControl, CancellationToken cancellationToken)
    {
        var (content, headers) = Encode(file, cacheControl);
        await store.PutAsync(key, content, headers, cancellationToken);
    }

    private async Task<bool> TryPutAsync(string key, SiteFile file, string cacheControl, CancellationToken cancellationToken)
    {
        var (content, headers) = Encode(file, cacheControl);
        return await store.TryPutAsync(key, content, headers, cancellationToken);
    }

    // Compared decoded: the same file compresses to other bytes when the runtime brings another version of zlib.
    private static bool IsContentOf(SiteFile file, ObjectContent stored)
    {
        var content = stored.Head.ContentEncoding == Gzip.Encoding ? Gzip.Decompress(stored.Bytes) : stored.Bytes;
        return content.Span.SequenceEqual(file.Bytes.Span);
    }

    private Task RemoveAsync(IEnumerable<string> keys, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
            (key, token) => store.DeleteAsync(key, token));

    private static (ReadOnlyMemory<byte> Content, ObjectHeaders Headers) Encode(SiteFile file, string cacheControl)
    {
        var (content, encoding) = file.IsCompressed ? (Gzip.Compress(file.Bytes), Gzip.Encoding) : (file.Bytes, null);
        var hash = SHA256.HashData(content.Span);
        return (content, new(file.ContentType, cacheControl, ContentDisposition: null, hash, NoMetadata, encoding));
    }

    // The module image-upload.js recognizes a version's folder by the same pattern, and then reads ../config.json.
    [GeneratedRegex(@"^site/\d+\.[^/]+/")]
    private static partial Regex OfAVersion();
}
