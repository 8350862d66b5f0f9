using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Storage;

/// <summary>The bucket policy of <c>serverless.template</c>, for a bucket that a test made on radosgw.</summary>
internal static partial class BucketPolicy
{
    // Statements with these conditions are left out: the loopback has no TLS, and Ceph 16 does not know s3:if-none-match and would
    // deny every write.
    private static readonly string[] ConditionsLeftOut = ["aws:SecureTransport", "s3:if-none-match"];

    public static string For(string bucket)
    {
        var policy = Resolve(Document(), bucket)!.AsObject();
        var statements = policy["Statement"]!.AsArray();
        foreach (var statement in statements.Where(IsLeftOut).ToArray())
            statements.Remove(statement);
        return policy.ToJsonString();
    }

    private static JsonNode Document()
    {
        var template = JsonNode.Parse(File.ReadAllText(Repository.PathTo("serverless.template")))!;
        var policy = Assert.Single(
            template["Resources"]!.AsObject(), resource => resource.Value!["Type"]!.GetValue<string>() == "AWS::S3::BucketPolicy");
        return policy.Value!["Properties"]!["PolicyDocument"]!;
    }

    private static bool IsLeftOut(JsonNode? statement) =>
        statement!["Condition"] is JsonObject condition
        && condition.SelectMany(test => test.Value!.AsObject()).Any(test => ConditionsLeftOut.Contains(test.Key));

    // Whatever the policy refers to is the one bucket.
    private static JsonNode? Resolve(JsonNode? node, string bucket) => node switch
    {
        JsonObject { Count: 1 } function when function.ContainsKey("Ref") => bucket,
        JsonObject { Count: 1 } function when function.ContainsKey("Fn::GetAtt") => Arn(bucket),
        JsonObject { Count: 1 } function when function["Fn::Sub"] is { } text => Substitute(text.GetValue<string>(), bucket),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Resolve(member.Value, bucket)))),
        JsonArray items => new JsonArray([.. items.Select(item => Resolve(item, bucket))]),
        _ => node?.DeepClone(),
    };

    private static string Substitute(string text, string bucket) => Variable().Replace(text, variable => variable.Groups[1].Value switch
    {
        "AWS::Partition" => "aws",
        var name when name.EndsWith(".Arn", StringComparison.Ordinal) => Arn(bucket),
        _ => bucket,
    });

    private static string Arn(string bucket) => $"arn:aws:s3:::{bucket}";

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Variable();
}
