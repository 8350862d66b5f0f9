using System.Buffers;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ObjectStorage.S3;

/// <summary>Objects in an S3 bucket, or in another store that speaks S3.</summary>
/// <remarks>
/// Needs <c>s3:PutObject</c>, <c>s3:GetObject</c> and <c>s3:DeleteObject</c> on its keys, and <c>s3:ListBucket</c>: to list them, and
/// because S3 otherwise responds 403 instead of 404 for a missing key.
/// </remarks>
public sealed class S3ObjectStore : IObjectStore
{
    // With the pauses between them they end within about ten seconds, if the caller's token allows it.
    private const int MaxConflicts = 12;

    private const HttpStatusCode Unmet = HttpStatusCode.PreconditionFailed;

    private readonly IAmazonS3 _client;
    private readonly string _bucket;
    private readonly TimeProvider _time;
    private readonly bool _isEncrypted;

    internal S3ObjectStore(IAmazonS3 client, string bucket, TimeProvider time, string? publicUrl = null)
    {
        (_client, _bucket, PublicUrl, _time) = (client, bucket, publicUrl, time);
        _isEncrypted = client.Config.ServiceURL is { } url
            ? url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
            : !client.Config.UseHttp;
    }

    /// <inheritdoc/>
    public string Place => $"S3 bucket {_bucket}";

    /// <inheritdoc/>
    public string? PublicUrl { get; }

    /// <summary>Opens the bucket in the S3 that the environment names.</summary>
    /// <param name="bucket">Its name.</param>
    /// <param name="environment">
    /// Looks up a variable: <c>AWS_ENDPOINT_URL_S3</c> (an S3 other than Amazon's; addressed as <c>{endpoint}/{bucket}/{key}</c>),
    /// <c>AWS_REGION</c>, <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c>, <c>AWS_SESSION_TOKEN</c>. Without keys there the SDK
    /// looks for credentials in its other places.
    /// </param>
    /// <param name="time">The clock of the pauses between attempts.</param>
    /// <exception cref="StorageException">The environment names no S3.</exception>
    public static S3ObjectStore Open(string bucket, Func<string, string?> environment, TimeProvider time) =>
        new(S3Clients.Create(environment), bucket, time, S3Clients.UrlOf(bucket, environment));

    /// <inheritdoc/>
    public bool IsBucket(string name) => name == _bucket;

