using System.Security.Claims;
using System.Text.Json;

namespace LambdaServer.Http;

/// <summary>The caller, as a gateway's JWT authorizer describes it. Claim types are named as they are in the token.</summary>
internal static class JwtUser
{
    /// <param name="claims">The token's claims; a REST API's Cognito authorizer sends the same object.</param>
    /// <param name="scopes">The route's scopes that the token has: one <c>scope</c> claim each.</param>
    public static ClaimsPrincipal? Read(JsonElement claims, JsonElement scopes)
    {
        if (claims.ValueKind != JsonValueKind.Object)
            return null;

        var identity = new ClaimsIdentity(authenticationType: "jwt", nameType: "name", roleType: "roles");
        foreach (var claim in claims.Members())
        {
            if (claim.Value.ValueKind == JsonValueKind.Array)
                identity.AddClaims(claim.Value.EnumerateArray().Select(value => new Claim(claim.Name, TextOf(value))));
            else if (claim.Value.ValueKind != JsonValueKind.Null)
                identity.AddClaim(new Claim(claim.Name, TextOf(claim.Value)));
        }

        foreach (var scope in scopes.Texts())
        {
            if (!identity.HasClaim("scope", scope))
                identity.AddClaim(new Claim("scope", scope));
        }
        return new ClaimsPrincipal(identity);
    }

    private static string TextOf(JsonElement value) => value.AsText() ?? value.GetRawText();
}
