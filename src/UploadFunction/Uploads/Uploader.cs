using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace UploadFunction.Uploads;

/// <summary>
/// Who uploads, if the gateway checks tokens (JWT): issuer and subject, the pair that OpenID Connect guarantees to be unique and never
/// reassigned. The host reads the claims from the gateway's event; a request's own headers never count.
/// </summary>
internal static class Uploader
{
    /// <summary>What is stored of a user: lower-case hex of the SHA-256 of <c>iss</c>, a line feed and <c>sub</c>.</summary>
    /// <returns><see langword="null"/> if the user is not signed in, or does not have exactly one issuer and one subject.</returns>
    public static string? HashOf(ClaimsPrincipal user)
    {
        if (user.Identity is not { IsAuthenticated: true }
            || Single(user, "iss") is not { } issuer
            || Single(user, "sub") is not { } subject)
        {
            return null;
        }
        // An issuer that contains a line feed could pass part of itself off as another one's subject.
        return issuer.Contains('\n', StringComparison.Ordinal)
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")));
    }

    /// <summary>Whether the user is the one whose hash was stored; an image without one has no owner.</summary>
    public static bool Is(ClaimsPrincipal user, string? storedHash) => storedHash is not null && HashOf(user) == storedHash;

    private static string? Single(ClaimsPrincipal user, string type) =>
        user.FindAll(type).Select(claim => claim.Value).ToArray() is [{ Length: > 0 } value] ? value : null;
}
