using System.Text.Json.Serialization;

namespace UploadFunction.Direct;

/// <summary>The right to send one image straight to the store, until it expires.</summary>
/// <param name="Id">Of the upload, as it will be published.</param>
/// <param name="ExpiresAt">UTC; the store takes nothing after it.</param>
/// <param name="CompleteUrl">Absolute; POST there once the image is sent, and the finished upload comes back.</param>
/// <param name="DeleteToken">A bearer secret that deletes the image, published or not.</param>
internal sealed record Ticket(string Id, TicketUpload Upload, DateTimeOffset ExpiresAt, string CompleteUrl, string DeleteToken);

/// <summary>How the image is sent: as <c>multipart/form-data</c>.</summary>
/// <param name="Fields">All of them go into the form as they are, then the image as the last field, <c>file</c>.</param>
internal sealed record TicketUpload(string Method, string Url, IReadOnlyDictionary<string, string> Fields);

/// <summary>JSON of this slice beside that of <c>UploadJson</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Ticket))]
[JsonSerializable(typeof(ObjectCreated))]
internal sealed partial class DirectJson : JsonSerializerContext;
