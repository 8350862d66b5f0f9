using Microsoft.OpenApi;

namespace UploadFunction.Uploads;

/// <summary>
/// <c>/openapi.json</c>. Routes, responses and their schemas come from the endpoints; the kinds of bodies and the headers, which no
/// endpoint shows, are described here.
/// </summary>
internal static class ApiDescription
{
    public static void AddUploadsDescription(this IServiceCollection services) => services.AddOpenApi(openApi =>
    {
        openApi.AddDocumentTransformer((document, context, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "UploadFunction",
                Version = ServiceEndpoints.Version,
                Description = "Image uploads for static sites. Every error is application/problem+json (RFC 9457) with a stable `code`.",
            };
            // Otherwise the document would name the address that the server is bound to, which a gateway or proxy hides.
            document.Servers = [new OpenApiServer { Url = "." }];
            return Task.CompletedTask;
        });
    });

    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
            route.Produces<Problem>(status, "application/problem+json");
        return route;
    }

    public static RouteHandlerBuilder DescribesUpload(this RouteHandlerBuilder route) => route.Describe(operation =>
    {
        operation.RequestBody = BodyOf(
            ("multipart/form-data", Object(["file"],
                ("file", Text("binary", "The image, under any field name.")),
                ("_redirect", Text("uri", "For a plain HTML form: where the browser goes next.")),
                ("_charset_", Text(null, "For a plain HTML form: the encoding of its text, if that is not UTF-8.")))),
            ("application/json", Object(["file"],
                ("file", Text(null, "The image as base64 or a data URL.")),
                ("fileName", Text(null, null)),
                ("metadata", Texts()),
                ("idempotencyKey", Text(null, null)))),
            ("image/*", Text("binary", null)),
            ("application/octet-stream", Text("binary", null)),
            ("text/plain", Text(null, "The image as base64 or a data URL.")));
        operation.Parameters =
        [
            IdempotencyKey("The same key with the same image gives the same response."),
            Header("X-File-Name", "File name of a raw body, percent-encoded."),
            Header("X-Meta-{name}", "Metadata of a raw body, percent-encoded; GET /limits lists the names that are stored."),
            Header("Content-Transfer-Encoding", "`base64` when a raw body is base64 text."),
        ];
    });

    public static RouteHandlerBuilder DescribesTicket(this RouteHandlerBuilder route) => route.Describe(operation =>
    {
        operation.RequestBody = BodyOf(("application/json", Object(["fileName", "contentType", "size"],
            ("fileName", Text(null, null)),
            ("contentType", Text(null, "MIME type, one of those in GET /limits. The bytes decide what is published.")),
            ("size", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Description = "Exact number of bytes." }),
            ("metadata", Texts()),
            ("idempotencyKey", Text(null, null)))));
        operation.Parameters = [IdempotencyKey("The same key gives the same id and a fresh ticket, or the finished upload.")];
    });

    public static RouteHandlerBuilder DescribesDelete(this RouteHandlerBuilder route) => route.Describe(operation =>
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(Header(
            "X-Delete-Token", "The deleteToken of the upload's response. The signed-in user who uploaded the image needs none."));
    });

    private static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, Action<OpenApiOperation> describe) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            describe(operation);
            return Task.CompletedTask;
        });

    private static OpenApiRequestBody BodyOf(params (string MediaType, OpenApiSchema Schema)[] bodies) => new()
    {
        Required = true,
        Content = bodies.ToDictionary(body => body.MediaType, body => new OpenApiMediaType { Schema = body.Schema }),
    };

    private static OpenApiSchema Text(string? format, string? description) =>
        new() { Type = JsonSchemaType.String, Format = format, Description = description };

    private static OpenApiSchema Texts() => new() { Type = JsonSchemaType.Object, AdditionalProperties = Text(null, null) };

    private static OpenApiSchema Object(string[] required, params (string Name, OpenApiSchema Schema)[] members) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = members.ToDictionary(member => member.Name, IOpenApiSchema (member) => member.Schema),
        Required = required.ToHashSet(),
    };

    private static OpenApiParameter IdempotencyKey(string effect) =>
        Header("Idempotency-Key", $"22 to 255 visible ASCII characters with 128 random bits. {effect}");

    private static OpenApiParameter Header(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = Text(null, null) };
}
