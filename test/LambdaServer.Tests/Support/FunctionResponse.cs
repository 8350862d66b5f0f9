using System.Text;
using System.Text.Json;

namespace LambdaServer.Tests.Support;

/// <summary>A function's HTTP response, as a gateway reads it.</summary>
internal sealed class FunctionResponse
{
    private readonly JsonElement _json;

    private FunctionResponse(byte[] json)
    {
        JsonLength = json.Length;
        _json = JsonElement.Parse(json);
        Raw = _json.GetProperty("body").GetString()!;
        IsBase64 = _json.GetProperty("isBase64Encoded").GetBoolean();
        Body = IsBase64 ? Convert.FromBase64String(Raw) : Encoding.UTF8.GetBytes(Raw);
    }

    public int JsonLength { get; }
    public int Status => _json.GetProperty("statusCode").GetInt32();
    public string Raw { get; }
    public bool IsBase64 { get; }
    public byte[] Body { get; }
    public string Text => Encoding.UTF8.GetString(Body);
    public string[] Cookies => _json.TryGetProperty("cookies", out var cookies) ? Strings(cookies) : [];

    public static FunctionResponse Of(Outcome outcome)
    {
        Assert.False(outcome.IsError, $"A response was expected, not the error {Encoding.UTF8.GetString(outcome.Body)}");
        return new FunctionResponse(outcome.Body);
    }

    /// <summary>The values of a header: one in payload format 2.0, any number in 1.0.</summary>
    public string[] Header(string name)
    {
        var headers = _json.TryGetProperty("headers", out var single) ? single : _json.GetProperty("multiValueHeaders");
        var header = headers.EnumerateObject().FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return header.Value.ValueKind == JsonValueKind.Undefined ? [] : Strings(header.Value);
    }

    private static string[] Strings(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array
            ? [.. element.EnumerateArray().Select(value => value.GetString()!)]
            : [element.GetString()!];
}
