using System.Buffers;

namespace ObjectStorage;

/// <summary>
/// Stores objects under keys such as <c>images/{id}</c>, in one flat space. Every implementation passes the tests in
/// <c>ObjectStoreContract</c>.
/// </summary>
/// <remarks>
/// A store that cannot be reached, denies access or stays broken after its retries throws <see cref="StorageException"/>; a cancelled
/// token throws <see cref="OperationCanceledException"/>. What a caller must expect in normal operation (the key is taken, there is no
/// such object) is a return value.
/// </remarks>
public interface IObjectStore
{
    /// <summary>Where the objects are, for a person: <c>S3 bucket pictures</c>, or the path of a folder.</summary>
    string Place { get; }

    /// <summary>
    /// Base URL at which the store itself serves its objects, without a slash at the end; <see langword="null"/> if it serves none.
    /// </summary>
    string? PublicUrl { get; }

    /// <summary>Whether an event that names this bucket is about this store.</summary>
    bool IsBucket(string name);

    /// <summary>Writes an object unless the key is taken (S3: <c>If-None-Match: *</c>).</summary>
    /// <returns>
    /// <see langword="false"/> if there is an object already: somebody else's, or our own from a write whose response was lost.
    /// </returns>
    ValueTask<bool> TryPutAsync(string key, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken);

    /// <summary>Writes an object, replacing one that has the key. A reader gets the one or the other, whole.</summary>
    ValueTask PutAsync(string key, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken);

    /// <summary>An object's headers without its bytes, or <see langword="null"/> if there is none.</summary>
    ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Reads an object, or <see langword="null"/> if there is none.</summary>
    /// <param name="key">Of the object.</param>
    /// <param name="maxBytes">Of a larger object the bytes are not read, and come back empty.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<ObjectContent?> GetAsync(string key, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Removes an object; a missing one is no error.</summary>
    ValueTask DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Removes an object if it still has this ETag (S3: <c>If-Match</c>). Another one stays, and that is no error.
    /// </summary>
    /// <param name="key">Of the object.</param>
    /// <param name="eTag">Quoted, as in <see cref="StoredObject.ETag"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask DeleteAsync(string key, string eTag, CancellationToken cancellationToken);

    /// <summary>All keys that begin with a prefix, in no particular order. Names that are not valid keys are left out.</summary>
    /// <param name="prefix">A key with a slash at its end, such as <c>site/</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// Signs a request with which a client may write one object, any number of times, until it expires. Unlike <see cref="TryPutAsync"/>
    /// it replaces what is there.
    /// </summary>
    ValueTask<SignedUpload> SignUploadAsync(UploadPolicy policy, CancellationToken cancellationToken);
}

/// <summary>What is written about an object beside its bytes.</summary>
/// <param name="ContentType">MIME type of the bytes.</param>
/// <param name="CacheControl">The Cache-Control header that readers get, if any.</param>
/// <param name="ContentDisposition">The Content-Disposition header that readers get, if any.</param>
/// <param name="Sha256">SHA-256 of the content; S3 rejects bytes that changed on the way.</param>
/// <param name="Metadata">
/// User metadata: lower-case names without <c>x-amz-meta-</c>, values in visible ASCII (the caller percent-encodes them); at most 2,048
/// bytes in all.
/// </param>
/// <param name="ContentEncoding">
/// The Content-Encoding header that readers get, if any. The store does not negotiate: every reader gets the content as it was written.
/// </param>
public sealed record ObjectHeaders(
    string ContentType,
    string? CacheControl,
    string? ContentDisposition,
    ReadOnlyMemory<byte> Sha256,
    IReadOnlyDictionary<string, string> Metadata,
    string? ContentEncoding = null);

/// <summary>What is known about an object in the store.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="ETag">Quoted, as in HTTP.</param>
/// <param name="LastModified">UTC.</param>
/// <param name="ContentType">As in <see cref="ObjectHeaders"/>.</param>
/// <param name="CacheControl">As in <see cref="ObjectHeaders"/>.</param>
/// <param name="ContentDisposition">As in <see cref="ObjectHeaders"/>.</param>
/// <param name="Metadata">As in <see cref="ObjectHeaders"/>.</param>
/// <param name="ContentEncoding">As in <see cref="ObjectHeaders"/>.</param>
public sealed record StoredObject(
    long Size,
    string ETag,
    DateTimeOffset LastModified,
    string ContentType,
    string? CacheControl,
    string? ContentDisposition,
    IReadOnlyDictionary<string, string> Metadata,
    string? ContentEncoding);

/// <summary>An object with its bytes.</summary>
/// <param name="Head">Belongs to the bytes, whatever is written meanwhile.</param>
/// <param name="Bytes">All of them, or none if the object was larger than asked for.</param>
public sealed record ObjectContent(StoredObject Head, ReadOnlyMemory<byte> Bytes);

/// <summary>What a signed request may write.</summary>
/// <param name="Key">Of the object.</param>
/// <param name="ContentType">MIME type.</param>
/// <param name="Size">Exactly this many bytes.</param>
/// <param name="Metadata">As in <see cref="ObjectHeaders"/>.</param>
/// <param name="ExpiresAt">UTC; nothing is accepted after it.</param>
public sealed record UploadPolicy(
    string Key, string ContentType, long Size, IReadOnlyDictionary<string, string> Metadata, DateTimeOffset ExpiresAt);

/// <summary>
/// The request that writes the object. With <paramref name="Fields"/> it is a <c>multipart/form-data</c> form: all fields, then the bytes
/// as <c>file</c>. Without, the bytes are the body.
/// </summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">Absolute; relative to the API if the program takes the upload itself (<see cref="IUploadReceiver"/>).</param>
/// <param name="Headers">To be sent unchanged.</param>
/// <param name="Fields">To be sent unchanged: S3 rejects a form with a field more or less.</param>
public sealed record SignedUpload(
    string Method, string Url, IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Fields);

/// <summary>The store cannot do its work now. The message tells an operator where to look; it contains no secrets.</summary>
/// <param name="message">For an operator.</param>
/// <param name="innerException">The cause.</param>
public sealed class StorageException(string message, Exception? innerException = null) : Exception(message, innerException);
