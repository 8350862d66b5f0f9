using System.Text.Json.Nodes;

namespace UploadFunction.Tests.Deployment;

/// <summary>The gateway's own part: CORS, the stage, who may call the function.</summary>
public sealed class ApiTests(Stacks stacks)
{
    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task Every_Page_May_Call_It_And_Read_What_It_Answers(bool cdn, bool jwt) =>
        AssertJson.Equal(
            """
            {
              "AllowHeaders": ["*", "Authorization"],
              "AllowMethods": ["GET", "POST", "DELETE", "PATCH", "OPTIONS"],
              "AllowOrigins": ["*"],
              "ExposeHeaders": ["location", "retry-after", "etag", "content-disposition", "x-delete-token"],
              "MaxAge": 3600
            }
            """,
            (await stacks.GetAsync(cdn, jwt))["Api"]["CorsConfiguration"]);

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task Its_Stage_Is_The_Root_Throttles_And_Logs_Every_Request(bool cdn, bool jwt)
    {
        var stage = (await stacks.GetAsync(cdn, jwt))["Stage"];

        Assert.Equal(("$default", "true"), (stage["StageName"]!.ToString(), stage["AutoDeploy"]!.ToString()));
        AssertJson.Equal("""{ "ThrottlingBurstLimit": 100, "ThrottlingRateLimit": 50 }""", stage["DefaultRouteSettings"]);
        Assert.Equal("<AccessLogs.Arn>", stage["AccessLogSettings"]!["DestinationArn"]!.ToString());
        // A line of JSON, which says who was refused and why.
        var line = JsonNode.Parse(stage["AccessLogSettings"]!["Format"]!.ToString())!.AsObject();
        Assert.Superset(
            (HashSet<string>)["$context.requestId", "$context.status", "$context.authorizer.error", "$context.integrationErrorMessage"],
            line.Select(member => member.Value!.ToString()).ToHashSet());
    }
}
