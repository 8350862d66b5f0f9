using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ObjectStorage.Disk;

/// <summary>
/// The signed policy of the disk store's forms: the same fields and the same signature (SigV4) as S3's, for a bucket <c>disk</c>.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html</remarks>
internal static class DiskPostPolicy
{
    public const string Bucket = "disk";

    private const string MetadataPrefix = "x-amz-meta-";
    private const string Signature = "x-amz-signature";
    private const string Credential = "x-amz-credential";

    /// <summary>A form may write only where nobody reads before the check.</summary>
    public static bool Takes(string key) => key.StartsWith("incoming/", StringComparison.Ordinal) && ObjectKeys.IsValid(key);

    /// <summary>The fields of a form.</summary>
    public static Dictionary<string, string> Sign(UploadPolicy policy, byte[] secret, DateTimeOffset now)
    {
        var fields = new Dictionary<string, string>
        {
            ["key"] = policy.Key,
            ["Content-Type"] = policy.ContentType,
            ["success_action_status"] = "201",
            ["x-amz-algorithm"] = "AWS4-HMAC-SHA256",
            [Credential] = string.Create(CultureInfo.InvariantCulture, $"{Bucket}/{now.UtcDateTime:yyyyMMdd}/local/s3/aws4_request"),
            ["x-amz-date"] = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in policy.Metadata)
            fields.Add(MetadataPrefix + name, value);

        var document = Write(policy, fields);
        fields.Add("policy", document);
        fields.Add(Signature, SignatureOf(document, fields[Credential], secret));
        return fields;
    }

    /// <summary>Checks the fields of a form as S3 does, in S3's order: signature, expiry, conditions, fields without a condition.</summary>
    /// <returns><see langword="null"/> if the form is valid; then <paramref name="policy"/> says what the file may be.</returns>
    public static PostRejection? Check(
        IReadOnlyDictionary<string, string> fields, byte[] secret, DateTimeOffset now, out UploadPolicy policy)
    {
        policy = null!;
        if (!fields.TryGetValue("key", out var key))
            return PostRejections.MissingField("key");
        if (!fields.TryGetValue("policy", out var document))
            return PostRejections.AccessDenied();
        if (!fields.TryGetValue(Credential, out var credential))
            return PostRejections.MissingField(Credential);
        if (!fields.TryGetValue(Signature, out var signature))
            return PostRejections.MissingField(Signature);
        var expected = SignatureOf(document, credential, secret);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(expected)))
            return PostRejections.SignatureDoesNotMatch();
        if (!TryRead(document, out var expiresAt, out var size, out var conditions))
            return PostRejections.InvalidPolicyDocument();

        if (expiresAt <= now)
            return PostRejections.AgainstPolicy("Policy expired.");
        foreach (var (name, value) in conditions)
        {
            if ((name == "bucket" ? Bucket : fields.GetValueOrDefault(name)) != value)
                return PostRejections.AgainstPolicy($"""Policy Condition failed: ["eq", "${name}", "{value}"]""");
        }
        var extra = fields.Keys.Where(name => !conditions.ContainsKey(name) && !NeedsNoCondition(name)).ToArray();
        if (extra.Length > 0)
            return PostRejections.AgainstPolicy($"Extra input fields: {string.Join(", ", extra)}");
        // Somebody who has the secret can sign more than we do, but still not overwrite an image.
        if (!Takes(key))
            return PostRejections.AccessDenied();

        var metadata = conditions.Where(field => IsMetadata(field.Key))
            .ToDictionary(field => field.Key[MetadataPrefix.Length..].ToLowerInvariant(), field => field.Value);
        policy = new UploadPolicy(key, fields.GetValueOrDefault("Content-Type", "binary/octet-stream"), size, metadata, expiresAt);
        return null;
    }

    private static bool NeedsNoCondition(string name) =>
        name.ToLowerInvariant() is "policy" or Signature || name.StartsWith("x-ignore-", StringComparison.OrdinalIgnoreCase);

    private static bool IsMetadata(string name) => name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase);

    private static string Write(UploadPolicy policy, Dictionary<string, string> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(
                "expiration", policy.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteStartArray("conditions");
            WriteExact(json, "bucket", Bucket);
            foreach (var (name, value) in fields)
                WriteExact(json, name, value);
            json.WriteStartArray();
            json.WriteStringValue("content-length-range");
            json.WriteNumberValue(policy.Size);
            json.WriteNumberValue(policy.Size);
            json.WriteEndArray();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Convert.ToBase64String(buffer.WrittenSpan);
    }

    private static void WriteExact(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject();
        json.WriteString(name, value);
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote; there are no other kinds of conditions.</summary>
    private static bool TryRead(
        string document, out DateTimeOffset expiresAt, out long size, [NotNullWhen(true)] out Dictionary<string, string>? conditions)
    {
        (expiresAt, size, conditions) = (default, -1, null);
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(document));
            expiresAt = json.RootElement.GetProperty("expiration").GetDateTimeOffset();
            foreach (var condition in json.RootElement.GetProperty("conditions").EnumerateArray())
            {
                if (condition.ValueKind == JsonValueKind.Array && condition[0].ValueEquals("content-length-range"))
                {
                    size = condition[1].GetInt64() == condition[2].GetInt64()
                        ? condition[2].GetInt64()
                        : throw new FormatException("a range");
                }
                else
                {
                    read.Add(condition.EnumerateObject().Single().Name, condition.EnumerateObject().Single().Value.GetString()!);
                }
            }
        }
        // It has our signature, so another version of this program wrote it.
        catch (Exception exception)
            when (exception is FormatException or JsonException or KeyNotFoundException or InvalidOperationException
                or ArgumentException or IndexOutOfRangeException)
        {
            return false;
        }
        conditions = read;
        return size >= 0;
    }

    /// <summary>
    /// SigV4: the credential's scope (date, region, service, <c>aws4_request</c>) turns the secret into the key of the signature.
    /// </summary>
    /// <summary>What makes a policy valid: only this program, and what tests it, can sign one.</summary>
    internal static string SignatureOf(string document, string credential, byte[] secret)
    {
        var key = Encoding.ASCII.GetBytes($"AWS4{Convert.ToHexStringLower(secret)}");
        foreach (var part in credential.Split('/').Skip(1))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(document)));
    }
}
