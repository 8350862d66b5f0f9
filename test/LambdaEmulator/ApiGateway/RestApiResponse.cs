using System.Text.Json;

namespace LambdaEmulator.ApiGateway;

/// <summary>A function's response to a REST API, which must be an object with <c>statusCode</c>.</summary>
internal static class RestApiResponse
{
    public static GatewayResponse? Read(ReadOnlyMemory<byte> payload, bool decodesBase64)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement, decodesBase64) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static GatewayResponse? Read(JsonElement response, bool decodesBase64)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (!ResponseJson.TryReadStatusCode(response, out var statusCode)
            || !TryReadMultiValueHeaders(response, headers)
            || !TryReadOtherHeaders(response, headers)
            || !ResponseJson.TryReadBody(response, out var body, out var isBase64)
            || (isBase64 && decodesBase64 && !ResponseJson.TryDecode(ref body)))
        {
            return null;
        }
        if (!ResponseJson.Has(headers, "Content-Type"))
            headers.Add(new("Content-Type", "application/json"));
        return new GatewayResponse(statusCode, headers, body);
    }

    private static bool TryReadMultiValueHeaders(JsonElement response, List<KeyValuePair<string, string>> headers)
    {
        if (!response.TryGetProperty("multiValueHeaders", out var member) || member.ValueKind == JsonValueKind.Null)
            return true;
        return member.ValueKind == JsonValueKind.Object && member.EnumerateObject().All(header =>
            header.Value.ValueKind == JsonValueKind.Array
            && header.Value.EnumerateArray().All(value => ResponseJson.TryAdd(headers, header.Name, value)));
    }

    /// <summary>A name in both members counts once, with its several values.</summary>
    private static bool TryReadOtherHeaders(JsonElement response, List<KeyValuePair<string, string>> headers)
    {
        var single = new List<KeyValuePair<string, string>>();
        if (!ResponseJson.TryReadHeaders(response, single))
            return false;
        headers.AddRange(single.Where(header => !ResponseJson.Has(headers, header.Key)).ToList());
        return true;
    }
}
