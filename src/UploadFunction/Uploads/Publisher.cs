using System.Security.Cryptography;
using UploadFunction.Images;
using UploadFunction.Storage;

namespace UploadFunction.Uploads;

/// <summary>
/// The one way into <c>images/</c>: checks the bytes and writes them once. An inline upload comes here with its request's body; a
/// direct one with what lies in <c>incoming/</c>.
/// </summary>
internal sealed class Publisher(IObjectStore store, UploadOptions options, UploadMetrics metrics, TimeProvider clock, ILogger<Publisher> logger)
{
    // Browsers keep an image for good, since its bytes never change; a CDN asks again each day, so that a deleted image goes.
    private const string CacheControl = "public, max-age=31536000, s-maxage=86400, immutable";

    private const int MaxTries = 3;

    /// <summary>Where the public reads an image.</summary>
    public static string KeyOf(string id) => $"images/{id}";

    /// <summary>Where a direct upload waits for its check; nobody reads there but us.</summary>
    public static string IncomingKeyOf(string id) => $"incoming/{id}";

    /// <summary>Checks and stores an image under its id.</summary>
    /// <returns>The object that has the id now, whoever stored it: <see cref="Published.By"/> tells.</returns>
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

        if (ObjectMetadata.Create(image.Format, image.Info, submission, sourceSha256, sourceSha256, clock.GetUtcNow()).Failed(out problem, out var entries))
            return problem;

        var contentType = image.Format.MimeType;
        var disposition = FileNames.ToContentDisposition(entries[ObjectMetadata.FileName]);
        var headers = new ObjectHeaders(contentType, CacheControl, disposition, sourceHash, entries);

        var objectKey = KeyOf(submission.Id);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await store.TryPutAsync(objectKey, stored, headers, cancellationToken))
            {
                logger.Stored(submission.Id, contentType, stored.Length);
                metrics.Stored(stored.Length);
                return new Published(contentType, stored.Length, entries, PublishedBy.Us);
            }
            // Taken: by ourselves, when the answer to an earlier try was lost, or by another image under the same id.
            if (await store.HeadAsync(objectKey, cancellationToken) is { } there)
            {
                var isOurs = there.Metadata.GetValueOrDefault(ObjectMetadata.SourceSha256) == sourceSha256
                    && there.Metadata.GetValueOrDefault(ObjectMetadata.DeleteTokenSha256) == submission.DeleteTokenHash;
                return new Published(there.ContentType, there.Size, there.Metadata, isOurs ? PublishedBy.UsBefore : PublishedBy.Another);
            }
            // Deleted between the two calls: the key is free again.
        }
        throw new StorageException($"The store says of {objectKey} again and again that it is taken and that it is not there.");
    }

    private Outcome<(ImageFormat Format, ImageInfo Info)> Check(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
            return UploadProblems.EmptyFile();
        if (source.Length > options.MaxBytes)
            return UploadProblems.TooLarge(source.Length, options);

        if (ImageInspector.Inspect(source, out var format, out var info) is { } rejection)
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

/// <summary>What was received, by either road, and for whom.</summary>
/// <param name="DeleteTokenHash">As <see cref="UploadKey.DeleteTokenHash"/>.</param>
/// <param name="UploaderHash">As <see cref="Uploader.HashOf"/>.</param>
/// <param name="FileName">As claimed; it is cleaned here.</param>
/// <param name="Metadata">Allowed names only.</param>
internal sealed record Submission(
    ReadOnlyMemory<byte> Source, string Id, string DeleteTokenHash, string? UploaderHash, string? FileName, IReadOnlyDictionary<string, string> Metadata);

/// <summary>An object under <c>images/</c>.</summary>
/// <param name="Metadata">As the store has it, values percent-encoded.</param>
internal sealed record Published(string ContentType, long Size, IReadOnlyDictionary<string, string> Metadata, PublishedBy By);

internal enum PublishedBy
{
    /// <summary>This call wrote it.</summary>
    Us,

    /// <summary>The same submission was stored before.</summary>
    UsBefore,

    /// <summary>Other bytes lie under this id, or another's; they stay.</summary>
    Another,
}
