using System.Security.Cryptography;

namespace UploadFunction.Storage;

/// <summary>
/// The secret with which the disk store signs forms: a file in its folder, so that restarts and other processes on the folder agree on
/// it. Removing the file ends every form that is out.
/// </summary>
internal static class DiskPostKey
{
    private const string FileName = ".post-key";
    private const int Length = 32;

    /// <exception cref="StorageException">It cannot be read, cannot be made, or is something else.</exception>
    public static async ValueTask<byte[]> ReadAsync(DiskFolder folder, CancellationToken cancellationToken)
    {
        var path = folder.PathOf(FileName);
        try
        {
            if (!File.Exists(path))
                await folder.WriteAsync(FileName, temporaryPath => Task.FromResult(Create(temporaryPath, path)));
            var key = await File.ReadAllBytesAsync(path, cancellationToken);
            return key.Length == Length ? key : throw new StorageException($"'{path}' is damaged. Remove it, and a new key is made.");
        }
        catch (Exception e) when (DiskFolder.IsFailure(e))
        {
            throw folder.Failure("keep the key that signs forms", e);
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
        // Of several who make a key at once one gives it its name, and all use that one.
        return AtomicFile.TryMove(temporaryPath, path);
    }
}
