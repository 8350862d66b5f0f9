namespace UploadFunction;

/// <summary>Where <c>wwwroot</c> and the settings lie.</summary>
internal static class ContentRoot
{
    /// <summary>
    /// The program's own folder when <c>wwwroot</c> lies there (published, started from anywhere); else <see langword="null"/>, by which
    /// the host takes the working directory (<c>dotnet run</c>) or what <c>--contentRoot</c> says.
    /// </summary>
    public static string? Find() => Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")) ? AppContext.BaseDirectory : null;
}
