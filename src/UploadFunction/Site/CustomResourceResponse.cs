using System.Text.Json;
using System.Text.Json.Serialization;

namespace UploadFunction.Site;

/// <summary>
/// The response to a <see cref="CustomResourceRequest"/>
/// (<see href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html"/>), at most 4,096 bytes of JSON.
/// </summary>
/// <param name="Data">The attributes that <c>Fn::GetAtt</c> reads in the template. If one is missing, the deployment fails.</param>
internal sealed record CustomResourceResponse(
    string Status,
    string? Reason,
    string PhysicalResourceId,
    string StackId,
    string RequestId,
    string LogicalResourceId,
    IReadOnlyDictionary<string, string>? Data = null)
{
    // Constant: if an update returned a new ID, CloudFormation would delete the old resource, which is the same folder.
    private const string SiteId = "site";

    // In characters. In JSON, each can take up to six bytes, and the rest of the response needs space too.
    private const int MaxReason = 500;

    public static CustomResourceResponse Success(
        CustomResourceRequest request, IReadOnlyDictionary<string, string>? data = null, string? reason = null) =>
        Create("SUCCESS", request, reason, data);

    public static CustomResourceResponse Failure(CustomResourceRequest request, string reason) => Create("FAILED", request, reason, null);

    private static CustomResourceResponse Create(
        string status, CustomResourceRequest request, string? reason, IReadOnlyDictionary<string, string>? data) =>
        new(status, OneLine(reason), SiteId, request.StackId, request.RequestId, request.LogicalResourceId, data);

    private static string? OneLine(string? text)
    {
        var line = text?.ReplaceLineEndings(" ");
        if (line is null or { Length: <= MaxReason })
            return line;
        var end = MaxReason - 1;
        return $"{line.AsSpan(0, char.IsHighSurrogate(line[end - 1]) ? end - 1 : end)}…";
    }
}

/// <summary>The JSON of the custom resource, with CloudFormation's property names.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(CustomResourceResponse))]
internal sealed partial class SiteJson : JsonSerializerContext;
