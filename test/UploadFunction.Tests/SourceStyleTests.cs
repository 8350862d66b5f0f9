using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests;

/// <summary>What the house agreed on and neither compiler nor .editorconfig enforces.</summary>
public sealed partial class SourceStyleTests
{
    private const int LongestLine = 140;

    [Fact]
    public void Every_Source_File_Keeps_To_It()
    {
        var files = ((string[])["src", "test"])
            .SelectMany(folder => Directory.GetFiles(Repository.PathTo(folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !Built().IsMatch(file))
            .ToList();

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => Faults(file, File.ReadAllLines(Repository.PathTo(file)))));
    }

    [Fact]
    public void A_Line_Of_140_Characters_Is_Not_Too_Long() =>
        Assert.Empty(Faults("a.cs", [new string('x', 140), "int Number =>", "catch (IOException exception)", "catch (IOException)"]));

    [Fact]
    public void Each_Fault_Is_Named_With_Its_File_And_Line() => Assert.Equal(
        [
            "a.cs:2: is longer than 140 characters",
            "a.cs:3: begins with =>",
            "a.cs:4: names an exception 'e', not 'exception'",
        ],
        Faults("a.cs", ["", new string('x', 141), "    => 1;", "catch (IOException\u0020e) when (e.HResult == 1)"]));

    private static IEnumerable<string> Faults(string file, string[] lines)
    {
        foreach (var (index, line) in lines.Index())
        {
            if (line.Length > LongestLine)
                yield return $"{file}:{index + 1}: is longer than {LongestLine} characters";
            if (line.TrimStart().StartsWith("=>", StringComparison.Ordinal))
                yield return $"{file}:{index + 1}: begins with =>";
            if (CaughtException().Match(line) is { Success: true } caught && caught.Groups[1].Value != "exception")
                yield return $"{file}:{index + 1}: names an exception '{caught.Groups[1].Value}', not 'exception'";
        }
    }

    [GeneratedRegex(@"\bcatch \([^)]* (\w+)\)")]
    private static partial Regex CaughtException();

    [GeneratedRegex("/(bin|obj)/")]
    private static partial Regex Built();
}
