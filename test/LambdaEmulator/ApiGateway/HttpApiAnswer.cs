using System.Text;
using System.Text.Json;

namespace LambdaEmulator.ApiGateway;

/// <summary>
/// A function's answer in format 2.0. Only an object with <c>statusCode</c> is taken for one; anything else, broken JSON too, is
/// the body of a 200 (aws-lambda-dotnet's test tool records that the gateway does so, whatever the documentation says).
/// </summary>
internal static class HttpApiAnswer
{
    public static GatewayResponse? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var answer = document.RootElement;
            if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("statusCode", out _))
                return ReadStructured(answer);
            if (answer.ValueKind == JsonValueKind.String)
                return Inferred(Encoding.UTF8.GetBytes(answer.GetString()!));
        }
        catch (JsonException)
        {
            // Passed on as it is.
        }
        return Inferred(payload);
    }

    private static GatewayResponse Inferred(ReadOnlyMemory<byte> body) => new(200, [new("Content-Type", "application/json")], body);

    private static GatewayResponse? ReadStructured(JsonElement answer)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (!AnswerJson.TryReadStatusCode(answer, out var statusCode)
            || !AnswerJson.TryReadHeaders(answer, headers)
            || !TryReadCookies(answer, headers)
            || !AnswerJson.TryReadBody(answer, out var body, out var isBase64)
            || (isBase64 && !AnswerJson.TryDecode(ref body)))
        {
            return null;
        }
        if (body.Length > 0 && !AnswerJson.Has(headers, "Content-Type"))
            headers.Add(new("Content-Type", "text/plain; charset=utf-8"));
        return new GatewayResponse(statusCode, headers, body);
    }

    private static bool TryReadCookies(JsonElement answer, List<KeyValuePair<string, string>> headers)
    {
        if (!answer.TryGetProperty("cookies", out var cookies) || cookies.ValueKind == JsonValueKind.Null)
            return true;
        return cookies.ValueKind == JsonValueKind.Array
            && cookies.EnumerateArray().All(cookie => AnswerJson.TryAdd(headers, "Set-Cookie", cookie));
    }
}
