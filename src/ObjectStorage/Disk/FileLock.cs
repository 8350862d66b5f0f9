using Microsoft.Win32.SafeHandles;

namespace ObjectStorage.Disk;

/// <summary>
/// A lock with one holder at a time, across all threads and processes of a machine; the system frees it when a process ends.
/// </summary>
internal static class FileLock
{
    // EWOULDBLOCK on Linux, on macOS and the BSDs; ERROR_SHARING_VIOLATION.
    private static readonly int[] Taken = [11, 35, unchecked((int)0x80070020)];

    /// <summary>Waits for the lock. It is held until the handle is disposed, which should be soon: others poll for it.</summary>
    /// <param name="path">A file for this purpose alone. It is created if it is missing, and never removed.</param>
    public static async ValueTask<SafeFileHandle> TakeAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (Taken.Contains(exception.HResult))
            {
                await Task.Delay(Random.Shared.Next(1, 5), cancellationToken);
            }
        }
    }
}
