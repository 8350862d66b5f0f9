using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Deployment;

/// <summary>What the text of the template says; what becomes of it in a deployment is asked elsewhere.</summary>
public sealed class TemplateTests
{
    private const string Prefix = "Upload__";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string Text = File.ReadAllText(Repository.PathTo("serverless.template"));
    private static readonly JsonNode Template = JsonNode.Parse(Text)!;
    private static readonly JsonObject Parameters = Template["Parameters"]!.AsObject();

    private static readonly Dictionary<string, JsonObject> Variables = Template["Resources"]!.AsObject()
        .Where(resource => resource.Value!["Type"]!.GetValue<string>() == "AWS::Serverless::Function")
        .ToDictionary(resource => resource.Key, resource => resource.Value!["Properties"]!["Environment"]!["Variables"]!.AsObject());

    [Fact]
    public async Task Cfn_Lint_Finds_Nothing()
    {
        var (exitCode, output) = await ProcessOutput.RunAsync(Needs.Program("cfn-lint"), [Repository.PathTo("serverless.template")]);
        Assert.True(exitCode == 0, output);
        Assert.Empty(output);
    }

    [Fact]
    public void Every_Variable_Is_A_Setting_That_The_Program_Reads()
    {
        var settings = typeof(UploadOptions).GetProperties().Select(property => Prefix + property.Name);
        Assert.Superset(
            Variables.Values.SelectMany(variables => variables.Select(variable => variable.Key)).ToHashSet(), settings.ToHashSet());
    }

    [Fact]
    public void Each_Function_Is_Told_Its_Kind() =>
        Assert.All(Variables, function => Assert.Equal(
            function.Key == "Function" ? "Api" : function.Key,
            function.Value[Prefix + nameof(UploadOptions.Function)]!.GetValue<string>()));

    [Fact]
    public void Every_Parameter_Is_Described_Has_A_Default_And_Is_Used()
    {
        var used = Used(Template["Resources"]).Concat(Used(Template["Conditions"])).ToHashSet();
        Assert.All(Parameters, parameter =>
        {
            Assert.NotEmpty(parameter.Value!["Description"]!.GetValue<string>());
            Assert.NotNull(parameter.Value["Default"]);
            Assert.Contains(parameter.Key, used);
        });
    }

    [Fact]
    public void Every_Parameter_That_Takes_No_Other_Text_Says_Which_It_Takes() =>
        Assert.All(Parameters, parameter => Assert.True(
            parameter.Value!["AllowedValues"] is not null
            || (parameter.Value["AllowedPattern"] is not null && parameter.Value["ConstraintDescription"] is not null)
            || (parameter.Value["MinValue"] is not null && parameter.Value["MaxValue"] is not null),
            parameter.Key));

    [Fact]
    public void Defaults_Are_Those_Of_The_Program()
    {
        var (deployed, standard) = (Load(parameter => parameter["Default"]), new UploadOptions());
        Assert.Equal(
            (standard.MaxInlineBytes, standard.MaxBytes, standard.MaxPixels, standard.AllowedOrigins),
            (deployed.MaxInlineBytes, deployed.MaxBytes, deployed.MaxPixels, deployed.AllowedOrigins));
        Assert.Equal(standard.Types, deployed.Types);
        Assert.Equal(standard.KeepMetadata, deployed.KeepMetadata);
        Assert.Equal(standard.MetadataNames, deployed.MetadataNames);
    }

    // A tool that reads the template may hold numbers as doubles, and write those from 10,000,000 on as 2.5E7, which the program rejects.
    [Fact]
    public void Large_Defaults_Are_Texts() =>
        Assert.All(Parameters, parameter => Assert.False(
            parameter.Value!["Default"]!.AsValue() is var value
                && value.GetValueKind() == JsonValueKind.Number && value.GetValue<long>() >= 10_000_000,
            parameter.Key));

    [Theory]
    [InlineData("MinValue")]
    [InlineData("MaxValue")]
    public void The_Program_Starts_With_Every_Number_That_Is_Allowed(string limit) =>
        Load(parameter => parameter[limit] ?? parameter["Default"]);

    [Theory]
    [InlineData("AllowedOrigins", "*", "https://www.example.com", "http://localhost:8080,https://example.com")]
    [InlineData("Types", "image/png", "image/jpeg,image/png,image/gif,image/webp,image/avif,image/heic")]
    [InlineData("MetadataNames", "alt", "alt,photo-credit,x1")]
    public void A_List_That_Is_Allowed_Is_One_That_The_Program_Takes(string parameter, params string[] values)
    {
        Assert.All(values, value =>
        {
            Assert.Matches(PatternOf(parameter), value);
            var setting = KeyValuePair.Create($"Upload:{parameter}", (string?)value);
            UploadOptions.Load(new ConfigurationBuilder().AddInMemoryCollection([setting]).Build(), isLambda: false);
        });
    }

