namespace UploadFunction.Tests.Support;

/// <summary>Copies folders with all that is in them.</summary>
internal static class FolderCopy
{
    /// <param name="to">Made if it is not there. What it holds already stays, and must have other names.</param>
    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
