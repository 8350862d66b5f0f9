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
        var encoded = files.Select(Encode).ToArray();
        foreach (var file in encoded)
            await PinAsync($"{Prefix}{version}/{file.File.Path}", file, cancellationToken);

        EncodedFile[] current = [Encode(new("config.json", "application/json", configuration)), .. encoded];
        foreach (var (file, content, headers) in current)
        {
            var cacheControl = file.IsPage || file.Path == "config.json" ? Page : Loaded;
            await store.PutAsync($"{Prefix}{file.Path}", content, headers with { CacheControl = cacheControl }, cancellationToken);
        }

        var written = current.Select(file => $"{Prefix}{file.File.Path}").ToHashSet(StringComparer.Ordinal);
        var there = await store.ListAsync(Prefix, cancellationToken);
        await RemoveAsync(there.Where(key => !written.Contains(key) && !OfAVersion().IsMatch(key)), cancellationToken);
    }

    /// <summary>Removes the folder, including the folders of all versions.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken) =>
        await RemoveAsync(await store.ListAsync(Prefix, cancellationToken), cancellationToken);

    private async Task PinAsync(string key, EncodedFile encoded, CancellationToken cancellationToken)
    {
        var (file, content, headers) = encoded;
        // Pages are not pinned, and the API's URL in them may change while the version stays the same.
        if (file.IsPage)
            await store.PutAsync(key, content, headers with { CacheControl = Page }, cancellationToken);
        else if (!await store.TryPutAsync(key, content, headers with { CacheControl = Pinned }, cancellationToken)
            && await store.GetAsync(key, long.MaxValue, cancellationToken) is { } there && !IsContentOf(file, there))
        {
            logger.PinnedFileStays(key);
        }
    }

    // Compared decoded: the same file compresses to other bytes when the runtime brings another version of zlib.
    private static bool IsContentOf(SiteFile file, ObjectContent stored) =>
        Gzip.Decode(stored.Bytes, stored.Head.ContentEncoding).Span.SequenceEqual(file.Bytes.Span);

    private Task RemoveAsync(IEnumerable<string> keys, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
            (key, token) => store.DeleteAsync(key, token));

    private static EncodedFile Encode(SiteFile file)
    {
        var (content, encoding) = file.IsCompressed ? (Gzip.Compress(file.Bytes), Gzip.Encoding) : (file.Bytes, null);
        var hash = SHA256.HashData(content.Span);
        return new(file, content, new(file.ContentType, CacheControl: null, ContentDisposition: null, hash, NoMetadata, encoding));
    }

    // The module image-upload.js recognizes a version's folder by the same pattern, and then reads ../config.json.
    [GeneratedRegex(@"^site/\d+\.[^/]+/")]
    private static partial Regex OfAVersion();

    /// <param name="Content">The bytes that are stored.</param>
    /// <param name="Headers">Without Cache-Control, in which the copies of a file differ.</param>
    private sealed record EncodedFile(SiteFile File, ReadOnlyMemory<byte> Content, ObjectHeaders Headers);
}