    [Theory]
    [InlineData("AllowedOrigins", "", "www.example.com", "https://example.com/", "https://a.example, https://b.example")]
    [InlineData("AllowedOrigins", "*,https://example.com", "null")]
    [InlineData("Types", "", "png", "image/svg+xml", "image/png,", "image/*")]
    [InlineData("MetadataNames", "", "Alt", "-a", "a b", "a,,b")]
    [InlineData("JwtIssuer", "http://login.example.com", "login.example.com", "https://login.example.com/?tenant=1")]
    [InlineData("JwtAudience", "a, b", "a,", ",")]
    [InlineData("ReservedConcurrency", "0", "-1", "many")]
    [InlineData("CdnDomain", "https://images.example.com", "images.example.com/", "Images.example.com", "localhost")]
    [InlineData("CdnCertificate", "arn:aws:acm:eu-central-1:123456789012:certificate/1", "1")]
    [InlineData("AlarmTopic", "uploads", "arn:aws:sqs:eu-central-1:123456789012:uploads")]
    public void What_Would_Fail_In_The_Middle_Of_A_Deployment_Is_Refused_Before_It(string parameter, params string[] values) =>
        Assert.All(values, value => Assert.DoesNotMatch(PatternOf(parameter), value));

    // CloudFormation, too, has the pattern match the whole value.
    [Fact]
    public void A_Pattern_Takes_The_Default_And_Says_Where_It_Begins_And_Ends() =>
        Assert.All(Parameters.Where(parameter => parameter.Value!["AllowedPattern"] is not null), parameter =>
        {
            Assert.Matches(@"^\^.*\$$", PatternOf(parameter.Key));
            Assert.Matches(PatternOf(parameter.Key), parameter.Value!["Default"]!.GetValue<string>());
        });

    [Fact]
    public void The_Console_Shows_Every_Parameter_In_One_Group() =>
        Assert.Equal(
            Parameters.Select(parameter => parameter.Key).Order(),
            Template["Metadata"]!["AWS::CloudFormation::Interface"]!["ParameterGroups"]!.AsArray()
                .SelectMany(group => group!["Parameters"]!.AsArray()).Select(parameter => parameter!.GetValue<string>()).Order());

    // `sam local` gives a function only those variables that the template names.
    [Fact]
    public void Sam_Local_Sets_Variables_That_The_Template_Names()
    {
        var overrides = JsonNode.Parse(File.ReadAllText(Repository.PathTo("samlocal.env.json")))!.AsObject();
        Assert.Equal(Variables.Keys.Order(), overrides.Select(function => function.Key).Order());
        Assert.All(overrides, function =>
            Assert.Superset(Names(function.Value!.AsObject()), Names(Variables[function.Key])));

        static HashSet<string> Names(JsonObject variables) => [.. variables.Select(variable => variable.Key)];
    }

    // So the generator of Amazon.Lambda.Annotations writes it back at each build with LambdaHost=Amazon: that must leave no difference.
    [Fact]
    public void Its_Json_Is_Indented_By_Two_With_Every_Member_And_Item_On_A_Line_And_Nothing_After_It() =>
        Assert.Equal(Template.ToJsonString(Indented), Text);

    // What the parameters' values, chosen by the caller, are to the program.
    private static UploadOptions Load(Func<JsonNode, JsonNode?> value)
    {
        var settings = Parameters
            .Where(parameter => typeof(UploadOptions).GetProperty(parameter.Key) is not null)
            .Select(parameter => KeyValuePair.Create($"Upload:{parameter.Key}", value(parameter.Value!)?.ToString()))
            .Append(KeyValuePair.Create<string, string?>("Upload:Bucket", "bucket"));
        return UploadOptions.Load(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), isLambda: true);
    }

    private static string PatternOf(string parameter) => Parameters[parameter]!["AllowedPattern"]!.GetValue<string>();

    private static IEnumerable<string> Used(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } call when call["Ref"] is { } name => [name.GetValue<string>()],
        JsonObject members => members.SelectMany(member => Used(member.Value)),
        JsonArray items => items.SelectMany(Used),
        _ => [],
    };
}