    /// <inheritdoc/>
    public ValueTask<bool> TryPutAsync(
        string key, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        return TryAsync("PUT", key, () =>
        {
            var put = S3Objects.NewPut(_bucket, key, content, headers, _isEncrypted);
            put.IfNoneMatch = "*";
            return _client.PutObjectAsync(put, cancellationToken);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask PutAsync(string key, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        var put = S3Objects.NewPut(_bucket, key, content, headers, _isEncrypted);
        await SendAsync("PUT", key, () => _client.PutObjectAsync(put, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        return SendAsync("HEAD", key, async () =>
        {
            try
            {
                var request = new GetObjectMetadataRequest { BucketName = _bucket, Key = key };
                var head = await _client.GetObjectMetadataAsync(request, cancellationToken);
                return S3Objects.Describe(head.ContentLength, head.ETag, head.LastModified, head.Headers, head.Metadata);
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
            {
                // The response to a HEAD has no body, so a missing bucket looks the same.
                return null;
            }
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ObjectContent?> GetAsync(string key, long maxBytes, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        return SendAsync("GET", key, async () =>
        {
            try
            {
                // All of it, asked for as a range: otherwise the SDK takes the ETag for an MD5 of the bytes, which not every store's is.
                var request = new GetObjectRequest { BucketName = _bucket, Key = key, ByteRange = new ByteRange("bytes=0-") };
                using var got = await _client.GetObjectAsync(request, cancellationToken);
                var found = S3Objects.Describe(got.ContentLength, got.ETag, got.LastModified, got.Headers, got.Metadata);
                if (found.Size > maxBytes)
                    return new ObjectContent(found, ReadOnlyMemory<byte>.Empty);
                var bytes = GC.AllocateUninitializedArray<byte>(checked((int)found.Size));
                await got.ResponseStream.ReadExactlyAsync(bytes, cancellationToken);
                return new ObjectContent(found, bytes);
            }
            catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchKey")
            {
                return null;
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // An empty object has no range. Unless another one has its key by now: that one is read.
                return await HeadAsync(key, cancellationToken) switch
                {
                    null => null,
                    { Size: 0 } empty => new ObjectContent(empty, ReadOnlyMemory<byte>.Empty),
                    _ => await GetAsync(key, maxBytes, cancellationToken),
                };
            }
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        var request = new DeleteObjectRequest { BucketName = _bucket, Key = key };
        await SendAsync("DELETE", key, () => _client.DeleteObjectAsync(request, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string key, string eTag, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        var request = new DeleteObjectRequest { BucketName = _bucket, Key = key, IfMatch = eTag };
        await TryAsync("DELETE", key, () => _client.DeleteObjectAsync(request, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalidPrefix(prefix);
        return SendAsync<IReadOnlyList<string>>("listing", prefix, async () =>
        {
            var keys = new List<string>();
            var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = prefix };
            do
            {
                // A page has at most 1,000 keys.
                var page = await _client.ListObjectsV2Async(request, cancellationToken);
                keys.AddRange((page.S3Objects ?? []).Select(found => found.Key).Where(ObjectKeys.IsValid));
                request.ContinuationToken = page.NextContinuationToken;
            }
            while (request.ContinuationToken is not null);
            return keys;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A presigned POST: S3 knows no <c>If-None-Match</c> there. 201 with ETag and Location says that the bytes are stored.
    /// </remarks>
    public ValueTask<SignedUpload> SignUploadAsync(UploadPolicy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ObjectKeys.ThrowIfInvalid(policy.Key);
        cancellationToken.ThrowIfCancellationRequested();
        var request = S3Objects.NewPost(_bucket, policy);
        return SendAsync("signing a POST of", policy.Key, async () =>
        {
            var signed = await _client.CreatePresignedPostAsync(request);
            return new SignedUpload("POST", signed.Url, new Dictionary<string, string>(), signed.Fields);
        }, cancellationToken);
    }

    /// <summary>Sends a request that carries a condition.</summary>
    /// <returns><see langword="false"/> if the condition does not hold.</returns>
    private async ValueTask<bool> TryAsync<T>(string operation, string key, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            try
            {
                await SendAsync(operation, key, send, cancellationToken);
                return true;
            }
            // NoSuchKey: a DELETE with a condition says so when the object is gone; one without says 204.
            catch (StorageException exception)
                when (exception.InnerException is AmazonS3Exception { ErrorCode: "NoSuchKey" } or AmazonS3Exception { StatusCode: Unmet })
            {
                return false;
            }
            catch (StorageException exception)
                when (exception.InnerException is AmazonS3Exception { ErrorCode: "ConditionalRequestConflict" } && conflicts < MaxConflicts)
            {
                // Another write of this key is under way; which of them wins is open until it ends.
                await Task.Delay(PauseAfter(conflicts), _time, cancellationToken);
            }
        }
    }

    private async ValueTask<T> SendAsync<T>(string operation, string key, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send();
        }
        catch (Exception exception) when (S3Failure.Is(exception))
        {
            throw S3Failure.Explain(exception, operation, key, _bucket, cancellationToken);
        }
    }

    // 25 ms doubling to 1 s, plus a random share of the same, so that writers who met do not meet again.
    private static TimeSpan PauseAfter(int conflicts)
    {
        var pause = Math.Min(25 << conflicts, 1000);
        return TimeSpan.FromMilliseconds(pause + Random.Shared.Next(pause));
    }
}
