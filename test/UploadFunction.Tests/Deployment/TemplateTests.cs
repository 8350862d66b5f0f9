using System.Text.Json;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

public sealed class TemplateTests
{
    [Fact]
    public async Task Cfn_Lint_Finds_Nothing()
    {
        var (exitCode, output) = await ProcessOutput.RunAsync(Needs.Program("cfn-lint"), [Repository.PathTo("serverless.template")]);
        Assert.True(exitCode == 0, output);
        Assert.Empty(output);
    }

    [Fact]
    public void The_Function_May_Touch_Its_Own_Prefixes_Only()
    {
        var granted = Statements("Function", "Policies").SelectMany(statement =>
            from action in Texts(statement.GetProperty("Action"))
            from resource in Texts(statement.GetProperty("Resource"))
            select $"{action} {resource}{(statement.TryGetProperty("Condition", out var condition) ? " if " + Compact(condition) : "")}");

        Assert.Equal(
            [
                "s3:DeleteObject ${Bucket.Arn}/images/*",
                "s3:DeleteObject ${Bucket.Arn}/incoming/*",
                "s3:GetObject ${Bucket.Arn}/images/*",
                """s3:ListBucket ["Bucket","Arn"] if {"StringLike":{"s3:prefix":"images/*"}}""",
                "s3:PutObject ${Bucket.Arn}/images/*",
            ],
            granted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_Setting_Of_The_Function_Is_One_That_The_Program_Reads()
    {
        var variables = Resource("Function").GetProperty("Environment").GetProperty("Variables").EnumerateObject().Select(variable => variable.Name);
        var docs = File.ReadAllText(Repository.PathTo("docs/api.md"));
        Assert.All(variables, name => Assert.Contains($"`{name["Upload__".Length..]}`", docs, StringComparison.Ordinal));
    }

    private static JsonElement Resource(string name) =>
        JsonDocument.Parse(File.ReadAllText(Repository.PathTo("serverless.template"))).RootElement.GetProperty("Resources").GetProperty(name).GetProperty("Properties");

    private static IEnumerable<JsonElement> Statements(string resource, string policies) =>
        Resource(resource).GetProperty(policies).EnumerateArray().SelectMany(policy => policy.GetProperty("Statement").EnumerateArray());

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => [value.EnumerateObject().Single().Value is { ValueKind: JsonValueKind.String } text ? text.GetString()! : Compact(value.EnumerateObject().Single().Value)],
        _ => [value.GetString()!],
    };

    private static string Compact(JsonElement value) => JsonSerializer.Serialize(value);
}
