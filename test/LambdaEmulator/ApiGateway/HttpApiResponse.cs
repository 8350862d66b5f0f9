using System.Text;
using System.Text.Json;

namespace LambdaEmulator.ApiGateway;

/// <summary>
/// A function's response in format 2.0. Only an object with <c>statusCode</c> counts as one; anything else, broken JSON too, is
/// the body of a 200 (aws-lambda-dotnet's test tool records that the gateway does so, whatever the documentation says).
/// </summary>
internal static class HttpApiResponse
{
    public static GatewayResponse? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var response = document.RootElement;
            if (response.ValueKind == JsonValueKind.Object && response.TryGetProperty("statusCode", out _))
                return ReadStructured(response);
            if (response.ValueKind == JsonValueKind.String)
                return Inferred(Encoding.UTF8.GetBytes(response.GetString()!));
        }
        catch (JsonException)
        {
            // Passed on unchanged.
        }
        return Inferred(payload);
    }

    private static GatewayResponse Inferred(ReadOnlyMemory<byte> body) => new(200, [new("Content-Type", "application/json")], body);

    private static GatewayResponse? ReadStructured(JsonElement response)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (!ResponseJson.TryReadStatusCode(response, out var statusCode)
            || !ResponseJson.TryReadHeaders(response, headers)
            || !TryReadCookies(response, headers)
            || !ResponseJson.TryReadBody(response, out var body, out var isBase64)
            || (isBase64 && !ResponseJson.TryDecode(ref body)))
        {
            return null;
        }
        if (body.Length > 0 && !ResponseJson.Has(headers, "Content-Type"))
            headers.Add(new("Content-Type", "text/plain; charset=utf-8"));
        return new GatewayResponse(statusCode, headers, body);
    }

    private static bool TryReadCookies(JsonElement response, List<KeyValuePair<string, string>> headers)
    {
        if (!response.TryGetProperty("cookies", out var cookies) || cookies.ValueKind == JsonValueKind.Null)
            return true;
        return cookies.ValueKind == JsonValueKind.Array
            && cookies.EnumerateArray().All(cookie => ResponseJson.TryAdd(headers, "Set-Cookie", cookie));
    }
}
