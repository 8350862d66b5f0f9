using System.Net;
using System.Text.Json.Nodes;
using Amazon.S3.Model;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

/// <summary>Creates, updates and deletes the stack in moto, as far as moto goes.</summary>
public sealed class MotoStackTests(Stacks stacks, S3Servers servers)
{
    // The rest: what moto has no model of, and what proves it instead.
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["AWS::ApiGatewayV2::Api"] = nameof(ApiTests),
        ["AWS::ApiGatewayV2::Authorizer"] = nameof(RouteTests),
        ["AWS::ApiGatewayV2::Integration"] = nameof(RouteTests),
        ["AWS::ApiGatewayV2::Route"] = nameof(RouteTests),
        ["AWS::ApiGatewayV2::Stage"] = nameof(ApiTests),
        ["AWS::CloudFront::Distribution"] = nameof(CdnTests),
        ["AWS::CloudFront::OriginAccessControl"] = nameof(CdnTests),
        ["AWS::CloudFront::ResponseHeadersPolicy"] = nameof(CdnTests),
        ["AWS::CloudWatch::Alarm"] = nameof(MonitoringTests),
        ["AWS::Lambda::Alias"] = nameof(SiteTests),
        ["AWS::Lambda::EventInvokeConfig"] = nameof(VerifierEventTests),
        ["AWS::S3::BucketPolicy"] = nameof(PublicBucketTests),
        ["AWS::SQS::QueuePolicy"] = nameof(RightsTests),
        // moto would run the function in a container.
        ["Custom::Site"] = nameof(SiteTests),
    };

    private static readonly string[] Functions = ["Function", "Verifier", "SitePublisher"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task Every_Type_Is_Made_Here_Or_Proved_Elsewhere(bool cdn, bool jwt)
    {
        var types = (await stacks.GetAsync(cdn, jwt)).Resources.Select(resource => resource.Value!["Type"]!.ToString());

        Assert.Empty(types.Except(MotoStack.Made).Except(LeftOut.Keys));
    }

    [Fact]
    public async Task Creating_It_Makes_Resources_That_Know_Each_Other()
    {
        var server = await servers.MotoAsync();
        var aws = new AwsCli(server);
        var stack = await MotoStack.CreateAsync(server, await stacks.GetAsync(cdn: false, jwt: false));

        var (functions, roles, logs) = (await FunctionsAsync(aws), await RolesAsync(aws), await LogGroupsAsync(aws));
        foreach (var function in Functions)
        {
            var made = functions[stack[function]];
            Assert.Equal(stack["Bucket"], made["Environment"]!["Variables"]!["Upload__Bucket"]!.ToString());
            Assert.Equal(roles[stack[function + "Rights"]]["Arn"]!.ToString(), made["Role"]!.ToString());
            Assert.Equal("30", logs[stack[function + "Logs"]]["retentionInDays"]!.ToString());
        }

        var targets = await aws.RunAsync("events", "list-targets-by-rule", "--rule", stack["VerifierRule"]);
        var queue = await aws.RunAsync(
            "sqs", "get-queue-attributes", "--queue-url", stack["VerifierQueue"], "--attribute-names", "QueueArn");
        var target = Assert.Single(targets["Targets"]!.AsArray())!;
        Assert.Equal(functions[stack["Verifier"]]["FunctionArn"]!.ToString(), target["Arn"]!.ToString());
        Assert.Equal(queue["Attributes"]!["QueueArn"]!.ToString(), target["DeadLetterConfig"]!["Arn"]!.ToString());

        var policy = await aws.RunAsync("lambda", "get-policy", "--function-name", stack["Verifier"]);
        var dashboard = await aws.RunAsync("cloudwatch", "get-dashboard", "--dashboard-name", stack["Dashboard"]);
        Assert.Contains($":rule/{stack["VerifierRule"]}", policy["Policy"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains(stack["Function"], dashboard["DashboardBody"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Updating_It_Changes_The_Functions_And_Keeps_The_Images()
    {
        var server = await servers.MotoAsync();
        var stack = await MotoStack.CreateAsync(server, await stacks.GetAsync(cdn: false, jwt: false));
        var (bucket, function) = (stack["Bucket"], stack["Function"]);
        await PutImageAsync(server, bucket);

        await stack.UpdateAsync(Assert.Single(await SamTranslator.TranslateAsync(
            [new Dictionary<string, string>(Stacks.Parameters(cdn: true, jwt: true)) { ["Memory"] = "2048", ["MaxBytes"] = "1000000" }])));

        Assert.Equal((bucket, function), (stack["Bucket"], stack["Function"]));
        Assert.True(await HasImageAsync(server, bucket));
        var made = (await FunctionsAsync(new AwsCli(server)))[function];
        Assert.Equal(
            ("2048", "1000000"), (made["MemorySize"]!.ToString(), made["Environment"]!["Variables"]!["Upload__MaxBytes"]!.ToString()));
    }

    [Fact]
    public async Task Deleting_It_Leaves_The_Bucket_And_Nothing_Else()
    {
        var server = await servers.MotoAsync();
        var aws = new AwsCli(server);
        var stack = await MotoStack.CreateAsync(server, await stacks.GetAsync(cdn: false, jwt: false));

        await stack.DeleteAsync();

        // An empty one: a bucket with images in it nobody can delete.
        await PutImageAsync(server, stack["Bucket"]);
        Assert.True(await HasImageAsync(server, stack["Bucket"]));
        var (functions, roles, logs) = (await FunctionsAsync(aws), await RolesAsync(aws), await LogGroupsAsync(aws));
        foreach (var function in Functions)
        {
            Assert.DoesNotContain(stack[function], functions);
            Assert.DoesNotContain(stack[function + "Rights"], roles);
            Assert.DoesNotContain(stack[function + "Logs"], logs);
        }
        Assert.DoesNotContain(stack["VerifierRule"], await ByNameAsync(aws, "Rules", "Name", "events", "list-rules"));
        Assert.DoesNotContain(
            stack["Dashboard"], await ByNameAsync(aws, "DashboardEntries", "DashboardName", "cloudwatch", "list-dashboards"));
        var (exitCode, output) = await aws.TryAsync("sqs", "get-queue-attributes", "--queue-url", stack["VerifierQueue"]);
        Assert.True(exitCode != 0 && output.Contains("NonExistentQueue", StringComparison.Ordinal), output);
    }

    private static Task<Dictionary<string, JsonNode>> FunctionsAsync(AwsCli aws) =>
        ByNameAsync(aws, "Functions", "FunctionName", "lambda", "list-functions");

    private static Task<Dictionary<string, JsonNode>> RolesAsync(AwsCli aws) => ByNameAsync(aws, "Roles", "RoleName", "iam", "list-roles");

    private static Task<Dictionary<string, JsonNode>> LogGroupsAsync(AwsCli aws) =>
        ByNameAsync(aws, "logGroups", "logGroupName", "logs", "describe-log-groups");

    private static async Task<Dictionary<string, JsonNode>> ByNameAsync(AwsCli aws, string list, string name, params string[] command) =>
        (await aws.RunAsync(command))[list]!.AsArray().ToDictionary(item => item![name]!.ToString(), item => item!);

    private static async Task PutImageAsync(S3Server server, string bucket)
    {
        using var client = server.CreateClient();
        await client.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = "images/x", ContentBody = "An image." }, Cancellation);
    }

    private static async Task<bool> HasImageAsync(S3Server server, string bucket)
    {
        using var client = server.CreateClient();
        return (await client.GetObjectMetadataAsync(bucket, "images/x", Cancellation)).HttpStatusCode == HttpStatusCode.OK;
    }
}
