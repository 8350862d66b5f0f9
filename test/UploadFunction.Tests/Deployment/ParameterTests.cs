using System.Text.Json.Nodes;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

/// <summary>Every parameter reaches what it names, and nothing else.</summary>
public sealed class ParameterTests
{
    private const string Topic = "arn:aws:sns:us-east-1:123456789012:operators";
    private const string Certificate = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

    private static readonly string[] Alarms =
    [
        "ApiErrorsAlarm", "FailuresAlarm", "FunctionErrorsAlarm", "FunctionThrottlesAlarm", "SlowAlarm", "VerifierErrorsAlarm",
        "VerifierQueueAlarm", "VerifierThrottlesAlarm",
    ];

    private static readonly string[] Urls = ["Function.Environment.Variables.Upload__PublicBaseUrl", "Site.PublicBaseUrl"];

    // A deployment in which every parameter counts.
    private static readonly Dictionary<string, string> Before = new()
    {
        ["AllowedOrigins"] = "https://example.com",
        ["Cdn"] = "true",
        ["CdnDomain"] = "uploads.example.com",
        ["CdnCertificate"] = Certificate.Replace("1234-", "4321-", StringComparison.Ordinal),
        ["JwtIssuer"] = "https://issuer.example.com",
        ["JwtAudience"] = "uploads",
    };

    // Parameter, its new value, and the places in the deployment that are not the same then.
    private static readonly (string Name, string Value, string[] Places)[] Table =
    [
        ("AlarmTopic", Topic, [.. Alarms.Select(alarm => alarm + ".AlarmActions"), .. Alarms.Select(alarm => alarm + ".OKActions")]),
        ("AllowedOrigins", "https://www.example.com",
            [
                "Api.CorsConfiguration.AllowOrigins.0", "Bucket.CorsConfiguration.CorsRules.1.AllowedOrigins.0",
                "Function.Environment.Variables.Upload__AllowedOrigins",
            ]),
        ("Cdn", "false",
            [
                "Api.CorsConfiguration.AllowOrigins.1", "Bucket.CorsConfiguration.CorsRules.1.AllowedOrigins",
                "Bucket.PublicAccessBlockConfiguration.BlockPublicPolicy", "Bucket.PublicAccessBlockConfiguration.RestrictPublicBuckets",
                "BucketPolicy.PolicyDocument.Statement.0.Condition", "BucketPolicy.PolicyDocument.Statement.0.Principal",
                "BucketPolicy.PolicyDocument.Statement.0.Sid", "Distribution", "Function.Environment.Variables.Upload__AllowedOrigins",
                "ImageHeaders", "OriginAccessControl", "SiteHeaders", .. Urls,
            ]),
        ("CdnCertificate", Certificate, ["Distribution.DistributionConfig.ViewerCertificate.AcmCertificateArn"]),
        ("CdnDomain", "images.example.com",
            [
                "Api.CorsConfiguration.AllowOrigins.1", "Bucket.CorsConfiguration.CorsRules.1.AllowedOrigins.1",
                "Distribution.DistributionConfig.Aliases.0", "Function.Environment.Variables.Upload__AllowedOrigins", .. Urls,
            ]),
        ("ExpireDays", "365", ["Bucket.LifecycleConfiguration.Rules"]),
        ("JwtAudience", "uploads,others", ["Jwt.JwtConfiguration.Audience"]),
        ("JwtIssuer", "https://login.example.com", ["Jwt.JwtConfiguration.Issuer"]),
        ("JwtIssuer", "", ["DefaultRoute.AuthorizationType", "DefaultRoute.AuthorizerId", "Jwt", "Site.Authorization"]),
        ("KeepMetadata", "true", Variables("KeepMetadata", "Function", "Verifier")),
        ("LogRetentionDays", "7",
            [
                "AccessLogs.RetentionInDays", "FunctionLogs.RetentionInDays", "SitePublisherLogs.RetentionInDays",
                "VerifierLogs.RetentionInDays",
            ]),
        ("MaxBytes", "1000000", Setting("MaxBytes", "Function", "Verifier")),
        ("MaxInlineBytes", "1000000", Setting("MaxInlineBytes", "Function")),
        ("MaxPixels", "1000000", Setting("MaxPixels", "Function", "Verifier")),
        ("Memory", "2048", ["Function.MemorySize", "Verifier.MemorySize"]),
        ("MetadataNames", "alt", Setting("MetadataNames", "Function", "Verifier")),
        ("Monitoring", "false", [.. Alarms, "Dashboard"]),
        ("ReservedConcurrency", "5", ["Function.ReservedConcurrentExecutions"]),
        ("ThrottleBurst", "7", ["Stage.DefaultRouteSettings.ThrottlingBurstLimit"]),
        ("ThrottleRate", "7", ["Stage.DefaultRouteSettings.ThrottlingRateLimit"]),
        ("Types", "image/png,image/heic", Setting("Types", "Function", "Verifier")),
    ];

    private static readonly Lazy<Task<IReadOnlyList<Stack>>> Deployed = new(() => SamTranslator.TranslateAsync(
        [Before, .. Table.Select(row => After(row.Name, row.Value))]));

    public static TheoryData<int, string> Rows { get; } = new(Table.Select((row, index) => (index, $"{row.Name}={row.Value}")));

    [Fact]
    public void Every_Parameter_Is_In_The_Table()
    {
        var parameters = JsonNode.Parse(File.ReadAllText(Repository.PathTo("serverless.template")))!["Parameters"]!.AsObject();

        Assert.Equal(parameters.Select(parameter => parameter.Key).Order(StringComparer.Ordinal), Table.Select(row => row.Name).Distinct());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_Parameter_Changes_What_It_Names(int row, string change)
    {
        var deployed = await Deployed.Value;

        var places = Differences("", deployed[0].Resources, deployed[row + 1].Resources).Order(StringComparer.Ordinal);

        Assert.True(Table[row].Places.Order(StringComparer.Ordinal).SequenceEqual(places), $"{change} changes {string.Join(", ", places)}");
    }

    private static Dictionary<string, string> After(string name, string value)
    {
        var after = new Dictionary<string, string>(Before) { [name] = value };
        // The template's rules: no audience without an issuer, no name of one's own without the CDN.
        if (after["JwtIssuer"].Length == 0)
            after["JwtAudience"] = "";
        if (after["Cdn"] == "false")
            after["CdnDomain"] = after["CdnCertificate"] = "";
        return after;
    }

    // In the environments of functions, and what the page is told.
    private static string[] Setting(string name, params string[] functions) => [.. Variables(name, functions), $"Site.{name}"];

    private static string[] Variables(string name, params string[] functions) =>
        [.. functions.Select(function => $"{function}.Environment.Variables.Upload__{name}")];

    // The deepest places that are in one of them only, or not the same.
    private static IEnumerable<string> Differences(string place, JsonNode? one, JsonNode? other) => (one, other) switch
    {
        (JsonObject members, JsonObject others) =>
            from name in members.Concat(others).Select(member => member.Key).Distinct()
            from difference in Differences(name == "Properties" ? place : $"{place}.{name}".TrimStart('.'), members[name], others[name])
            select difference,
        (JsonArray items, JsonArray others) when items.Count == others.Count =>
            items.Index().SelectMany(item => Differences($"{place}.{item.Index}", item.Item, others[item.Index])),
        _ => JsonNode.DeepEquals(one, other) ? [] : [place],
    };
}
