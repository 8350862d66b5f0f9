using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UploadFunction.Tests.Deployment;

/// <summary>
/// CloudFormation's conditions and intrinsic functions, for the values of one deployment. What only a deployed resource knows becomes
/// plain text: <c>Ref</c> is <c>&lt;Bucket&gt;</c>, <c>Fn::GetAtt</c> is <c>&lt;Bucket.Arn&gt;</c>. A function it does not know, and a
/// reference to what the stack does not have, is an error, as in a deployment.
/// </summary>
internal sealed partial class Intrinsics
{
    private static readonly Dictionary<string, string> PseudoParameters = new()
    {
        ["AWS::AccountId"] = "123456789012",
        ["AWS::Partition"] = "aws",
        ["AWS::Region"] = "us-east-1",
        ["AWS::StackId"] = "arn:aws:cloudformation:us-east-1:123456789012:stack/uploads/1",
        ["AWS::StackName"] = "<AWS::StackName>",
        ["AWS::URLSuffix"] = "amazonaws.com",
    };

    // Stands for AWS::NoValue until the member or item that has it is left out.
    private static readonly JsonNode NoValue = new JsonObject();

    private readonly JsonObject _conditions;
    private readonly Dictionary<string, JsonNode> _parameters;
    private readonly HashSet<string> _resources;

    public Intrinsics(JsonObject template, IReadOnlyDictionary<string, string> values)
    {
        _conditions = template["Conditions"]?.AsObject() ?? [];
        _parameters = template["Parameters"]!.AsObject().ToDictionary(
            parameter => parameter.Key,
            parameter => Value(parameter.Value!, values.GetValueOrDefault(parameter.Key)));
        foreach (var name in values.Keys.Where(name => !_parameters.ContainsKey(name)))
            throw new ArgumentException($"The template has no parameter {name}.", nameof(values));
        _resources = [.. template["Resources"]!.AsObject().Where(resource => IsWanted(resource.Value!)).Select(resource => resource.Key)];
    }

    /// <summary>What the template's rules have against these values.</summary>
    public IEnumerable<string> Objections(JsonObject rules) =>
        from rule in rules.Select(rule => rule.Value!)
        where rule["RuleCondition"] is not { } condition || Test(condition)
        from assertion in rule["Assertions"]!.AsArray()
        where !Test(assertion!["Assert"]!)
        select assertion["AssertDescription"]!.ToString();

    /// <summary>Whether the condition of a resource or an output, if it has one, holds.</summary>
    public bool IsWanted(JsonNode resource) => resource["Condition"] is not { } condition || Holds(condition.GetValue<string>());

    public bool Holds(string condition) =>
        Test(_conditions[condition] ?? throw new KeyNotFoundException($"There is no condition {condition}."));

    public JsonNode? Resolve(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } call when call.Single() is var (name, argument) && IsFunction(name) => Call(name, argument!),
        JsonObject members => new JsonObject(
            members.Select(member => KeyValuePair.Create(member.Key, Resolve(member.Value))).Where(member => member.Value != NoValue)),
        JsonArray items => new JsonArray([.. items.Select(Resolve).Where(item => item != NoValue)]),
        _ => node?.DeepClone(),
    };

    private static bool IsFunction(string name) => name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal);

    private JsonNode? Call(string function, JsonNode argument) => function switch
    {
        "Ref" => Reference(argument.GetValue<string>()),
        "Fn::GetAtt" => argument is JsonArray path ? Attribute(Text(path[0]), Text(path[1])) : Attribute(argument.GetValue<string>()),
        "Fn::If" => Resolve(argument[Holds(argument[0]!.GetValue<string>()) ? 1 : 2]),
        "Fn::Join" => string.Join(Text(argument[0]), Items(argument[1]).Select(Text)),
        "Fn::Split" => new JsonArray([.. Text(Resolve(argument[1])).Split(Text(argument[0])).Select(part => JsonValue.Create(part))]),
        "Fn::Select" => Items(argument[1])[int.Parse(Text(Resolve(argument[0])), CultureInfo.InvariantCulture)]!.DeepClone(),
        "Fn::Sub" when argument is JsonArray withVariables => Substitute(Text(withVariables[0]), withVariables[1]!.AsObject()),
        "Fn::Sub" => Substitute(argument.GetValue<string>(), []),
        _ => throw new NotSupportedException($"{function} is not resolved here yet."),
    };

    private bool Test(JsonNode test)
    {
        var (function, argument) = test.AsObject().Single();
        return function switch
        {
            "Condition" => Holds(argument!.GetValue<string>()),
            "Fn::Equals" => Text(Resolve(argument![0])) == Text(Resolve(argument[1])),
            "Fn::And" => argument!.AsArray().All(part => Test(part!)),
            "Fn::Or" => argument!.AsArray().Any(part => Test(part!)),
            "Fn::Not" => !Test(argument![0]!),
            _ => throw new NotSupportedException($"{function} is not resolved here yet."),
        };
    }

    private JsonNode Reference(string name) =>
        name == "AWS::NoValue" ? NoValue
        : _parameters.TryGetValue(name, out var parameter) ? parameter.DeepClone()
        : PseudoParameters.TryGetValue(name, out var pseudo) ? pseudo
        : _resources.Contains(name) ? $"<{name}>"
        : throw new KeyNotFoundException($"Something refers to {name}, which this stack does not have.");

    // An attribute may hold dots, a resource's name does not.
    private string Attribute(string path) => path.Split('.', 2) is var parts ? Attribute(parts[0], parts[1]) : path;

    private string Attribute(string resource, string attribute) =>
        _resources.Contains(resource)
            ? $"<{resource}.{attribute}>"
            : throw new KeyNotFoundException($"Something refers to {resource}.{attribute}, and this stack has no {resource}.");

    private string Substitute(string text, JsonObject variables) => Variable().Replace(text, variable => variable.Groups[1].Value switch
    {
        ['!', .. var literal] => $"${{{literal}}}",
        var name when variables.TryGetPropertyValue(name, out var value) => Text(Resolve(value)),
        var name when name.Contains('.', StringComparison.Ordinal) => Attribute(name),
        var name => Text(Reference(name)),
    });

    private JsonArray Items(JsonNode? list) => Resolve(list)!.AsArray();

    private static string Text(JsonNode? node) => node!.ToString();

    private static JsonNode Value(JsonNode parameter, string? value)
    {
        value ??= parameter["Default"]?.ToString()
            ?? throw new ArgumentException($"A parameter without a default needs a value: {parameter}");
        return parameter["Type"]!.GetValue<string>() == "CommaDelimitedList"
            ? new JsonArray([.. value.Split(',').Select(item => JsonValue.Create(item.Trim()))])
            : value;
    }

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Variable();
}
