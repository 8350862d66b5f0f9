namespace UploadFunction.Tests.Support;

/// <summary>Keys as WebDriver spells them, classic and BiDi alike.</summary>
internal static class WebDriverKeys
{
    private static readonly Dictionary<string, string> Named = new()
    {
        ["Tab"] = "\uE004",
        ["Enter"] = "\uE007",
        ["Shift"] = "\uE008",
        ["Control"] = "\uE009",
        ["End"] = "\uE010",
        ["Space"] = " ",
    };

    /// <param name="chord">Such as <c>Control+V</c>.</param>
    /// <returns>Each key as it goes down, and in reverse as it comes up.</returns>
    public static IEnumerable<(bool IsDown, string Key)> Strokes(string chord)
    {
        var names = chord.Length == 1 ? [chord] : chord.Split('+');
        var keys = names.Select(name => Named.TryGetValue(name, out var key) ? key : names.Length > 1 ? name.ToLowerInvariant() : name)
            .ToList();
        return [.. keys.Select(key => (true, key)), .. keys.AsEnumerable().Reverse().Select(key => (false, key))];
    }
}
