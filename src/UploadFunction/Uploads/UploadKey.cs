using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace UploadFunction.Uploads;

/// <summary>
/// What follows from an idempotency key: the upload's id and the token that deletes it. Both are derived by HKDF-SHA-256 (RFC 5869) under
/// different labels, so whoever has the key gets both back by asking again, and neither reveals the other.
/// </summary>
/// <param name="Id">26 symbols of Crockford's base32 in lower case, 128 bits.</param>
/// <param name="DeleteToken">A bearer secret: base64url without padding, 256 bits.</param>
internal sealed record UploadKey(string Id, string DeleteToken)
{
    /// <summary>The shortest that can carry 128 random bits in visible ASCII (base64).</summary>
    public const int MinLength = 22;

    public const int MaxLength = 255;

    /// <summary>Different characters in a key. Of random ones, decimal digits included, one in billions has fewer.</summary>
    private const int MinSymbols = 6;

    private const string Crockford = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int IdLength = 26;

    private static readonly SearchValues<char> CrockfordSymbols = SearchValues.Create(Crockford);
    private static readonly SearchValues<char> VisibleAscii =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    /// <summary>What is stored of the token: lower-case hex of its SHA-256.</summary>
    public string DeleteTokenHash => HashDeleteToken(DeleteToken);

    /// <summary>Generates a key, for a client that sends none.</summary>
    public static UploadKey CreateRandom()
    {
        Span<byte> bits = stackalloc byte[16];
        RandomNumberGenerator.Fill(bits);
        return Derive(Base64Url.EncodeToString(bits));
    }

    /// <summary>
    /// Parses the value of an <c>Idempotency-Key</c>; one pair of surrounding quotes is removed (the IETF draft makes it a
    /// structured-field string, most clients send it bare).
    /// </summary>
    /// <returns>
    /// <see langword="false"/> if it is not 22 to 255 visible ASCII characters, or plainly not random: whoever guesses it can delete the
    /// image.
    /// </returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out UploadKey? key)
    {
        var bare = text is ['"', .. var inner, '"'] ? inner : text;
        var valid = bare.Length is >= MinLength and <= MaxLength && !bare.AsSpan().ContainsAnyExcept(VisibleAscii)
            && bare.Distinct().Count() >= MinSymbols;
        key = valid ? Derive(bare) : null;
        return valid;
    }

    /// <summary>Whether a text has the form of an id; nothing else ever becomes part of an object key.</summary>
    public static bool IsId(string text) =>
        text.Length == IdLength
        && !text.AsSpan().ContainsAnyExcept(CrockfordSymbols)
        && (Crockford.IndexOf(text[^1], StringComparison.Ordinal) & 0b11) == 0;

    /// <summary>Compares in constant time.</summary>
    public static bool IsDeleteToken(string token, string storedHash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashDeleteToken(token)), Encoding.ASCII.GetBytes(storedHash));

    private static string HashDeleteToken(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static UploadKey Derive(string key)
    {
        var secret = Encoding.ASCII.GetBytes(key);
        Span<byte> id = stackalloc byte[16];
        Span<byte> token = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, id, salt: [], info: "UploadFunction/v1/id"u8);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, token, salt: [], info: "UploadFunction/v1/delete-token"u8);
        return new UploadKey(EncodeId(id), Base64Url.EncodeToString(token));
    }

    private static string EncodeId(ReadOnlySpan<byte> bits)
    {
        // 130 bits for 128: the last symbol is padded with zero bits on the right.
        var value = BinaryPrimitives.ReadUInt128BigEndian(bits);
        return string.Create(IdLength, value, static (symbols, value) =>
        {
            symbols[^1] = Crockford[(int)(value & 0b111) << 2];
            value >>= 3;
            for (var i = symbols.Length - 2; i >= 0; i--, value >>= 5)
                symbols[i] = Crockford[(int)(value & 0b11111)];
        });
    }
}
