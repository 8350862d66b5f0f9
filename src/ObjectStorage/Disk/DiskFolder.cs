using Microsoft.Win32.SafeHandles;

namespace ObjectStorage.Disk;

/// <summary>The folder of the disk store: how a file gets its name, and what it means when the disk fails.</summary>
internal sealed class DiskFolder
{
    // Far longer than a writer pauses between two writes, so nobody is still writing to a file this old.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private readonly string _directory;
    private readonly string _temporaryDirectory;

    /// <summary>Opens the folder, creates it if it is missing, and removes what crashed processes left half written in it.</summary>
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
        catch (Exception exception) when (IsFailure(exception))
        {
            throw Failure("be opened", exception);
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
        catch (Exception exception) when (IsFailure(exception))
        {
            throw Failure($"list '{name}'", exception);
        }
    }

    /// <summary>Runs what writes a file at a temporary path and then gives it its name; removes what is left at that path.</summary>
    /// <param name="name">Within the folder.</param>
    public async ValueTask<T> WriteAsync<T>(string name, Func<string, Task<T>> write)
    {
        var temporaryPath = Path.Combine(_temporaryDirectory, Guid.NewGuid().ToString("N"));
        try
        {
            // Both at every write, so that the folder of a running server can be emptied without a restart.
            Directory.CreateDirectory(_temporaryDirectory);
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
            return await write(temporaryPath);
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw Failure($"store '{name}'", exception);
        }
        finally
        {
            RemoveQuietly(temporaryPath);
        }
    }

    /// <summary>While it is held, no other thread or process removes a file or gives its name to another one.</summary>
    public ValueTask<SafeFileHandle> LockAsync(CancellationToken cancellationToken) =>
        FileLock.TakeAsync(PathOf(".lock"), cancellationToken);

    public static bool IsFailure(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <param name="what">What the folder cannot do.</param>
    public StorageException Failure(string what, Exception exception) => new(
        $"The folder '{_directory}' cannot {what}: {exception.Message} "
        + "Look at the disk's free space and at what this program's account may do there.", exception);

    private void RemoveAbandonedFiles(DateTimeOffset before)
    {
        foreach (var path in Directory.EnumerateFiles(_temporaryDirectory))
        {
            if (File.GetLastWriteTimeUtc(path) < before.UtcDateTime)
                RemoveQuietly(path);
        }
    }

    // A temporary file that stays does no harm, and is no reason to fail the call: the next start removes it.
    private static void RemoveQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (IsFailure(exception))
        {
        }
    }
}
