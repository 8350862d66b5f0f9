using Microsoft.Win32.SafeHandles;

namespace UploadFunction.Storage;

/// <summary>The folder of the disk store: a file's way from nothing to its name, and what it means when the disk fails.</summary>
internal sealed class DiskFolder
{
    // Far beyond the time that a writer needs between two writes, so a file this old belongs to nobody who is still at it.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private readonly string _directory;
    private readonly string _temporaryDirectory;

    /// <summary>Opens the folder, creates it where it is missing, and removes what crashed processes left half written in it.</summary>
    /// <exception cref="StorageException">The folder cannot be used.</exception>
    public DiskFolder(string directory, TimeProvider time)
    {
        _directory = Path.GetFullPath(directory);
        _temporaryDirectory = Path.Combine(_directory, ".tmp");
        try
        {
            Directory.CreateDirectory(_temporaryDirectory);
            RemoveAbandonedFiles(time.GetUtcNow() - AbandonedAfter);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure("be opened", e);
        }
    }

    public string PathOf(string name) => Path.Combine(_directory, name);

    /// <summary>Names of all files below a folder within the folder, with slashes.</summary>
    public IReadOnlyList<string> NamesIn(string name)
    {
        try
        {
            return [.. Directory.EnumerateFiles(PathOf(name), "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_directory, path).Replace(Path.DirectorySeparatorChar, '/'))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure($"list '{name}'", e);
        }
    }

    /// <summary>Runs what writes a file at a path of its own and then gives it its name; what is left at that path goes.</summary>
    /// <param name="name">Within the folder.</param>
    public async ValueTask<T> WriteAsync<T>(string name, Func<string, Task<T>> write)
    {
        var temporaryPath = Path.Combine(_temporaryDirectory, Guid.NewGuid().ToString("N"));
        try
        {
            // Both at every write: whoever empties the folder of a running server need not start it again.
            Directory.CreateDirectory(_temporaryDirectory);
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
            return await write(temporaryPath);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure($"take '{name}'", e);
        }
        finally
        {
            RemoveQuietly(temporaryPath);
        }
    }

    /// <summary>While it is held, no other thread or process takes a name from a file or gives it to another one.</summary>
    public ValueTask<SafeFileHandle> LockAsync(CancellationToken cancellationToken) =>
        FileLock.TakeAsync(PathOf(".lock"), cancellationToken);

    public static bool IsFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <param name="what">What the folder cannot do.</param>
    public StorageException Failure(string what, Exception e) => new(
        $"The folder '{_directory}' cannot {what}: {e.Message} "
        + "Look at the disk's free space and at what this program's account may do there.", e);

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
        catch (Exception e) when (IsFailure(e))
        {
        }
    }
}
