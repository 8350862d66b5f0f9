using System.Reflection;
using UploadFunction.Images;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Uploads;

public sealed class ProblemCatalogueTests
{
    [Fact]
    public void Every_Code_Is_Explained_In_The_Docs_And_Has_An_HTTP_Test()
    {
        var docs = File.ReadAllText(Repository.PathTo("docs/problems.md"));
        string[] folders = ["test/UploadFunction.Tests/Uploads", "test/UploadFunction.Tests/Direct"];
        var tests = string.Concat(
            folders.SelectMany(folder => Directory.GetFiles(Repository.PathTo(folder), "*.cs")).Select(File.ReadAllText));

        Assert.All(Codes(), code =>
        {
            Assert.Contains($"### `{code}`", docs, StringComparison.Ordinal);
            Assert.Contains($"\"{code}\"", tests, StringComparison.Ordinal);
        });
    }

    /// <summary>The codes of all methods of the catalogue, found by calling each.</summary>
    private static IEnumerable<string> Codes() =>
        from method in typeof(UploadProblems).GetMethods(BindingFlags.Public | BindingFlags.Static)
        where method.ReturnType == typeof(Problem)
        let arguments = method.GetParameters().Select(parameter => Sample(parameter.ParameterType)).ToArray()
        select ((Problem)method.Invoke(null, arguments)!).Code;

    private static object? Sample(Type type)
    {
        if (type == typeof(string))
            return "x";
        if (type == typeof(string[]))
            return Array.Empty<string>();
        if (type == typeof(ImageRejection))
            return new ImageRejection(default, "x", 0);
        if (type == typeof(ImageFormat))
            return ImageFormat.Jpeg;
        return type == typeof(UploadOptions) ? new UploadOptions() : Activator.CreateInstance(Nullable.GetUnderlyingType(type) ?? type);
    }
}
