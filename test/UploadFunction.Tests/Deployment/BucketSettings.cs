using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;

namespace UploadFunction.Tests.Deployment;

/// <summary>Gives a bucket on radosgw the settings of the template's.</summary>
internal static class BucketSettings
{
    // Statements with these conditions are left out: the loopback has no TLS, and Ceph 16 does not know s3:if-none-match and would
    // deny every write.
    private static readonly string[] ConditionsLeftOut = ["aws:SecureTransport", "s3:if-none-match"];

    /// <param name="corsOf">
    /// The method that CORS is asked about. S3 takes the first rule that fits origin, method and headers; Ceph the first that fits the
    /// origin, and so it gets those alone that name the method.
    /// </param>
    public static async Task ApplyAsync(Stack stack, AmazonS3Client client, string bucket, string corsOf, CancellationToken cancellation)
    {
        var cors = Rules(stack, "CorsConfiguration", "CorsRules").Select(Cors).Where(rule => rule.AllowedMethods.Contains(corsOf));
        await client.PutBucketPolicyAsync(bucket, Policy(stack, bucket), cancellation);
        await client.PutCORSConfigurationAsync(bucket, new CORSConfiguration { Rules = [.. cors] }, cancellation);
        await client.PutLifecycleConfigurationAsync(
            bucket,
            new LifecycleConfiguration { Rules = [.. Rules(stack, "LifecycleConfiguration", "Rules").Select(Lifecycle)] },
            cancellation);
    }

    private static IEnumerable<JsonObject> Rules(Stack stack, string setting, string rules) =>
        stack["Bucket"][setting]![rules]!.AsArray().Select(rule => rule!.AsObject());

    private static string Policy(Stack stack, string bucket)
    {
        var policy = stack["BucketPolicy"]["PolicyDocument"]!.DeepClone();
        policy["Statement"]!.AsArray().RemoveAll(statement =>
            statement!["Condition"] is JsonObject condition
            && condition.SelectMany(test => test.Value!.AsObject()).Any(test => ConditionsLeftOut.Contains(test.Key)));
        return policy.ToJsonString().Replace("\\u003CBucket.Arn\\u003E", $"arn:aws:s3:::{bucket}", StringComparison.Ordinal);
    }

    // A member that is not taken over here is an error, so that none is proved by being dropped.
    private static CORSRule Cors(JsonObject rule)
    {
        var cors = new CORSRule();
        foreach (var (name, value) in rule)
        {
            _ = name switch
            {
                "AllowedHeaders" => (object)(cors.AllowedHeaders = Texts(value)),
                "AllowedMethods" => cors.AllowedMethods = Texts(value),
                "AllowedOrigins" => cors.AllowedOrigins = Texts(value),
                "ExposedHeaders" => cors.ExposeHeaders = Texts(value),
                "MaxAge" => cors.MaxAgeSeconds = Number(value),
                "Id" => cors.Id = value!.ToString(),
                _ => throw new NotSupportedException($"CorsRules: {name}"),
            };
        }
        return cors;
    }

    private static LifecycleRule Lifecycle(JsonObject rule)
    {
        var lifecycle = new LifecycleRule();
        foreach (var (name, value) in rule)
        {
            _ = name switch
            {
                "Id" => (object)(lifecycle.Id = value!.ToString()),
                "Status" => lifecycle.Status = LifecycleRuleStatus.FindValue(value!.ToString()),
                "Prefix" => lifecycle.Filter = new LifecycleFilter
                {
                    LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = value!.ToString() },
                },
                "ExpirationInDays" => lifecycle.Expiration = new LifecycleRuleExpiration { Days = Number(value) },
                "AbortIncompleteMultipartUpload" => lifecycle.AbortIncompleteMultipartUpload =
                    new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = Number(value!["DaysAfterInitiation"]) },
                _ => throw new NotSupportedException($"Lifecycle rules: {name}"),
            };
        }
        return lifecycle;
    }

    private static List<string> Texts(JsonNode? list) => [.. list!.AsArray().Select(item => item!.ToString())];

    private static int Number(JsonNode? value) => int.Parse(value!.ToString(), CultureInfo.InvariantCulture);
}
