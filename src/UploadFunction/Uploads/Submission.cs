using ObjectStorage;
using UploadFunction.Images;

namespace UploadFunction.Uploads;

/// <summary>An image that was received, inline or directly, and who sent it.</summary>
/// <param name="DeleteTokenHash">As <see cref="UploadKey.DeleteTokenHash"/>.</param>
/// <param name="UploaderHash">As <see cref="Uploader.HashOf"/>.</param>
/// <param name="FileName">As claimed; the publisher cleans it.</param>
/// <param name="Metadata">Allowed names only.</param>
internal sealed record Submission(
    ReadOnlyMemory<byte> Source,
    string Id,
    string DeleteTokenHash,
    string? UploaderHash,
    string? FileName,
    IReadOnlyDictionary<string, string> Metadata);

/// <summary>An image that is taken.</summary>
/// <param name="Format">Of its bytes, whatever the client claims.</param>
/// <param name="Info">Its size and frames, without what is left out.</param>
/// <param name="Parts">What of it is stored.</param>
internal sealed record CheckedImage(ImageFormat Format, ImageInfo Info, ImageParts Parts);

/// <summary>An object under <c>images/</c>.</summary>
/// <param name="Metadata">As in the store, values percent-encoded.</param>
internal sealed record Published(string ContentType, long Size, IReadOnlyDictionary<string, string> Metadata, PublishedBy By)
{
    public static Published Of(StoredObject there, PublishedBy by) => new(there.ContentType, there.Size, there.Metadata, by);
}

internal enum PublishedBy
{
    /// <summary>This call wrote it.</summary>
    Us,

    /// <summary>The same submission was stored before.</summary>
    UsBefore,

    /// <summary>Other bytes have this id, or somebody else's; they stay.</summary>
    Another,
}
