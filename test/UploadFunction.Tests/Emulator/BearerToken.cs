using System.Buffers.Text;
using System.Text.Json;
using LambdaEmulator.ApiGateway;

namespace UploadFunction.Tests.Emulator;

/// <summary>Tokens for the emulated gateway, which reads them but has no keys to check a signature with.</summary>
internal static class BearerToken
{
    public const string Issuer = "https://login.example.com/";
    public const string Audience = "uploads";

    public static long In(TimeSpan time) => DateTimeOffset.UtcNow.Add(time).ToUnixTimeSeconds();

    /// <summary>A good one, but for the claims given here.</summary>
    public static string For(string subject, params (string Name, object? Value)[] claims)
    {
        var all = new Dictionary<string, object?>
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = subject,
            ["exp"] = In(TimeSpan.FromHours(1)),
        };
        foreach (var (name, value) in claims)
            all[name] = value;
        return $"{Part(new { alg = "RS256" })}.{Part(all.Where(claim => claim.Value is not null).ToDictionary())}.c2lnbmF0dXJl";

        static string Part<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
    }

    /// <summary>As the template has it: reading is open, and a preflight carries no token.</summary>
    public static GatewayOptions Gateway { get; } = new()
    {
        Routes = ["$default", "GET /{proxy+}", "OPTIONS /{proxy+}"],
        Jwt = new JwtAuthorizer { Issuer = Issuer, Audience = ["other", Audience], Routes = ["$default"] },
    };

    public static HttpRequestMessage With(this HttpRequestMessage request, string token)
    {
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return request;
    }
}
