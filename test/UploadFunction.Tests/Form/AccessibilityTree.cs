using System.Text.Json;

namespace UploadFunction.Tests.Form;

/// <summary>What the browser itself tells assistive technology about a field: not what the markup says, but what becomes of it.</summary>
internal static class AccessibilityTree
{
    /// <summary>Of no role that a person hears about.</summary>
    private static readonly string[] Silent = ["StaticText", "InlineTextBox", "LabelText", "paragraph", "generic", "none"];

    /// <summary>
    /// A line for each node of the field: its role, its name, and where there is one its description or its live setting.
    /// </summary>
    public static async Task<string[]> ReadAsync(FormPage page)
    {
        var session = await page.Page.Context.NewCDPSessionAsync(page.Page);
        var found = await session.SendAsync("Runtime.evaluate", new() { ["expression"] = "document.querySelector('image-upload')" });
        var field = found!.Value.GetProperty("result").GetProperty("objectId").GetString()!;
        var tree = await session.SendAsync("Accessibility.queryAXTree", new() { ["objectId"] = field });
        return
        [
            .. tree!.Value.GetProperty("nodes").EnumerateArray()
                .Where(node => !node.GetProperty("ignored").GetBoolean() && !Silent.Contains(Text(node, "role")))
                .Select(Describe),
        ];
    }

    private static string Describe(JsonElement node)
    {
        var line = $"{Text(node, "role")} \"{Text(node, "name")}\"";
        if (Text(node, "description") is { Length: > 0 } description)
            line += $", described as \"{description}\"";
        foreach (var property in node.GetProperty("properties").EnumerateArray())
        {
            if (property.GetProperty("name").GetString() is "live")
                line += $", live: {Text(property, "value")}";
        }
        return line;
    }

    private static string Text(JsonElement node, string member) =>
        node.TryGetProperty(member, out var value) ? value.GetProperty("value").ToString() : "";
}
