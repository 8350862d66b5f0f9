using System.Text.Json;

namespace UploadFunction.Site;

/// <summary>
/// What CloudFormation asks of a custom resource
/// (<see href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html"/>). It waits for the answer, so
/// all that is read here at once is where the answer goes and what it must repeat.
/// </summary>
/// <param name="Type"><c>Create</c>, <c>Update</c> or <c>Delete</c>.</param>
/// <param name="ResponseUrl">Presigned: it must be used to the letter.</param>
/// <param name="Properties">As the template has them, the text of each.</param>
internal sealed record CustomResourceRequest(
    string? Type, Uri ResponseUrl, string StackId, string RequestId, string LogicalResourceId, JsonElement Properties)
{
    public const string Create = "Create";
    public const string Update = "Update";
    public const string Delete = "Delete";

    /// <exception cref="InvalidOperationException">It has no address for an answer, or one that no answer may go to.</exception>
    public static CustomResourceRequest Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Text("ResponseURL") is not { } responseUrl)
            throw new InvalidOperationException("This is no event of a CloudFormation custom resource: it has no ResponseURL.");
        // Uri would unescape some of what was signed as it stands.
        if (!Uri.TryCreate(responseUrl, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var url)
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            throw new InvalidOperationException("The event's ResponseURL is no https URL.");
        }
        json.TryGetProperty("ResourceProperties", out var properties);
        return new(Text("RequestType"), url, Text("StackId") ?? "", Text("RequestId") ?? "", Text("LogicalResourceId") ?? "", properties);

        string? Text(string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
