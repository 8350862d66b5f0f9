using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace ObjectStorage.Disk;

/// <summary>
/// Objects as files, one each, at <c>{directory}/{key}</c>: the store for a laptop, and for one server with a disk. Any number of
/// processes may share the folder, as long as its file system is local.
/// </summary>
/// <remarks>
/// An object is written to a file of its own in <c>.tmp</c>, flushed to the disk, and given its name as the last step; only with its
/// name it is an object. So a crash never leaves half an object, or one without its headers. After a power cut an object of the last
/// seconds may be missing, since the system flushes the folder itself in its own time.
/// </remarks>
/// <param name="directory">Relative to the working directory, or absolute. It is created if it is missing.</param>
/// <param name="time">The clock of expiries.</param>
/// <exception cref="StorageException">The folder cannot be used.</exception>
public sealed class DiskObjectStore(string directory, TimeProvider time) : IObjectStore, IObjectServer, IUploadReceiver
{
    private static readonly Dictionary<string, string> NoHeaders = [];

    private readonly DiskFolder _folder = new(directory, time);

    /// <inheritdoc/>
    public string Place => _folder.PathOf("");

    /// <inheritdoc/>
    public string? PublicUrl => null;

    /// <inheritdoc/>
    public string Bucket => DiskPostPolicy.Bucket;

    /// <inheritdoc/>
    /// <remarks>A folder has no name of that kind, so every event will do: <c>sam local</c> sends those of a bucket.</remarks>
    public bool IsBucket(string name) => true;

    /// <inheritdoc/>
    public async ValueTask<bool> TryPutAsync(
        string key, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        var path = PathOf(key, cancellationToken);
        return await _folder.WriteAsync(key, async temporaryPath =>
        {
            if (File.Exists(path))
                return false;
            using (var file = File.OpenHandle(temporaryPath, FileMode.CreateNew, FileAccess.Write))
                await DiskObjectFile.WriteAsync(file, content, headers, cancellationToken);
            return AtomicFile.TryMove(temporaryPath, path);
        });
    }

    /// <inheritdoc/>
    public async ValueTask PutAsync(string key, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        var path = PathOf(key, cancellationToken);
        await _folder.WriteAsync(key, async temporaryPath =>
        {
            using (var file = File.OpenHandle(temporaryPath, FileMode.CreateNew, FileAccess.Write))
                await DiskObjectFile.WriteAsync(file, content, headers, cancellationToken);
            await ReplaceAsync(temporaryPath, path, cancellationToken);
            return true;
        });
    }

