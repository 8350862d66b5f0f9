namespace UploadFunction.Local;

/// <summary>The folder of <c>wwwroot</c> and the settings.</summary>
internal static class ContentRoot
{
    /// <summary>
    /// The program's own folder if it contains <c>wwwroot</c> (published, started from anywhere); otherwise <see langword="null"/>, with
    /// which the host takes the working directory (<c>dotnet run</c>) or what <c>--contentRoot</c> says.
    /// </summary>
    public static string? Find() => Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")) ? AppContext.BaseDirectory : null;
}
