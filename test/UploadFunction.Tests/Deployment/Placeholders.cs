using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UploadFunction.Tests.Deployment;

/// <summary>What only a deployment knows, such as <c>&lt;Bucket.Arn&gt;</c>, as a text that it could be: <c>bucket-arn</c>.</summary>
internal static partial class Placeholders
{
    public static string Named(JsonNode? value) =>
        Placeholder().Replace(value!.ToString(), match =>
            (match.Groups[1].Value == "Api.ApiEndpoint" ? "https://" : "") + match.Groups[1].Value.Replace('.', '-').ToLowerInvariant());

    [GeneratedRegex("<([^>]+)>")]
    private static partial Regex Placeholder();
}
