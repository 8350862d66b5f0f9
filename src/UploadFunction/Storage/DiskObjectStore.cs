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
internal sealed class DiskObjectStore : IObjectStore
{
    // Far beyond the deadline of any request, so a file this old belongs to nobody who is still writing.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private readonly string _directory;
    private readonly string _temporaryDirectory;

    /// <summary>Opens the folder, creates it where it is missing, and removes what crashed processes left half written in it.</summary>
    /// <param name="directory">Relative to the working directory, or absolute.</param>
    /// <exception cref="StorageException">The folder cannot be used.</exception>
    public DiskObjectStore(string directory, TimeProvider time)
    {
        _directory = Path.GetFullPath(directory);
        _temporaryDirectory = Path.Combine(_directory, ".tmp");
        try
        {
            Directory.CreateDirectory(_temporaryDirectory);
            RemoveAbandonedFiles(time.GetUtcNow() - AbandonedAfter);
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            throw Failure("be opened", e);
        }
    }

    public async ValueTask<bool> TryPutAsync(
        string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        cancellationToken.ThrowIfCancellationRequested();
        var temporaryPath = Path.Combine(_temporaryDirectory, Guid.NewGuid().ToString("N"));
        try
        {
            if (File.Exists(path))
                return false;
            // Both at every write: whoever empties the folder of a running server need not start it again.
            Directory.CreateDirectory(_temporaryDirectory);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = File.OpenHandle(temporaryPath, FileMode.CreateNew, FileAccess.Write))
            {
                await DiskObjectFile.WriteAsync(file, content, headers, cancellationToken);
                RandomAccess.FlushToDisk(file);
            }
            return AtomicFile.TryMove(temporaryPath, path);
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            throw Failure($"take '{key}'", e);
        }
        finally
        {
            RemoveQuietly(temporaryPath);
        }
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

    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // No object ever had a key of this prefix.
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            throw Failure($"delete '{key}'", e);
        }
        return ValueTask.CompletedTask;
    }

    private string PathOf(string key)
    {
        ObjectKeys.ThrowIfInvalid(key);
        return Path.Combine(_directory, key);
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
        catch (Exception e) when (IsDiskFailure(e))
        {
            throw Failure($"read '{key}'", e);
        }
    }

    private void RemoveAbandonedFiles(DateTimeOffset before)
    {
        foreach (var path in Directory.EnumerateFiles(_temporaryDirectory))
        {
            if (File.GetLastWriteTimeUtc(path) < before.UtcDateTime)
                RemoveQuietly(path);
        }
    }

    // A temporary file that stays is no harm and no reason to fail what was asked for: the next start removes it.
    private static void RemoveQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
        }
    }

    private static bool IsDiskFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    private StorageException Failure(string what, Exception e) => new(
        $"The folder '{_directory}' cannot {what}: {e.Message} "
        + "Look at the disk's free space and at what this program's account may do there.", e);
}
