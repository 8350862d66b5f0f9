using System.Text;
using System.Text.Json;

namespace LambdaEmulator.ApiGateway;

/// <summary>
/// Reads the members that both response formats share. Strict where AWS' own leniency is undocumented: a response that passes here
/// passes there.
/// </summary>
internal static class ResponseJson
{
    // The gateway sends its own.
    private static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Keep-Alive", "Transfer-Encoding", "Upgrade",
    };

    public static bool TryReadStatusCode(JsonElement response, out int statusCode)
    {
        statusCode = 0;
        return response.TryGetProperty("statusCode", out var member)
            && member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out statusCode)
            && statusCode is >= 200 and <= 599;
    }

    /// <summary>Adds the headers of an object with one string each.</summary>
    public static bool TryReadHeaders(JsonElement response, List<KeyValuePair<string, string>> headers)
    {
        if (!response.TryGetProperty("headers", out var member) || member.ValueKind == JsonValueKind.Null)
            return true;
        return member.ValueKind == JsonValueKind.Object
            && member.EnumerateObject().All(header => TryAdd(headers, header.Name, header.Value));
    }

    /// <summary>Adds one header, unless it is one that the gateway sets itself.</summary>
    public static bool TryAdd(List<KeyValuePair<string, string>> headers, string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || !IsHeader(name, value.GetString()!))
            return false;
        if (!Dropped.Contains(name))
            headers.Add(new(name, value.GetString()!));
        return true;
    }

    public static bool TryReadBody(JsonElement response, out ReadOnlyMemory<byte> body, out bool isBase64)
    {
        body = default;
        isBase64 = response.TryGetProperty("isBase64Encoded", out var flag) && flag.ValueKind == JsonValueKind.True;
        if (!response.TryGetProperty("body", out var member) || member.ValueKind == JsonValueKind.Null)
            return true;
        if (member.ValueKind != JsonValueKind.String)
            return false;
        body = Encoding.UTF8.GetBytes(member.GetString()!);
        return true;
    }

    public static bool TryDecode(ref ReadOnlyMemory<byte> body)
    {
        try
        {
            body = Convert.FromBase64String(Encoding.ASCII.GetString(body.Span));
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    public static bool Has(IEnumerable<KeyValuePair<string, string>> headers, string name) =>
        headers.Any(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsHeader(string name, string value)
    {
        using var probe = new HttpResponseMessage();
        return value.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0
            && (probe.Headers.TryAddWithoutValidation(name, value) || probe.Content.Headers.TryAddWithoutValidation(name, value));
    }
}
