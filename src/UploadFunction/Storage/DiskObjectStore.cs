using Microsoft.Win32.SafeHandles;

namespace UploadFunction.Storage;

/// <summary>
/// Objects as files, one each, at <c>{directory}/{key}</c>: the store for a laptop and for one server with a disk. Any number of
/// processes may share the folder, as long as its file system is a local one.
/// </summary>
/// <remarks>
/// An object is written to a file of its own in <c>.tmp</c>, flushed to the disk, and given its name as the last step; the name is
/// what makes it an object. So there is no moment at which a crash leaves half an object, or one without its headers. After
/// a power cut an object of the last seconds may be missing: the folder itself is flushed by the system in its own time.
/// </remarks>
/// <param name="directory">Relative to the working directory, or absolute. It is created where it is missing.</param>
/// <exception cref="StorageException">The folder cannot be used.</exception>
internal sealed class DiskObjectStore(string directory, TimeProvider time) : IObjectStore
{
    private readonly DiskFolder _folder = new(directory, time);

    public async ValueTask<bool> TryPutAsync(
        string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        cancellationToken.ThrowIfCancellationRequested();
        return await _folder.WriteAsync(key, async temporaryPath =>
        {
            if (File.Exists(path))
                return false;
            using (var file = File.OpenHandle(temporaryPath, FileMode.CreateNew, FileAccess.Write))
                await DiskObjectFile.WriteAsync(file, content, headers, cancellationToken);
            return AtomicFile.TryMove(temporaryPath, path);
        });
    }

    public async ValueTask PutAsync(string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        cancellationToken.ThrowIfCancellationRequested();
        await _folder.WriteAsync(key, async temporaryPath =>
        {
            using (var file = File.OpenHandle(temporaryPath, FileMode.CreateNew, FileAccess.Write))
                await DiskObjectFile.WriteAsync(file, content, headers, cancellationToken);
            await ReplaceAsync(temporaryPath, path, cancellationToken);
            return true;
        });
    }

    public ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync(key, async file => (await DiskObjectFile.ReadAsync(file, cancellationToken)).Describe(), cancellationToken);

    public ValueTask<ObjectContent?> GetAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync(
            key,
            async file =>
            {
                var found = await DiskObjectFile.ReadAsync(file, cancellationToken);
                return new ObjectContent(found.Describe(), await found.ReadContentAsync(file, cancellationToken));
            },
            cancellationToken);

    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken) =>
        DeleteAsync(key, () => ValueTask.FromResult(true), cancellationToken);

    public ValueTask DeleteAsync(string key, string eTag, CancellationToken cancellationToken) =>
        DeleteAsync(key, async () => (await HeadAsync(key, cancellationToken))?.ETag == eTag, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalidPrefix(prefix);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<string>>([.. _folder.NamesIn(prefix).Where(ObjectKeys.IsValid)]);
    }

    public async ValueTask<PresignedPost> PresignPostAsync(PostPolicy policy, string api, CancellationToken cancellationToken)
    {
        if (!DiskPostPolicy.Takes(policy.Key))
            throw new ArgumentException($"'{policy.Key}' is no key that a form may write to.", nameof(policy));
        cancellationToken.ThrowIfCancellationRequested();
        var fields = DiskPostPolicy.Sign(policy, await DiskPostKey.ReadAsync(_folder, cancellationToken), time.GetUtcNow());
        return new PresignedPost($"{api}/{DiskPostPolicy.Bucket}/", fields);
    }

    /// <summary>Takes a form that <see cref="PresignPostAsync"/> made, as S3 does: what lies at its key is overwritten.</summary>
    /// <param name="fields">All fields but the file, by names without regard to case.</param>
    /// <param name="file">Is read, to its end, unless the fields are refused.</param>
    public async ValueTask<PostOutcome> PostAsync(IReadOnlyDictionary<string, string> fields, Stream file, CancellationToken cancellationToken)
    {
        var secret = await DiskPostKey.ReadAsync(_folder, cancellationToken);
        if (DiskPostPolicy.Check(fields, secret, time.GetUtcNow(), out var policy) is { } refusal)
            return refusal;
        try
        {
            return await _folder.WriteAsync(policy.Key, temporaryPath => PostAsync(policy, temporaryPath, file, cancellationToken));
        }
        catch (InvalidDataException)
        {
            return PostRefusals.MalformedForm();
        }
    }

    private async Task<PostOutcome> PostAsync(PostPolicy policy, string temporaryPath, Stream content, CancellationToken cancellationToken)
    {
        ObjectHeaders headers;
        using (var file = File.OpenHandle(temporaryPath, FileMode.CreateNew, FileAccess.Write))
        {
            var (length, sha256) = await DiskObjectFile.WriteContentAsync(file, content, policy.Size, cancellationToken);
            if (length > policy.Size)
                return PostRefusals.EntityTooLarge(length, policy.Size);
            if (length < policy.Size)
                return PostRefusals.EntityTooSmall(length, policy.Size);
            headers = new ObjectHeaders(policy.ContentType, CacheControl: null, ContentDisposition: null, sha256, policy.Metadata);
            await DiskObjectFile.FinishAsync(file, length, headers, cancellationToken);
        }
        await ReplaceAsync(temporaryPath, PathOf(policy.Key), cancellationToken);
        return new PostedObject(policy.Key, DiskObjectFile.ETagOf(headers));
    }

    private async ValueTask ReplaceAsync(string temporaryPath, string path, CancellationToken cancellationToken)
    {
        using (await _folder.LockAsync(cancellationToken))
            File.Move(temporaryPath, path, overwrite: true);
    }

    // Under the lock a name keeps its object: nothing comes between the condition and the removal.
    private async ValueTask DeleteAsync(string key, Func<ValueTask<bool>> condition, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using (await _folder.LockAsync(cancellationToken))
            {
                if (await condition())
                    File.Delete(path);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // No object ever had a key of this prefix, or the folder is gone.
        }
        catch (Exception e) when (DiskFolder.IsFailure(e))
        {
            throw _folder.Failure($"delete '{key}'", e);
        }
    }

    private string PathOf(string key)
    {
        ObjectKeys.ThrowIfInvalid(key);
        return _folder.PathOf(key);
    }

    // One open file is one object, whatever becomes of its name meanwhile: bytes and headers belong together.
    private async ValueTask<T?> ReadAsync<T>(string key, Func<SafeFileHandle, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        var path = PathOf(key);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            // FileShare.Delete: on Windows an object that is being read could not be deleted otherwise.
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return await read(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (InvalidDataException e)
        {
            throw new StorageException($"'{path}' is damaged or no object of this store ({e.Message}). Move it out of the folder.", e);
        }
        catch (Exception e) when (DiskFolder.IsFailure(e))
        {
            throw _folder.Failure($"read '{key}'", e);
        }
    }
}
