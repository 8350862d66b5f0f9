using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace UploadFunction.Storage;

/// <summary>Objects in an S3 bucket, or in another store that speaks S3.</summary>
/// <remarks>
/// Needs <c>s3:PutObject</c>, <c>s3:GetObject</c> and <c>s3:DeleteObject</c> on its keys, and <c>s3:ListBucket</c>, to list them and because S3
/// else answers 403 instead of 404 for a key that is not there.
/// </remarks>
internal sealed class S3ObjectStore(IAmazonS3 client, string bucket, TimeProvider time) : IObjectStore
{
    // With the pauses between them they end within about ten seconds, should the caller's token allow it.
    private const int MaxConflicts = 12;

    private readonly bool _isEncrypted = client.Config.ServiceURL is { } url
        ? url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
        : !client.Config.UseHttp;

    public async ValueTask<bool> TryPutAsync(
        string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        return await TryAsync(
            "PUT",
            key,
            token =>
            {
                var put = S3Objects.NewPut(bucket, key, content, headers, _isEncrypted);
                put.IfNoneMatch = "*";
                return client.PutObjectAsync(put, token);
            },
            cancellationToken);
    }

    public async ValueTask PutAsync(string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        try
        {
            await client.PutObjectAsync(S3Objects.NewPut(bucket, key, content, headers, _isEncrypted), cancellationToken);
        }
        catch (Exception e) when (S3Failure.Is(e))
        {
            throw S3Failure.Explain(e, "PUT", key, bucket, cancellationToken);
        }
    }

    public async ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        try
        {
            var request = new GetObjectMetadataRequest { BucketName = bucket, Key = key };
            var head = await client.GetObjectMetadataAsync(request, cancellationToken);
            return S3Objects.Describe(head.ContentLength, head.ETag, head.LastModified, head.Headers, head.Metadata);
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
            return new ObjectContent(S3Objects.Describe(bytes.Length, got.ETag, got.LastModified, got.Headers, got.Metadata), bytes);
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

    public async ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalidPrefix(prefix);
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix };
        try
        {
            do
            {
                // A page has at most 1,000 keys.
                var page = await client.ListObjectsV2Async(request, cancellationToken);
                keys.AddRange((page.S3Objects ?? []).Select(found => found.Key).Where(ObjectKeys.IsValid));
                request.ContinuationToken = page.NextContinuationToken;
            }
            while (request.ContinuationToken is not null);
            return keys;
        }
        catch (Exception e) when (S3Failure.Is(e))
        {
            throw S3Failure.Explain(e, "listing", prefix, bucket, cancellationToken);
        }
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
            request.Fields.Add(S3Objects.MetadataPrefix + name, value);
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

    // 25 ms doubling to 1 s, and up to as much again by chance, so that writers who met do not meet again.
    private static TimeSpan PauseAfter(int conflicts)
    {
        var pause = Math.Min(25 << conflicts, 1000);
        return TimeSpan.FromMilliseconds(pause + Random.Shared.Next(pause));
    }
}
