using System.Net;
using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace UploadFunction.Storage;

/// <summary>Objects in an S3 bucket, or in another store that speaks S3.</summary>
/// <remarks>
/// Needs <c>s3:PutObject</c>, <c>s3:GetObject</c> and <c>s3:DeleteObject</c> on its keys, and <c>s3:ListBucket</c>, without which S3
/// answers 403 instead of 404 for a key that is not there.
/// </remarks>
internal sealed class S3ObjectStore(IAmazonS3 client, string bucket, TimeProvider time) : IObjectStore
{
    private const string MetadataPrefix = "x-amz-meta-";

    // With the pauses between them they end within about ten seconds, should the caller's token allow it.
    private const int MaxConflicts = 12;

    private readonly bool _isEncrypted = client.Config.ServiceURL is { } url
        ? url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
        : !client.Config.UseHttp;

    public async ValueTask<bool> TryPutAsync(
        string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        return await TryAsync("PUT", key, token => client.PutObjectAsync(NewPut(key, content, headers), token), cancellationToken);
    }

    public async ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        try
        {
            var request = new GetObjectMetadataRequest { BucketName = bucket, Key = key };
            var head = await client.GetObjectMetadataAsync(request, cancellationToken);
            return Describe(head.ContentLength, head.ETag, head.LastModified, head.Headers, head.Metadata);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // The answer to a HEAD has no body, so a missing bucket looks the same.
            return null;
        }
        catch (Exception e) when (S3Failure.Is(e))
        {
            throw S3Failure.Explain(e, "HEAD", key, bucket, cancellationToken);
        }
    }

    public async ValueTask<ObjectContent?> GetAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        try
        {
            var request = new GetObjectRequest { BucketName = bucket, Key = key };
            using var got = await client.GetObjectAsync(request, cancellationToken);
            var bytes = GC.AllocateUninitializedArray<byte>(checked((int)got.ContentLength));
            await got.ResponseStream.ReadExactlyAsync(bytes, cancellationToken);
            return new ObjectContent(Describe(bytes.Length, got.ETag, got.LastModified, got.Headers, got.Metadata), bytes);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchKey")
        {
            return null;
        }
        catch (Exception e) when (S3Failure.Is(e))
        {
            throw S3Failure.Explain(e, "GET", key, bucket, cancellationToken);
        }
    }

    public async ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        try
        {
            await client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = key }, cancellationToken);
        }
        catch (Exception e) when (S3Failure.Is(e))
        {
            throw S3Failure.Explain(e, "DELETE", key, bucket, cancellationToken);
        }
    }

    public async ValueTask DeleteAsync(string key, string eTag, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        var request = new DeleteObjectRequest { BucketName = bucket, Key = key, IfMatch = eTag };
        await TryAsync("DELETE", key, token => client.DeleteObjectAsync(request, token), cancellationToken);
    }

    public async ValueTask<PresignedPost> PresignPostAsync(PostPolicy policy, string api, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(policy.Key);
        cancellationToken.ThrowIfCancellationRequested();
        // The SDK makes a condition of each field, beside those for bucket, key and signature.
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
        try
        {
            var signed = await client.CreatePresignedPostAsync(request);
            return new PresignedPost(signed.Url, signed.Fields);
        }
        catch (Exception e) when (S3Failure.Is(e))
        {
            throw S3Failure.Explain(e, "signing a POST of", policy.Key, bucket, cancellationToken);
        }
    }

    /// <summary>Sends a request that carries a condition.</summary>
    /// <returns><see langword="false"/> when the condition does not hold.</returns>
    private async ValueTask<bool> TryAsync(string operation, string key, Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            try
            {
                await send(cancellationToken);
                return true;
            }
            // NoSuchKey: a DELETE with a condition says so of an object that is gone; one without says 204.
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed || e.ErrorCode == "NoSuchKey")
            {
                return false;
            }
            catch (AmazonS3Exception e) when (e.ErrorCode == "ConditionalRequestConflict" && conflicts < MaxConflicts)
            {
                // Another write of this key is under way; who wins is open until it ends.
                await Task.Delay(PauseAfter(conflicts), time, cancellationToken);
            }
            catch (Exception e) when (S3Failure.Is(e))
            {
                throw S3Failure.Explain(e, operation, key, bucket, cancellationToken);
            }
        }
    }

    private PutObjectRequest NewPut(string key, ReadOnlyMemory<byte> content, ObjectHeaders headers)
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = AsStream(content),
            ContentType = headers.ContentType,
            IfNoneMatch = "*",
            ChecksumSHA256 = Convert.ToBase64String(headers.Sha256.Span),
            // aws-chunked signs the body in pieces, to no end where it is at hand as a whole.
            UseChunkEncoding = false,
            // The signature covers the checksum header, and that the body: no need to hash it once more for the signature itself.
            // Over plain http the SDK insists.
            DisablePayloadSigning = _isEncrypted,
        };
        if (headers.CacheControl is { } cacheControl)
            request.Headers.CacheControl = cacheControl;
        if (headers.ContentDisposition is { } disposition)
            request.Headers.ContentDisposition = disposition;
        foreach (var (name, value) in headers.Metadata)
            request.Metadata.Add(name, value);
        return request;
    }

    // A stream that can seek, so that the SDK can send the body again.
    private static MemoryStream AsStream(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);

    private static StoredObject Describe(
        long size, string eTag, DateTime? lastModified, HeadersCollection headers, MetadataCollection metadata) => new(
        size,
        eTag,
        lastModified is { } time ? new DateTimeOffset(time.ToUniversalTime()) : default,
        headers.ContentType,
        headers.CacheControl,
        headers.ContentDisposition,
        metadata.Keys.ToDictionary(NameOf, name => metadata[name], StringComparer.Ordinal));

    private static string NameOf(string header) =>
        header.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase)
            ? header[MetadataPrefix.Length..].ToLowerInvariant()
            : header.ToLowerInvariant();

    // 25 ms doubling to 1 s, and up to as much again by chance, so that writers who met do not meet again.
    private static TimeSpan PauseAfter(int conflicts)
    {
        var pause = Math.Min(25 << conflicts, 1000);
        return TimeSpan.FromMilliseconds(pause + Random.Shared.Next(pause));
    }
}
