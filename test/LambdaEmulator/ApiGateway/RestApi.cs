using System.Net.Http.Headers;
using System.Text.Json;

namespace LambdaEmulator.ApiGateway;

/// <summary>
/// A REST API with the Lambda proxy integration on <c>/{proxy+}</c>
/// (docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html): the path stays encoded and
/// without its stage, names keep their case, and only <paramref name="binaryMediaTypes"/> travel as base64.
/// </summary>
internal sealed class RestApi(string? stage, IReadOnlyList<string> binaryMediaTypes) : Api(stage)
{
    public override GatewayResponse NotFound => GatewayResponse.Message(403, "Forbidden");

    public override GatewayResponse HeadersTooLarge => GatewayResponse.Message(431, "Request Header Fields Too Large");

    public override GatewayResponse BodyTooLarge => GatewayResponse.Message(413, "Request Too Long");

    public override GatewayResponse EventTooLarge => GatewayResponse.Message(413, "Request Too Long");

    public override GatewayResponse TimedOut => GatewayResponse.Message(504, "Endpoint request timed out");

    public override GatewayResponse Failed => GatewayResponse.Message(502, "Internal server error");

    /// <summary>The <c>Accept</c> header decides whether a base64 body is decoded; without a match its text is sent unchanged.</summary>
    public override GatewayResponse? ReadResponse(ReadOnlyMemory<byte> payload, GatewayRequest request) =>
        RestApiResponse.Read(payload, decodesBase64: IsBinary(FirstAccepted(request)));

    protected override bool TryWriteEvent(Utf8JsonWriter writer, GatewayRequest request, GatewayCall call)
    {
        if (WithoutStage(request.Path) is not { } path)
            return false;
        var headers = request.ForwardedHeaders(call)
            .Where(header => header.Key != "Content-Length")
            .GroupBy(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase)
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .ToList();

        writer.WriteStartObject();
        writer.WriteString("resource", path == "/" ? "/" : "/{proxy+}");
        writer.WriteString("path", path);
        writer.WriteString("httpMethod", request.Method);
        WriteBothForms(writer, "headers", "multiValueHeaders", headers);
        WriteBothForms(writer, "queryStringParameters", "multiValueQueryStringParameters", [.. QueryParameters(request)]);
        if (path == "/")
            writer.WriteNull("pathParameters");
        else
            WriteStrings(writer, "pathParameters", [new("proxy", path[1..])]);
        writer.WriteNull("stageVariables");
        WriteContext(writer, request, call, path);
        WriteBody(writer, request);
        writer.WriteEndObject();
        return true;
    }

    private static void WriteBothForms(
        Utf8JsonWriter writer, string single, string multiple, List<IGrouping<string, string>> groups)
    {
        if (groups.Count == 0)
        {
            writer.WriteNull(single);
            writer.WriteNull(multiple);
            return;
        }
        WriteStrings(writer, single, groups.Select(group => KeyValuePair.Create(group.Key, group.Last())));
        writer.WriteStartObject(multiple);
        foreach (var group in groups)
        {
            writer.WriteStartArray(group.Key);
            foreach (var value in group)
                writer.WriteStringValue(value);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private void WriteContext(Utf8JsonWriter writer, GatewayRequest request, GatewayCall call, string path)
    {
        var domain = request.Domain;
        writer.WriteStartObject("requestContext");
        writer.WriteString("accountId", GatewayCall.AccountId);
        writer.WriteString("apiId", GatewayCall.ApiId);
        writer.WriteString("domainName", domain);
        writer.WriteString("domainPrefix", domain.Split('.')[0]);
        writer.WriteString("extendedRequestId", call.RequestId);
        writer.WriteString("httpMethod", request.Method);
        writer.WriteStartObject("identity");
        writer.WriteString("sourceIp", request.SourceIp);
        writer.WriteString("userAgent", request.Header("User-Agent") ?? "");
        writer.WriteEndObject();
        writer.WriteString("path", request.Path);
        writer.WriteString("protocol", request.Protocol);
        writer.WriteString("requestId", call.RequestId);
        writer.WriteString("requestTime", call.LogTime);
        writer.WriteNumber("requestTimeEpoch", call.Time.ToUnixTimeMilliseconds());
        writer.WriteString("resourceId", "a1b2c3");
        writer.WriteString("resourcePath", path == "/" ? "/" : "/{proxy+}");
        writer.WriteString("stage", Stage ?? "prod");
        writer.WriteEndObject();
    }

    private void WriteBody(Utf8JsonWriter writer, GatewayRequest request)
    {
        var isBase64 = request.Body.Length > 0 && IsBinary(request.MediaType);
        if (request.Body.Length == 0)
            writer.WriteNull("body");
        else if (isBase64)
            writer.WriteBase64String("body", request.Body.Span);
        else
            writer.WriteString("body", AsText(request.Body));
        writer.WriteBoolean("isBase64Encoded", isBase64);
    }

    private static string FirstAccepted(GatewayRequest request) =>
        MediaTypeHeaderValue.TryParse(request.Header("Accept")?.Split(',')[0], out var type) ? type.MediaType! : "";

    private bool IsBinary(string mediaType) => binaryMediaTypes.Any(pattern => pattern == "*/*"
        || pattern.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
        || (pattern.EndsWith("/*", StringComparison.Ordinal) && mediaType.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)));
}
