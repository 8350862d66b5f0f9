using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UploadFunction.Images;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>What other files say about formats is what the table says (<see cref="ImageFormat.All"/>).</summary>
public sealed class FormatListTests
{
    private static IEnumerable<ImageFormat> OnByDefault => ImageFormat.All.Where(format => format.IsOnByDefault);

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/api.md")]
    [InlineData("docs/deploy.md")]
    [InlineData("serverless.template")]
    public void A_File_Lists_The_Formats_Of_The_Table_And_Names_Those_That_Are_Off(string file)
    {
        var text = AssertLists(file);

        bool Names(string word) => text.Contains(word, StringComparison.Ordinal);
        var forgotten = ImageFormat.All.Where(format => !Names(format.Name) && !Names(format.MimeType));
        Assert.True(!forgotten.Any(), $"{file} does not mention {string.Join(", ", forgotten)}.");
    }

    [Fact]
    public void The_Form_Without_Scripts_Offers_What_Is_On() => AssertLists("src/UploadFunction/wwwroot/index.html");

    [Fact]
    public void No_Other_Page_Lists_Other_Formats()
    {
        string[] folders = ["docs", "src/UploadFunction/wwwroot"];
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(Repository.PathTo(folder), "*.*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".md" or ".html" or ".js" or ".css");

        Assert.All(files, file => AssertLists(Path.GetRelativePath(Repository.Root, file), atLeast: 0));
    }

    [Fact]
    public void The_Element_Has_A_Row_For_Each_Format()
    {
        const string file = "src/UploadFunction/wwwroot/image-upload.js";
        var rows = Regex.Matches(Read(file), "^  '(image/[^']+)': \\[", RegexOptions.Multiline).Select(row => row.Groups[1].Value);

        AssertSame(file, ImageFormat.All, [.. rows]);
    }

    [Fact]
    public void The_Template_Takes_Each_Format()
    {
        const string file = "serverless.template";
        var parameter = JsonNode.Parse(Read(file))!["Parameters"]!["Types"]!;
        var subtypes = string.Join('|', ImageFormat.All.Select(format => format.MimeType["image/".Length..]));

        AssertSame(file, OnByDefault, parameter["Default"]!.GetValue<string>().Split(','));
        var pattern = $"^image/({subtypes})(,image/({subtypes}))*$";
        Assert.True(parameter["AllowedPattern"]!.GetValue<string>() == pattern, $"{file} must have the AllowedPattern {pattern}.");
    }

    /// <summary>Each list in a file, of names or of types, must be all the formats or those that are on by default.</summary>
    private static string AssertLists(string file, int atLeast = 1)
    {
        var text = Read(file);
        var lists = ListsIn(text);
        Assert.True(lists.Count >= atLeast, $"{file} lists no formats.");
        Assert.All(lists, list => AssertSame(file, list.Length == ImageFormat.All.Count ? ImageFormat.All : OnByDefault, list));
        return text;
    }

    private static void AssertSame(string file, IEnumerable<ImageFormat> expected, IReadOnlyCollection<string> list)
    {
        var isSame = list.SequenceEqual(expected.Select(format => format.Name))
            || list.SequenceEqual(expected.Select(format => format.MimeType));
        Assert.True(isSame, $"{file} has {string.Join(", ", list)}, where the table has {string.Join(", ", expected)}.");
    }

    /// <summary>Three or more in a row, of which one is a format: media types, names of formats, and what looks like a name.</summary>
    private static List<string[]> ListsIn(string text)
    {
        var names = ImageFormat.All.Select(format => format.Name).OrderByDescending(name => name.Length).Select(Regex.Escape);
        var item = $@"(?:image/\w[\w+-]*|{string.Join('|', names)}|\b[A-Z]\w*[A-Z]\w*\b)";
        const string separator = @"(?:,\s*(?:(?:and|or)\s+)?|\s+(?:and|or)\s+)";
        return
        [
            .. Regex.Matches(text, $"{item}(?:{separator}{item}){{2,}}")
                .Select(list => Regex.Matches(list.Value, item).Select(found => found.Value).ToArray())
                .Where(list => list.Any(found => ImageFormat.All.Any(format => found == format.Name || found == format.MimeType))),
        ];
    }

    private static string Read(string file) => File.ReadAllText(Repository.PathTo(file));
}
