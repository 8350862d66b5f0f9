using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Architecture;

/// <summary>The C# files of <c>src/</c>.</summary>
internal static class Sources
{
    /// <summary>Paths from <c>src/</c> on, with slashes, and their texts; of the two Lambda hosts the one that is named.</summary>
    public static IEnumerable<(string Path, string Text)> All(string lambdaHost = "LambdaServer")
    {
        var root = Repository.PathTo("src");
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'), Full: path))
            .Where(file => !file.Path.Contains("/obj/") && !file.Path.Contains("/bin/"))
            .Where(file => !file.Path.Contains("/Hosting/Amazon/") && !file.Path.Contains("/Hosting/LambdaServer/")
                || file.Path.Contains($"/Hosting/{lambdaHost}/"))
            .Select(file => (file.Path, File.ReadAllText(file.Full)));
    }
}
