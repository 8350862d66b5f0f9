using System.Security.Cryptography;

namespace ObjectStorage.Disk;

/// <summary>
/// The secret with which the disk store signs forms: a file in its folder, so that restarts and other processes on the folder share it.
/// Removing the file invalidates every form that was handed out.
/// </summary>
internal static class DiskPostKey
{
    private const string FileName = ".post-key";
    private const int Length = 32;

    /// <exception cref="StorageException">It cannot be read or created, or is damaged.</exception>
    public static async ValueTask<byte[]> ReadAsync(DiskFolder folder, CancellationToken cancellationToken)
    {
        var path = folder.PathOf(FileName);
        try
        {
            if (!File.Exists(path))
                await folder.WriteAsync(FileName, temporaryPath => Task.FromResult(Create(temporaryPath, path)));
            var key = await File.ReadAllBytesAsync(path, cancellationToken);
            return key.Length == Length ? key : throw new StorageException($"'{path}' is damaged. Remove it, and a new key is created.");
        }
        catch (Exception exception) when (DiskFolder.IsFailure(exception))
        {
            throw folder.Failure("keep the key that signs forms", exception);
        }
    }

    private static bool Create(string temporaryPath, string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporaryPath, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(Length));
            file.Flush(flushToDisk: true);
        }
        // Of several that create a key at once, one succeeds, and all use that one.
        return AtomicFile.TryMove(temporaryPath, path);
    }
}
