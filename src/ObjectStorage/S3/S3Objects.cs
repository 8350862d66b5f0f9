using System.Buffers;
using Amazon.S3.Model;

namespace ObjectStorage.S3;

/// <summary>Translates between the SDK's types and ours.</summary>
internal static class S3Objects
{
    public const string MetadataPrefix = "x-amz-meta-";

    /// <param name="isEncrypted">Whether TLS is under the request.</param>
    public static PutObjectRequest NewPut(
        string bucket, string key, ReadOnlySequence<byte> content, ObjectHeaders headers, bool isEncrypted)
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = new SequenceStream(content),
            ContentType = headers.ContentType,
            ChecksumSHA256 = Convert.ToBase64String(headers.Sha256.Span),
            // aws-chunked signs the body in pieces, which gains nothing when all of it is in memory.
            UseChunkEncoding = false,
            // The signature covers the checksum header, which covers the body: no need to hash it again for the signature. Over plain
            // http the SDK insists.
            DisablePayloadSigning = isEncrypted,
        };
        if (headers.CacheControl is { } cacheControl)
            request.Headers.CacheControl = cacheControl;
        if (headers.ContentDisposition is { } disposition)
            request.Headers.ContentDisposition = disposition;
        if (headers.ContentEncoding is { } encoding)
            request.Headers.ContentEncoding = encoding;
        foreach (var (name, value) in headers.Metadata)
            request.Metadata.Add(name, value);
        return request;
    }

    /// <summary>The SDK makes a condition of each field, beside those for bucket, key and signature.</summary>
    public static CreatePresignedPostRequest NewPost(string bucket, UploadPolicy policy)
    {
        var request = new CreatePresignedPostRequest
        {
            BucketName = bucket,
            Key = policy.Key,
            // Written into the policy as it is, with a Z behind it.
            Expires = policy.ExpiresAt.UtcDateTime,
            Fields = new() { ["Content-Type"] = policy.ContentType, ["success_action_status"] = "201" },
            Conditions = [S3PostCondition.ContentLengthRange(policy.Size, policy.Size)],
        };
        foreach (var (name, value) in policy.Metadata)
            request.Fields.Add(MetadataPrefix + name, value);
        return request;
    }

    public static StoredObject Describe(
        long size, string eTag, DateTime? lastModified, HeadersCollection headers, MetadataCollection metadata) => new(
        size,
        eTag,
        lastModified is { } time ? new DateTimeOffset(time.ToUniversalTime()) : default,
        headers.ContentType,
        headers.CacheControl,
        headers.ContentDisposition,
        metadata.Keys.ToDictionary(NameOf, name => metadata[name], StringComparer.Ordinal),
        headers.ContentEncoding);

    private static string NameOf(string header) =>
        header.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase)
            ? header[MetadataPrefix.Length..].ToLowerInvariant()
            : header.ToLowerInvariant();
}
