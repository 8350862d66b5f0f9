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
    /// <summary>Writes an object unless the key is taken. Nothing is ever overwritten (S3: <c>If-None-Match: *</c>).</summary>
    /// <returns>
    /// <see langword="false"/> when an object lies there already: somebody else's, or our own from a write whose answer was lost.
    /// </returns>
    ValueTask<bool> TryPutAsync(string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken);

    /// <summary>An object's headers without its bytes, or <see langword="null"/> when there is none.</summary>
    ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken);

    /// <summary>An object whole, or <see langword="null"/> when there is none.</summary>
    ValueTask<ObjectContent?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes an object; one that is not there is no error.</summary>
    ValueTask DeleteAsync(string key, CancellationToken cancellationToken);
}

/// <summary>What is said of an object when it is written.</summary>
/// <param name="ContentType">MIME type, as the bytes are.</param>
/// <param name="CacheControl">Value of the Cache-Control header that readers get.</param>
/// <param name="ContentDisposition">Value of the Content-Disposition header that readers get.</param>
/// <param name="Sha256">SHA-256 of the content; S3 refuses bytes that changed on the way.</param>
/// <param name="Metadata">
/// User metadata: lower-case names without <c>x-amz-meta-</c>, values in visible ASCII (the caller percent-encodes); at most 2,048
/// bytes in all.
/// </param>
internal sealed record ObjectHeaders(
    string ContentType,
    string CacheControl,
    string ContentDisposition,
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

/// <summary>The store cannot do its work now. The message says what an operator should look at; it holds no secrets.</summary>
internal sealed class StorageException(string message, Exception? innerException = null) : Exception(message, innerException);
