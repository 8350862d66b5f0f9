using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.S3.Model;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

/// <summary>The part of a stack that moto can make, made there by CloudFormation's own commands.</summary>
internal sealed partial class MotoStack
{
    /// <summary>The types that moto makes, changes and deletes.</summary>
    public static readonly string[] Made =
    [
        "AWS::CloudWatch::Dashboard", "AWS::Events::Rule", "AWS::IAM::Role", "AWS::Lambda::Function", "AWS::Lambda::Permission",
        "AWS::Lambda::Version",
        "AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::SQS::Queue",
    ];

    private readonly AwsCli _aws;
    private readonly string _name = $"uploads-{Guid.NewGuid():N}"[..20];
    private Dictionary<string, string> _ids = [];

    private MotoStack(AwsCli aws) => _aws = aws;

    /// <summary>The physical id of a resource.</summary>
    public string this[string resource] => _ids[resource];

    public static async Task<MotoStack> CreateAsync(S3Server moto, Stack stack)
    {
        using var client = moto.CreateClient();
        await client.PutBucketAsync("packages");
        await client.PutObjectAsync(new PutObjectRequest { BucketName = "packages", Key = "function.zip", ContentBody = "A package." });
        var made = new MotoStack(new AwsCli(moto));
        await made.DeployAsync("create-stack", stack);
        return made;
    }

    public Task UpdateAsync(Stack stack) => DeployAsync("update-stack", stack);

    public async Task DeleteAsync()
    {
        await _aws.RunAsync("cloudformation", "delete-stack", "--stack-name", _name);
        var (exitCode, output) = await _aws.TryAsync("cloudformation", "describe-stacks", "--stack-name", _name);
        Assert.True(exitCode != 0 && output.Contains("does not exist", StringComparison.Ordinal), output);
    }

    private async Task DeployAsync(string command, Stack stack)
    {
        await _aws.RunAsync(
            "cloudformation", command, "--stack-name", _name, "--capabilities", "CAPABILITY_IAM", "--template-body", Template(stack));
        var described = await _aws.RunAsync("cloudformation", "describe-stack-resources", "--stack-name", _name);
        var resources = described["StackResources"]!.AsArray();
        Assert.All(resources, resource => Assert.Matches("^(CREATE|UPDATE)_COMPLETE$", resource!["ResourceStatus"]!.ToString()));
        _ids = resources.ToDictionary(
            resource => resource!["LogicalResourceId"]!.ToString(), resource => resource!["PhysicalResourceId"]?.ToString() ?? "");
    }

    private static string Template(Stack stack)
    {
        var made = stack.Resources.Where(resource => Made.Contains(resource.Value!["Type"]!.ToString())).ToArray();
        HashSet<string> known = [.. made.Select(resource => resource.Key), "AWS::StackName"];
        var resources = new JsonObject(made.Select(resource => KeyValuePair.Create(resource.Key, Linked(resource.Value, known))));
        return new JsonObject { ["Resources"] = resources }.ToJsonString();
    }

    // What was resolved to <Bucket.Arn> is a reference again where moto makes the bucket, and stays that text where it does not. Of what
    // shall stay moto knows Retain only: RetainExceptOnCreate is the same once a stack is there.
    private static JsonNode? Linked(JsonNode? node, HashSet<string> known) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Linked(member.Value, known)))),
        JsonArray items => new JsonArray([.. items.Select(item => Linked(item, known))]),
        JsonValue value when value.TryGetValue<string>(out var text) => text == "RetainExceptOnCreate" ? "Retain" : Linked(text, known),
        _ => node?.DeepClone(),
    };

    private static JsonNode Linked(string text, HashSet<string> known)
    {
        var escaped = text.Replace("${", "${!", StringComparison.Ordinal);
        var linked = Placeholder().Replace(
            escaped, match => known.Contains(match.Groups[1].Value) ? $"${{{match.Value[1..^1]}}}" : match.Value);
        return linked == escaped ? text : new JsonObject { ["Fn::Sub"] = linked };
    }

    [GeneratedRegex(@"<([A-Za-z0-9:]+)(\.[A-Za-z.]+)?>")]
    private static partial Regex Placeholder();
}
