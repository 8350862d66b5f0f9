using System.Text.Json;

namespace UploadFunction.Site;

/// <summary>
/// A CloudFormation request to a custom resource
/// (<see href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html"/>). CloudFormation waits for a
/// response, so reading fails only if none can be sent: without a valid response URL.
/// </summary>
/// <param name="Type"><c>Create</c>, <c>Update</c> or <c>Delete</c>.</param>
/// <param name="ResponseUrl">A presigned URL: any change to it breaks its signature.</param>
/// <param name="Properties">The resource's properties in the template, all of them strings.</param>
internal sealed record CustomResourceRequest(
    string? Type, Uri ResponseUrl, string StackId, string RequestId, string LogicalResourceId, JsonElement Properties)
{
    public const string Create = "Create";
    public const string Update = "Update";
    public const string Delete = "Delete";

    /// <exception cref="InvalidOperationException">The event has no response URL, or one that is not allowed.</exception>
    public static CustomResourceRequest Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Text("ResponseURL") is not { } responseUrl)
            throw new InvalidOperationException("The event is not a CloudFormation custom resource request: it has no ResponseURL.");
        // By default, Uri unescapes some characters, but the signature covers the escaped ones.
        if (!Uri.TryCreate(responseUrl, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var url)
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            throw new InvalidOperationException("The event's ResponseURL is not an https URL.");
        }
        json.TryGetProperty("ResourceProperties", out var properties);
        return new(Text("RequestType"), url, Text("StackId") ?? "", Text("RequestId") ?? "", Text("LogicalResourceId") ?? "", properties);

        string? Text(string name) => json.TryGetProperty(name, out var value) ? TextOf(value) : null;
    }

    /// <returns><see langword="null"/> if it is no string, or one that is not valid UTF-8.</returns>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
