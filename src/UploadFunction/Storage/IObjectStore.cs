namespace UploadFunction.Storage;

/// <summary>
/// Where objects lie: a flat space of keys such as <c>images/{id}</c>. Every implementation passes the tests in
/// <c>ObjectStoreContract</c>.
/// </summary>
/// <remarks>
/// A store that cannot be reached, refuses our rights or stays broken after its retries throws
/// <see cref="StorageException"/>; a cancelled token throws <see cref="OperationCanceledException"/>. What a caller must
/// expect in the normal course (the key is taken, there is no such object) is a return value.
/// </remarks>
internal interface IObjectStore
{
    /// <summary>Writes an object unless the key is taken (S3: <c>If-None-Match: *</c>).</summary>
    /// <returns>
    /// <see langword="false"/> when an object lies there already: somebody else's, or our own from a write whose answer was lost.
    /// </returns>
    ValueTask<bool> TryPutAsync(string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken);

    /// <summary>Writes an object, over one that has the key. A reader gets the one or the other, whole.</summary>
    ValueTask PutAsync(string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken);

    /// <summary>An object's headers without its bytes, or <see langword="null"/> when there is none.</summary>
    ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken);

    /// <summary>An object whole, or <see langword="null"/> when there is none.</summary>
    ValueTask<ObjectContent?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes an object; one that is not there is no error.</summary>
    ValueTask DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes an object if it is still the one with this ETag (S3: <c>If-Match</c>); another one stays, and that is no error.</summary>
    /// <param name="eTag">Quoted, as <see cref="StoredObject.ETag"/> has it.</param>
    ValueTask DeleteAsync(string key, string eTag, CancellationToken cancellationToken);

    /// <summary>All keys that begin with a prefix, in no particular order. What has a name that is no key of ours is left out.</summary>
    /// <param name="prefix">A key with a slash at its end, such as <c>site/</c>.</param>
    ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// A form with which a browser may write one object, once or more often, until it expires. Unlike <see cref="TryPutAsync"/> it
    /// overwrites what lies there (S3: presigned POST, which knows no <c>If-None-Match</c>).
    /// </summary>
    /// <param name="api">Base URL of the API as the client sees it, without a slash at its end: where the disk store takes such forms.</param>
    /// <remarks>
    /// The client sends the fields as multipart/form-data with the bytes after them, as <c>file</c>. 201 with ETag and Location says that
    /// they are stored.
    /// </remarks>
    ValueTask<PresignedPost> PresignPostAsync(PostPolicy policy, string api, CancellationToken cancellationToken);
}

/// <summary>What is said of an object when it is written.</summary>
/// <param name="ContentType">MIME type, as the bytes are.</param>
/// <param name="CacheControl">Value of the Cache-Control header that readers get, if any.</param>
/// <param name="ContentDisposition">Value of the Content-Disposition header that readers get, if any.</param>
/// <param name="Sha256">SHA-256 of the content; S3 refuses bytes that changed on the way.</param>
/// <param name="Metadata">
/// User metadata: lower-case names without <c>x-amz-meta-</c>, values in visible ASCII (the caller percent-encodes); at most 2,048
/// bytes in all.
/// </param>
internal sealed record ObjectHeaders(
    string ContentType,
    string? CacheControl,
    string? ContentDisposition,
    ReadOnlyMemory<byte> Sha256,
    IReadOnlyDictionary<string, string> Metadata);

/// <summary>What is known of an object that lies in the store.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="ETag">Quoted, as HTTP has it.</param>
internal sealed record StoredObject(
    long Size,
    string ETag,
    DateTimeOffset LastModified,
    string ContentType,
    string? CacheControl,
    string? ContentDisposition,
    IReadOnlyDictionary<string, string> Metadata);

/// <summary>An object with its bytes (at most <c>MaxBytes</c>, so memory holds it).</summary>
internal sealed record ObjectContent(StoredObject Object, ReadOnlyMemory<byte> Bytes);

/// <summary>What a presigned POST may write.</summary>
/// <param name="Size">Exactly this many bytes.</param>
/// <param name="Metadata">As in <see cref="ObjectHeaders"/>.</param>
internal sealed record PostPolicy(
    string Key, string ContentType, long Size, IReadOnlyDictionary<string, string> Metadata, DateTimeOffset ExpiresAt);

/// <summary>A form, but for its file.</summary>
/// <param name="Fields">To be sent unchanged, all of them: S3 refuses a field more and a field less.</param>
internal sealed record PresignedPost(string Url, IReadOnlyDictionary<string, string> Fields);

/// <summary>The store cannot do its work now. The message says what an operator should look at; it holds no secrets.</summary>
internal sealed class StorageException(string message, Exception? innerException = null) : Exception(message, innerException);
