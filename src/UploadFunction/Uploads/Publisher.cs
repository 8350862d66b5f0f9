using System.Security.Cryptography;
using ObjectStorage;
using UploadFunction.Images;

namespace UploadFunction.Uploads;

/// <summary>
/// The only way into <c>images/</c>: checks the bytes and writes them once. An inline upload comes here with its request's body, a direct
/// one with its object in <c>incoming/</c>.
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

        // Here the metadata of the image will be stripped; until then what is stored is what was received.
        var stored = source;
        var sourceHash = SHA256.HashData(source.Span);
        var sourceSha256 = Convert.ToHexStringLower(sourceHash);

        if (ObjectMetadata.Create(image.Format, image.Info, submission, sourceSha256, sourceSha256, clock.GetUtcNow())
            .Failed(out problem, out var entries))
        {
            return problem;
        }

        var contentType = image.Format.MimeType;
        var disposition = FileNames.ToContentDisposition(entries[MetadataKeys.FileName]);
        var headers = new ObjectHeaders(contentType, CacheControl, disposition, sourceHash, entries);

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

    private Outcome<(ImageFormat Format, ImageInfo Info)> Check(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
            return UploadProblems.EmptyFile();
        if (source.Length > options.MaxBytes)
            return UploadProblems.TooLarge(source.Length, options);

        if (ImageInspector.Inspect(source, new(keepsMetadata: false), out var format, out var info) is { } rejection)
        {
            if (TextDamage.IsLikely(source))
                return UploadProblems.CorruptedInTransit();
            return rejection.Kind == ImageRejectionKind.Unsupported
                ? UploadProblems.UnsupportedImage(rejection, options)
                : UploadProblems.InvalidImage(rejection);
        }
        if (!options.Types.Contains(format))
            return UploadProblems.UnsupportedImage(format, options);
        return info.Pixels > options.MaxPixels ? UploadProblems.TooManyPixels(info, options) : (format, info);
    }
}
