using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace UploadFunction.Uploads;

/// <summary>
/// Who uploads, where the gateway checks tokens (JWT): issuer and subject, the one pair that OpenID Connect promises to be unique and never
/// given to another. The host reads the claims from the gateway's event; a request's own headers never count.
/// </summary>
internal static class Uploader
{
    /// <summary>What the store keeps of a user: lower-case hex of the SHA-256 of <c>iss</c>, a line feed and <c>sub</c>.</summary>
    /// <returns><see langword="null"/> for whoever is not signed in, or has not exactly one issuer and one subject.</returns>
    public static string? HashOf(ClaimsPrincipal user)
    {
        if (user.Identity is not { IsAuthenticated: true } || Single(user, "iss") is not { } issuer || Single(user, "sub") is not { } subject)
            return null;
        // With a line feed of its own an issuer could end in the first words of another one's subject.
        return issuer.Contains('\n', StringComparison.Ordinal) ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")));
    }

    /// <summary>Whether the user is the one whose hash was stored; nobody owns an image without one.</summary>
    public static bool Is(ClaimsPrincipal user, string? storedHash) => storedHash is not null && HashOf(user) == storedHash;

    private static string? Single(ClaimsPrincipal user, string type) => user.FindAll(type).Select(claim => claim.Value).ToArray() is [{ Length: > 0 } value] ? value : null;
}
