using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UploadFunction.Tests.Deployment;

/// <summary>One action that one statement of a policy allows or denies.</summary>
/// <param name="Holder">Who holds the policy: the function of a role, or the resource that it protects.</param>
/// <param name="Principal">Whom it speaks of; null in a role's policy, which speaks of the role.</param>
internal sealed record Statement(string Holder, string Effect, string? Principal, string Action, string Resource, string? Condition)
{
    public override string ToString() =>
        string.Join(
            ' ',
            new[] { $"{Holder}:", Effect, Principal, Action, Resource, Condition is null ? null : "if " + Condition }
                .Where(part => part?.Length > 0));
}

/// <summary>Every statement of every policy in a stack, one action and one resource at a time.</summary>
internal static class Statements
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the functions may do, by their roles.</summary>
    public static IEnumerable<Statement> OfRoles(Stack stack) =>
        from role in stack.OfType("AWS::IAM::Role")
        from policy in role.Value["Policies"]?.AsArray() ?? []
        from statement in Of(FunctionOf(stack, role.Key), policy["PolicyDocument"]!)
        select statement;

    /// <summary>Policies beside those above: AWS's own, by their ARNs, and resources that attach a policy to a role.</summary>
    public static IEnumerable<string> Others(Stack stack) =>
    [
        .. from role in stack.OfType("AWS::IAM::Role")
           from arn in role.Value["ManagedPolicyArns"]?.AsArray() ?? []
           select $"{FunctionOf(stack, role.Key)}: {arn}",
        .. from resource in stack.Resources
           let type = resource.Value!["Type"]!.ToString()
           where type.StartsWith("AWS::IAM::", StringComparison.Ordinal) && type != "AWS::IAM::Role"
           select $"{resource.Key}: {type}",
    ];

    /// <summary>Who may take on a role.</summary>
    public static IEnumerable<Statement> OfTrust(Stack stack) =>
        stack.OfType("AWS::IAM::Role").SelectMany(role => Of(FunctionOf(stack, role.Key), role.Value["AssumeRolePolicyDocument"]!));

    /// <summary>What the bucket, the queue and the functions let others do.</summary>
    public static IEnumerable<Statement> OfResources(Stack stack) =>
    [
        .. stack.OfType("AWS::S3::BucketPolicy").Values.SelectMany(policy => Of(policy["Bucket"]!.ToString(), policy["PolicyDocument"]!)),
        .. from policy in stack.OfType("AWS::SQS::QueuePolicy").Values
           from statement in Of(policy["Queues"]!.AsArray().Single()!.ToString(), policy["PolicyDocument"]!)
           select statement,
        .. from permission in stack.OfType("AWS::Lambda::Permission").Values
           let function = permission["FunctionName"]!.ToString()
           select new Statement(
               function,
               "Allow",
               permission["Principal"]!.ToString(),
               permission["Action"]!.ToString(),
               function,
               permission["SourceArn"]?.ToString()),
    ];

    private static string FunctionOf(Stack stack, string role) =>
        Assert.Single(stack.OfType("AWS::Lambda::Function"), function => function.Value["Role"]!.ToString() == $"<{role}.Arn>").Key;

    private static IEnumerable<Statement> Of(string holder, JsonNode policy) =>
        from statement in policy["Statement"]!.AsArray()
        from action in Texts(statement["Action"] ?? throw new NotSupportedException($"A statement without Action: {statement}"))
        from resource in statement["Resource"] is { } resources ? Texts(resources) : [""]
        select new Statement(
            holder,
            statement["Effect"]!.ToString(),
            Principal(statement["Principal"]),
            action,
            resource,
            Condition(statement["Condition"]));

    private static string? Condition(JsonNode? condition) => condition?.ToJsonString(Readable);

    private static string? Principal(JsonNode? principal) => principal is JsonObject ? principal.ToJsonString() : principal?.ToString();

    private static IEnumerable<string> Texts(JsonNode value) =>
        value is JsonArray values ? values.Select(item => item!.ToString()) : [value.ToString()];
}
