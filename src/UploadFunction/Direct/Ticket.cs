using System.Text.Json.Serialization;

namespace UploadFunction.Direct;

/// <summary>The right to send one image straight to the store, until it expires.</summary>
/// <param name="Id">Of the upload, once it is published.</param>
/// <param name="ExpiresAt">UTC; after it the store accepts nothing.</param>
/// <param name="CompleteUrl">Absolute; POST there once the image is sent, to get the finished upload.</param>
/// <param name="DeleteToken">A bearer secret that deletes the image, published or not.</param>
internal sealed record Ticket(string Id, TicketUpload Upload, DateTimeOffset ExpiresAt, string CompleteUrl, string DeleteToken);

/// <summary>
/// The request that sends the image. With fields it is a <c>multipart/form-data</c> form: all of them as they are, then the image as the
/// last one, <c>file</c>. Without, the image is the body.
/// </summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">Absolute.</param>
/// <param name="Headers">To be sent as they are; absent if there are none.</param>
/// <param name="Fields">Of the form; absent if the image is the body.</param>
internal sealed record TicketUpload(
    string Method, string Url, IReadOnlyDictionary<string, string>? Headers, IReadOnlyDictionary<string, string>? Fields);

/// <summary>JSON of direct uploads, beside that of <c>UploadJson</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Ticket))]
[JsonSerializable(typeof(ObjectCreated))]
internal sealed partial class DirectJson : JsonSerializerContext;
