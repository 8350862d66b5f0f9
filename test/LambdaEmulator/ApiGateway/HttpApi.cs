using System.Text.Json;

namespace LambdaEmulator.ApiGateway;

/// <summary>
/// An HTTP API with payload format 2.0
/// (docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html). What the page leaves open
/// follows recorded events: names sorted, several values joined by a bare comma, the path decoded, no body member without a body.
/// </summary>
internal sealed class HttpApi(string? stage, RouteTable routes, JwtAuthorizer? jwt = null) : Api(stage)
{
    public override GatewayResponse NotFound => GatewayResponse.Message(404, "Not Found");

    public override GatewayResponse HeadersTooLarge => GatewayResponse.Message(431, "Request Header Fields Too Large");

    public override GatewayResponse BodyTooLarge => GatewayResponse.Message(413, "Request Too Long");

    public override GatewayResponse EventTooLarge => GatewayResponse.Message(413, "Request Entity Too Large");

    public override GatewayResponse TimedOut => GatewayResponse.Message(503, "Service Unavailable");

    public override GatewayResponse Failed => GatewayResponse.Message(500, "Internal Server Error");

    public override GatewayResponse? ReadResponse(ReadOnlyMemory<byte> payload, GatewayRequest request) => HttpApiResponse.Read(payload);

    public override GatewayResponse? Reject(GatewayRequest request, GatewayCall call) =>
        RouteOf(request) is { } route && jwt?.Routes.Contains(route.Key) == true && jwt.Verify(request, call.Time) is null
            ? JwtAuthorizer.Unauthorized
            : null;

    /// <summary>Everything else is base64, form-urlencoded bodies and those without a Content-Type included.</summary>
    internal static bool IsText(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.Ordinal)
            || mediaType is "application/json" or "application/xml" or "application/javascript";

    protected override bool TryWriteEvent(Utf8JsonWriter writer, GatewayRequest request, GatewayCall call)
    {
        var path = Uri.UnescapeDataString(request.Path);
        if (RouteOf(request) is not { } route)
            return false;

        writer.WriteStartObject();
        writer.WriteString("version", "2.0");
        writer.WriteString("routeKey", route.Key);
        writer.WriteString("rawPath", path);
        writer.WriteString("rawQueryString", request.Query);
        WriteCookies(writer, request);
        WriteStrings(writer, "headers", Headers(request, call));
        if (request.Query.Length > 0)
            WriteStrings(writer, "queryStringParameters", QueryParameters(request).Select(Joined));
        WriteContext(writer, request, call, route.Key, path);
        if (route.Parameters.Count > 0)
            WriteStrings(writer, "pathParameters", route.Parameters);
        WriteBody(writer, request);
        writer.WriteEndObject();
        return true;
    }

    private Route? RouteOf(GatewayRequest request) =>
        WithoutStage(Uri.UnescapeDataString(request.Path)) is { } path ? routes.Match(request.Method, path) : null;

    private static void WriteCookies(Utf8JsonWriter writer, GatewayRequest request)
    {
        var lines = request.Headers.Where(header => header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase));
        var cookies = lines.SelectMany(line =>
            line.Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        if (cookies.Count == 0)
            return;
        writer.WriteStartArray("cookies");
        foreach (var cookie in cookies)
            writer.WriteStringValue(cookie);
        writer.WriteEndArray();
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(GatewayRequest request, GatewayCall call) => request
        .ForwardedHeaders(call)
        .GroupBy(header => header.Key.ToLowerInvariant(), header => header.Value)
        .Where(header => header.Key != "cookie")
        .OrderBy(header => header.Key, StringComparer.Ordinal)
        .Select(Joined);

    private static KeyValuePair<string, string> Joined(IGrouping<string, string> values) => new(values.Key, string.Join(',', values));

    private void WriteContext(Utf8JsonWriter writer, GatewayRequest request, GatewayCall call, string routeKey, string path)
    {
        var domain = request.Domain;
        writer.WriteStartObject("requestContext");
        writer.WriteString("accountId", GatewayCall.AccountId);
        writer.WriteString("apiId", GatewayCall.ApiId);
        if (jwt?.Routes.Contains(routeKey) == true)
            WriteAuthorizer(writer, jwt.Verify(request, call.Time)!.Value);
        writer.WriteString("domainName", domain);
        writer.WriteString("domainPrefix", domain.Split('.')[0]);
        writer.WriteStartObject("http");
        writer.WriteString("method", request.Method);
        writer.WriteString("path", path);
        writer.WriteString("protocol", request.Protocol);
        writer.WriteString("sourceIp", request.SourceIp);
        writer.WriteString("userAgent", request.Header("User-Agent") ?? "");
        writer.WriteEndObject();
        writer.WriteString("requestId", call.RequestId);
        writer.WriteString("routeKey", routeKey);
        writer.WriteString("stage", Stage ?? "$default");
        writer.WriteString("time", call.LogTime);
        writer.WriteNumber("timeEpoch", call.Time.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
    }

    private static void WriteAuthorizer(Utf8JsonWriter writer, JsonElement claims)
    {
        writer.WriteStartObject("authorizer");
        writer.WriteStartObject("jwt");
        WriteStrings(
            writer,
            "claims",
            claims.EnumerateObject().Select(claim => KeyValuePair.Create(claim.Name, JwtAuthorizer.AsText(claim.Value))));
        writer.WriteNull("scopes");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter writer, GatewayRequest request)
    {
        var isBase64 = request.Body.Length > 0 && !IsText(request.MediaType);
        if (isBase64)
            writer.WriteBase64String("body", request.Body.Span);
        else if (request.Body.Length > 0)
            writer.WriteString("body", AsText(request.Body));
        writer.WriteBoolean("isBase64Encoded", isBase64);
    }
}
