using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ObjectStorage.Disk;

/// <summary>Gives a finished file its name, if that is free, in one atomic step.</summary>
/// <remarks>
/// <see cref="File.Move(string, string)"/> does so on Windows. On Unix it checks whether the name is free and then calls rename(2),
/// which overwrites: two writers at once would both succeed. link(2) fails if the name is taken.
/// </remarks>
internal static partial class AtomicFile
{
    // The same number on Linux, macOS and the BSDs.
    private const int EExist = 17;

    // HRESULTs of ERROR_FILE_EXISTS and ERROR_ALREADY_EXISTS.
    private const int FileExists = unchecked((int)0x80070050);
    private const int AlreadyExists = unchecked((int)0x800700B7);

    /// <summary>
    /// Moves a file within its file system unless the name is taken. On Unix the old name may remain, for the caller to delete.
    /// </summary>
    /// <exception cref="IOException">Neither: the message says why.</exception>
    public static bool TryMove(string source, string destination) =>
        OperatingSystem.IsWindows() ? TryMoveOnWindows(source, destination) : TryLink(source, destination);

    private static bool TryMoveOnWindows(string source, string destination)
    {
        try
        {
            File.Move(source, destination);
            return true;
        }
        catch (IOException exception) when (exception.HResult is FileExists or AlreadyExists)
        {
            return false;
        }
    }

    private static bool TryLink(string source, string destination)
    {
        if (Link(source, destination) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        if (error == EExist)
            return false;
        // FAT and some network file systems fail here: they do not support hard links.
        throw new IOException($"link(2) to '{destination}': {new Win32Exception(error).Message}.");
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string source, string destination);
}
