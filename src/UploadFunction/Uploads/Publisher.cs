using System.Buffers;
using System.Security.Cryptography;
using ObjectStorage;
using UploadFunction.Images;

namespace UploadFunction.Uploads;

/// <summary>
/// The only way into <c>images/</c>: checks the bytes, and writes what of them is stored, once. An inline upload comes here with its
/// request's body, a direct one with its object in <c>incoming/</c>.
/// </summary>
internal sealed class Publisher(
    IObjectStore store, UploadOptions options, UploadMetrics metrics, TimeProvider clock, ILogger<Publisher> logger)
{
    // Browsers keep an image for good, since its bytes never change. A CDN asks again each day, so that a deleted image disappears.
    private const string CacheControl = "public, max-age=31536000, s-maxage=86400, immutable";

    private const int MaxTries = 3;

    /// <summary>Checks and stores an image under its id.</summary>
    /// <returns>The object that has the id now; <see cref="Published.By"/> says who stored it.</returns>
    /// <exception cref="StorageException">The store cannot do its work now.</exception>
    public async ValueTask<Outcome<Published>> PublishAsync(Submission submission, CancellationToken cancellationToken)
    {
        var source = submission.Source;
        if (Check(source.Span).Failed(out var problem, out var image))
            return problem;

        var stored = image.Parts.Of(source);
        var sourceHash = SHA256.HashData(source.Span);
        var hash = image.Parts.Changes == ImageChanges.None ? sourceHash : Hash(stored);
        var sourceSha256 = Convert.ToHexStringLower(sourceHash);

        if (ObjectMetadata.Create(image, submission, Convert.ToHexStringLower(hash), sourceSha256, clock.GetUtcNow())
            .Failed(out problem, out var entries))
        {
            return problem;
        }

        var contentType = image.Format.MimeType;
        var disposition = FileNames.ToContentDisposition(entries[MetadataKeys.FileName]);
        var headers = new ObjectHeaders(contentType, CacheControl, disposition, hash, entries);

        var objectKey = ImageKeys.Published(submission.Id);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await store.TryPutAsync(objectKey, stored, headers, cancellationToken))
            {
                logger.Stored(submission.Id, contentType, stored.Length);
                metrics.Stored(stored.Length);
                return new Published(contentType, stored.Length, entries, PublishedBy.Us);
            }
            // The key is taken: by ourselves, if the response to an earlier attempt was lost, or by another image with the same id.
            if (await store.HeadAsync(objectKey, cancellationToken) is { } there)
            {
                var isOurs = there.Metadata.GetValueOrDefault(MetadataKeys.SourceSha256) == sourceSha256
                    && there.Metadata.GetValueOrDefault(MetadataKeys.DeleteTokenSha256) == submission.DeleteTokenHash;
                return Published.Of(there, isOurs ? PublishedBy.UsBefore : PublishedBy.Another);
            }
            // Deleted between the two calls: the key is free again.
        }
        throw new StorageException($"The store keeps saying both that {objectKey} is taken and that there is no such object.");
    }

    private Outcome<CheckedImage> Check(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
            return UploadProblems.EmptyFile();
        if (source.Length > options.MaxBytes)
            return UploadProblems.TooLarge(source.Length, options);

        var parts = new ImageParts(options.KeepMetadata);
        var rejection = ImageInspector.Inspect(source, parts, out var format, out var info);
        // Some formats begin with letters, so that a file that was treated as text may pass for one that needs repair.
        if ((rejection is not null || parts.Changes != ImageChanges.None) && TextDamage.IsLikely(source))
            return UploadProblems.CorruptedInTransit();
        if (rejection is { } why)
        {
            return why.Kind == ImageRejectionKind.Unsupported
                ? UploadProblems.UnsupportedImage(why, options)
                : UploadProblems.InvalidImage(why);
        }
        if (!options.Types.Contains(format))
            return UploadProblems.UnsupportedImage(format, options);
        return info.Pixels > options.MaxPixels ? UploadProblems.TooManyPixels(info, options) : new CheckedImage(format, info, parts);
    }

    private static byte[] Hash(ReadOnlySequence<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in bytes)
            hash.AppendData(piece.Span);
        return hash.GetHashAndReset();
    }
}
