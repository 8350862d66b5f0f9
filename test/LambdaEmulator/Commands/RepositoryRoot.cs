namespace LambdaEmulator.Commands;

/// <summary>The checkout the emulator was built from, or the one it is called in.</summary>
internal static class RepositoryRoot
{
    public static string PathTo(string relative) => Path.Combine(Find(), relative);

    private static string Find()
    {
        string[] starts = [Environment.CurrentDirectory, AppContext.BaseDirectory];
        foreach (var start in starts)
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "UploadFunction.slnx")))
                    return folder.FullName;
            }
        }
        throw new UsageException("Run this inside the repository.");
    }
}
