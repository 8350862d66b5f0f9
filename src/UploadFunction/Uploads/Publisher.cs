using System.Security.Cryptography;
using UploadFunction.Images;
using UploadFunction.Storage;

namespace UploadFunction.Uploads;

/// <summary>
/// The one way into <c>images/</c>: checks the bytes and writes them once. An inline upload comes here with its request's body; a
/// direct one with what lies in <c>incoming/</c>.
/// </summary>
internal sealed class Publisher(IObjectStore store, UploadOptions options, TimeProvider clock, ILogger<Publisher> logger)
{
    // Browsers keep an image for good, since its bytes never change; a CDN asks again each day, so that a deleted image goes.
    private const string CacheControl = "public, max-age=31536000, s-maxage=86400, immutable";

    private const int MaxTries = 3;

    public static string KeyOf(string id) => $"images/{id}";

    /// <summary>Checks and stores an image under the id that <paramref name="key"/> gives it.</summary>
    /// <param name="source">What was received.</param>
    /// <param name="fileName">As claimed; it is cleaned here.</param>
    /// <param name="metadata">Allowed names only.</param>
    /// <returns>
    /// The stored object, and whether this call created it: the same key with the same source bytes finds it there already.
    /// </returns>
    /// <exception cref="StorageException">The store cannot do its work now.</exception>
    public async ValueTask<Outcome<Published>> PublishAsync(
        ReadOnlyMemory<byte> source, UploadKey key, string? fileName, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        if (Check(source.Span).Failed(out var problem, out var image))
            return problem;

        // Here the metadata of the image will be stripped; until then what is stored is what was received.
        var stored = source;
        var sourceHash = SHA256.HashData(source.Span);
        var sourceSha256 = Convert.ToHexStringLower(sourceHash);

        var name = FileNames.Clean(fileName, ImageFormats.Extension(image.Format));
        if (ObjectMetadata.Create(image, name, sourceSha256, sourceSha256, clock.GetUtcNow(), key, metadata).Failed(out problem, out var entries))
            return problem;

        var contentType = ImageFormats.MimeType(image.Format);
        var disposition = FileNames.ToContentDisposition(entries[ObjectMetadata.FileName]);
        var headers = new ObjectHeaders(contentType, CacheControl, disposition, sourceHash, entries);

        var objectKey = KeyOf(key.Id);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await store.TryPutAsync(objectKey, stored, headers, cancellationToken))
            {
                logger.Stored(key.Id, contentType, stored.Length);
                return new Published(contentType, stored.Length, entries, IsNew: true);
            }
            // Taken: by ourselves, when the answer to an earlier try was lost, or by another image under the same key.
            if (await store.HeadAsync(objectKey, cancellationToken) is { } there)
            {
                var isOurs = there.Metadata.GetValueOrDefault(ObjectMetadata.SourceSha256) == sourceSha256
                    && there.Metadata.GetValueOrDefault(ObjectMetadata.DeleteTokenSha256) == key.DeleteTokenHash;
                return isOurs ? new Published(there.ContentType, there.Size, there.Metadata, IsNew: false) : UploadProblems.IdempotencyConflict();
            }
            // Deleted between the two calls: the key is free again.
        }
        throw new StorageException($"The store says of {objectKey} again and again that it is taken and that it is not there.");
    }

    private Outcome<ImageInfo> Check(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
            return UploadProblems.EmptyFile();
        if (source.Length > options.MaxBytes)
            return UploadProblems.TooLarge(source.Length, options);

        if (!ImageInspector.TryInspect(source, out var image, out var refusal))
        {
            if (TextDamage.IsLikely(source))
                return UploadProblems.CorruptedInTransit();
            return refusal.Kind == ImageRefusalKind.Unsupported
                ? UploadProblems.UnsupportedImage(refusal, options)
                : UploadProblems.InvalidImage(refusal);
        }
        if (!options.Types.Contains(image.Format))
            return UploadProblems.UnsupportedImage(image.Format, options);
        return image.Pixels > options.MaxPixels ? UploadProblems.TooManyPixels(image, options) : image;
    }
}

/// <summary>An object under <c>images/</c>.</summary>
/// <param name="Metadata">As the store has it, values percent-encoded.</param>
/// <param name="IsNew">This call wrote it.</param>
internal sealed record Published(string ContentType, long Size, IReadOnlyDictionary<string, string> Metadata, bool IsNew);