    /// <inheritdoc/>
    public ValueTask<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync(key, async file => (await DiskObjectFile.ReadAsync(file, cancellationToken)).Describe(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ObjectContent?> GetAsync(string key, long maxBytes, CancellationToken cancellationToken) =>
        ReadAsync(key, async file =>
        {
            var found = await DiskObjectFile.ReadAsync(file, cancellationToken);
            var described = found.Describe();
            return described.Size > maxBytes
                ? new ObjectContent(described, ReadOnlyMemory<byte>.Empty)
                : new ObjectContent(described, await found.ReadContentAsync(file, cancellationToken));
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OpenObject?> OpenAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync(key, async file =>
        {
            var described = (await DiskObjectFile.ReadAsync(file, cancellationToken)).Describe();
            return new OpenObject(described, new DiskContent(file, described.Size));
        }, cancellationToken, staysOpen: true);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken) =>
        DeleteAsync(key, () => ValueTask.FromResult(true), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string key, string eTag, CancellationToken cancellationToken) =>
        DeleteAsync(key, async () => (await HeadAsync(key, cancellationToken))?.ETag == eTag, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalidPrefix(prefix);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<string>>([.. _folder.NamesIn(prefix).Where(ObjectKeys.IsValid)]);
    }

    /// <inheritdoc/>
    public async ValueTask<SignedUpload> SignUploadAsync(UploadPolicy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!DiskPostPolicy.Takes(policy.Key))
            throw new ArgumentException($"No form may write to the key '{policy.Key}'.", nameof(policy));
        cancellationToken.ThrowIfCancellationRequested();
        var fields = DiskPostPolicy.Sign(policy, await DiskPostKey.ReadAsync(_folder, cancellationToken), time.GetUtcNow());
        return new SignedUpload("POST", $"{Bucket}/", NoHeaders, fields);
    }

    /// <inheritdoc/>
    public async ValueTask<PostOutcome> ReceiveAsync(
        IReadOnlyDictionary<string, string> fields, Stream file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var secret = await DiskPostKey.ReadAsync(_folder, cancellationToken);
        return DiskPostPolicy.Check(fields, secret, time.GetUtcNow(), out var policy) is { } rejection
            ? rejection
            : await _folder.WriteAsync(policy.Key, temporaryPath => ReceiveAsync(policy, temporaryPath, file, cancellationToken));
    }

    private async Task<PostOutcome> ReceiveAsync(
        UploadPolicy policy, string temporaryPath, Stream content, CancellationToken cancellationToken)
    {
        ObjectHeaders headers;
        using (var file = File.OpenHandle(temporaryPath, FileMode.CreateNew, FileAccess.Write))
        {
            var (length, sha256) = await DiskObjectFile.WriteContentAsync(file, content, policy.Size, cancellationToken);
            if (length > policy.Size)
                return PostRejections.EntityTooLarge(length, policy.Size);
            if (length < policy.Size)
                return PostRejections.EntityTooSmall(length, policy.Size);
            headers = new ObjectHeaders(policy.ContentType, CacheControl: null, ContentDisposition: null, sha256, policy.Metadata);
            await DiskObjectFile.FinishAsync(file, length, headers, cancellationToken);
        }
        await ReplaceAsync(temporaryPath, _folder.PathOf(policy.Key), cancellationToken);
        return new PostedObject(policy.Key, DiskObjectFile.ETagOf(headers));
    }

    private async ValueTask ReplaceAsync(string temporaryPath, string path, CancellationToken cancellationToken)
    {
        using (await _folder.LockAsync(cancellationToken))
            File.Move(temporaryPath, path, overwrite: true);
    }

    // Under the lock a name keeps its object: nothing happens between the condition and the removal.
    private async ValueTask DeleteAsync(string key, Func<ValueTask<bool>> condition, CancellationToken cancellationToken)
    {
        var path = PathOf(key, cancellationToken);
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
            // No object ever had a key with this prefix, or the folder is gone.
        }
        catch (Exception exception) when (DiskFolder.IsFailure(exception))
        {
            throw _folder.Failure($"delete '{key}'", exception);
        }
    }

    private string PathOf(string key, CancellationToken cancellationToken)
    {
        ObjectKeys.ThrowIfInvalid(key);
        cancellationToken.ThrowIfCancellationRequested();
        return _folder.PathOf(key);
    }

    // One open file is one object, whatever happens to its name meanwhile: bytes and headers belong together.
    private async ValueTask<T?> ReadAsync<T>(
        string key, Func<SafeFileHandle, Task<T>> read, CancellationToken cancellationToken, bool staysOpen = false)
        where T : class
    {
        var path = PathOf(key, cancellationToken);
        SafeFileHandle? file = null;
        T? result = null;
        try
        {
            // FileShare.Delete: otherwise Windows could not delete an object that is being read.
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return result = await read(file);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (InvalidDataException exception)
        {
            throw new StorageException(
                $"'{path}' is damaged, or not an object of this store ({exception.Message}). Move it out of the folder.", exception);
        }
        catch (Exception exception) when (DiskFolder.IsFailure(exception))
        {
            throw _folder.Failure($"read '{key}'", exception);
        }
        finally
        {
            if (!staysOpen || result is null)
                file?.Dispose();
        }
    }
}
