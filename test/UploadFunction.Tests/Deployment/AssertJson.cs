using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UploadFunction.Tests.Deployment;

/// <summary>Compares JSON as CloudFormation reads it: members in any order, <c>30</c> the same as <c>"30"</c>.</summary>
internal static class AssertJson
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    public static void Equal([StringSyntax(StringSyntaxAttribute.Json)] string expected, JsonNode? actual) =>
        Assert.Equal(Text(JsonNode.Parse(expected)), Text(actual));

    /// <summary>The one text of all that are equal.</summary>
    public static string Text(JsonNode? node) => Canonical(node)?.ToJsonString(Indented) ?? "null";

    private static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(
            members.OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => KeyValuePair.Create(member.Key, Canonical(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Canonical)]),
        _ => node?.ToString(),
    };
}
