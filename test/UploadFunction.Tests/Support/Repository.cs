namespace UploadFunction.Tests.Support;

/// <summary>Paths inside the checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A path below the repository's root, with forward slashes.</summary>
    public static string PathTo(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "UploadFunction.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests must run from inside the repository.");
    }
}
