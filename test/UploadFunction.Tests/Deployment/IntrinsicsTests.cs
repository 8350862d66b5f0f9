using System.Text.Json.Nodes;

namespace UploadFunction.Tests.Deployment;

/// <summary>The tests' own reading of conditions and functions, on which what they say of the template rests.</summary>
public sealed class IntrinsicsTests
{
    private const string Template =
        """
        {
          "Parameters": {
            "Names": { "Type": "CommaDelimitedList", "Default": "a, b" },
            "On": { "Type": "String", "Default": "false" }
          },
          "Conditions": {
            "IsOn": { "Fn::Equals": [{ "Ref": "On" }, "true"] },
            "IsOff": { "Fn::Not": [{ "Condition": "IsOn" }] },
            "Both": { "Fn::And": [{ "Condition": "IsOn" }, { "Condition": "IsOff" }] },
            "Either": { "Fn::Or": [{ "Condition": "IsOn" }, { "Condition": "IsOff" }] }
          },
          "Resources": { "Queue": { "Type": "T" }, "Extra": { "Type": "T", "Condition": "IsOn" } }
        }
        """;

    [Theory]
    [InlineData("""{ "Ref": "Names" }""", """["a", "b"]""")]
    [InlineData("""{ "Ref": "Queue" }""", "\"<Queue>\"")]
    [InlineData("""{ "Fn::GetAtt": ["Queue", "Arn"] }""", "\"<Queue.Arn>\"")]
    [InlineData("""{ "Fn::GetAtt": "Queue.Arn" }""", "\"<Queue.Arn>\"")]
    [InlineData("""{ "Fn::Sub": "${Queue.Arn}/x/${AWS::Region} ${!kept}" }""", "\"<Queue.Arn>/x/us-east-1 ${kept}\"")]
    [InlineData("""{ "Fn::Sub": ["${X}-${Queue}", { "X": { "Ref": "On" } }] }""", "\"false-<Queue>\"")]
    [InlineData("""{ "Fn::Join": ["+", { "Ref": "Names" }] }""", "\"a+b\"")]
    [InlineData("""{ "Fn::Select": [1, { "Fn::Split": ["/", "a/b/c"] }] }""", "\"b\"")]
    [InlineData("""[{ "Fn::If": ["IsOn", 1, { "Ref": "AWS::NoValue" }] }, 2]""", "[2]")]
    [InlineData("""{ "A": { "Fn::If": ["IsOff", { "Ref": "AWS::NoValue" }, 1] }, "B": 2 }""", """{ "B": 2 }""")]
    [InlineData("""[{ "Fn::If": ["Both", 1, 2] }, { "Fn::If": ["Either", 1, 2] }]""", "[2, 1]")]
    public void Functions_Become_What_CloudFormation_Makes_Of_Them(string function, string expected) =>
        AssertJson.Equal(expected, Read([]).Resolve(JsonNode.Parse(function)));

    [Theory]
    [InlineData("""{ "Ref": "Nobody" }""")]
    [InlineData("""{ "Ref": "Extra" }""")]
    [InlineData("""{ "Fn::GetAtt": ["Extra", "Arn"] }""")]
    [InlineData("""{ "Fn::Sub": "${Extra.Arn}" }""")]
    [InlineData("""{ "Fn::If": ["Unheard", 1, 2] }""")]
    public void A_Reference_To_What_This_Deployment_Lacks_Is_An_Error(string function) =>
        Assert.Throws<KeyNotFoundException>(() => Read([]).Resolve(JsonNode.Parse(function)));

    [Fact]
    public void A_Value_Decides_What_There_Is() =>
        AssertJson.Equal("\"<Extra>\"", Read(new() { ["On"] = "true" }).Resolve(JsonNode.Parse("""{ "Ref": "Extra" }""")));

    [Fact]
    public void A_Function_That_Is_Not_Known_Is_An_Error() =>
        Assert.Throws<NotSupportedException>(() => Read([]).Resolve(JsonNode.Parse("""{ "Fn::Cidr": [] }""")));

    private static Intrinsics Read(Dictionary<string, string> values) => new(JsonNode.Parse(Template)!.AsObject(), values);
}
