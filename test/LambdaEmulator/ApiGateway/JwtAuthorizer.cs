using System.Buffers.Text;
using System.Text.Json;

namespace LambdaEmulator.ApiGateway;

/// <summary>
/// An HTTP API's JWT authorizer (docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html): issuer, audience
/// and time of a bearer token. <b>Signatures are not checked</b>: no issuer here has keys.
/// </summary>
public sealed class JwtAuthorizer
{
    private const string Scheme = "Bearer ";

    public required string Issuer { get; init; }

    /// <summary>One of these must be the token's <c>aud</c>, or its <c>client_id</c> if it has no <c>aud</c>.</summary>
    public required IReadOnlyList<string> Audience { get; init; }

    /// <summary>Keys of the routes that need a token; the others are open, and tokens sent there are not looked at.</summary>
    public required IReadOnlyList<string> Routes { get; init; }

    internal static GatewayResponse Unauthorized { get; } =
        GatewayResponse.Message(401, "Unauthorized", KeyValuePair.Create("WWW-Authenticate", "Bearer"));

    /// <summary>The claims of a token that is valid now, or <see langword="null"/>.</summary>
    internal JsonElement? Verify(GatewayRequest request, DateTimeOffset now)
    {
        var header = request.Header("Authorization") ?? "";
        var token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : header;
        return Read(token) is { } claims && IsFor(claims) && IsValidAt(claims, now.ToUnixTimeSeconds()) ? claims : null;
    }

    private static JsonElement? Read(string token)
    {
        if (token.Split('.') is not [_, var payload, _] || !Base64Url.IsValid(payload))
            return null;
        try
        {
            var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload)).RootElement;
            return claims.ValueKind == JsonValueKind.Object ? claims : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsFor(JsonElement claims)
    {
        if (Texts(claims, "iss").ToArray() is not [var issuer] || issuer != Issuer)
            return false;
        var audience = claims.TryGetProperty("aud", out _) ? Texts(claims, "aud") : Texts(claims, "client_id");
        return audience.Intersect(Audience).Any();
    }

    private static bool IsValidAt(JsonElement claims, long now) =>
        Number(claims, "exp") is { } expires && expires > now && !(Number(claims, "nbf") > now) && !(Number(claims, "iat") > now);

    /// <summary>As it stands in an event: every claim is a string, and a list looks as Go prints it.</summary>
    internal static string AsText(JsonElement claim) => claim.ValueKind switch
    {
        JsonValueKind.String => claim.GetString()!,
        JsonValueKind.Array => $"[{string.Join(' ', claim.EnumerateArray().Select(AsText))}]",
        _ => claim.GetRawText(),
    };

    private static IEnumerable<string> Texts(JsonElement claims, string name) => !claims.TryGetProperty(name, out var value)
        ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(AsText) : [AsText(value)];

    private static double? Number(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
