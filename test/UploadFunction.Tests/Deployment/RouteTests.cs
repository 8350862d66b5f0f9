using System.Text.Json.Nodes;

namespace UploadFunction.Tests.Deployment;

/// <summary>What the gateway lets through without a token, computed from the routes it would choose.</summary>
public sealed class RouteTests(Stacks stacks)
{
    private static readonly string[] Paths =
    [
        "/", "/uploads", "/uploads/direct", "/uploads/p1125rfjfvqn7rnh7sx2anfm5g", "/uploads/p1125rfjfvqn7rnh7sx2anfm5g/complete",
        "/limits", "/config.json", "/health", "/openapi.json", "/images/p1125rfjfvqn7rnh7sx2anfm5g", "/clients/filepond",
        "/unknown", "/a/b/c/d/e",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_An_Issuer_Every_Post_And_Delete_Needs_A_Token_And_Reading_And_Preflight_Never_Do(bool cdn)
    {
        var stack = await stacks.GetAsync(cdn, jwt: true);
        var table = new RouteTable(stack);
        var authorizer = $"<{Assert.Single(stack.OfType("AWS::ApiGatewayV2::Authorizer")).Key}>";

        foreach (var path in Paths)
        {
            foreach (var method in (string[])["POST", "DELETE", "PUT", "PATCH"])
                Assert.Equal($"{method} {path}: JWT {authorizer}", $"{method} {path}: {Authorization(table.Choose(method, path))}");
            foreach (var method in (string[])["GET", "HEAD", "OPTIONS"])
                Assert.Equal($"{method} {path}: NONE", $"{method} {path}: {Authorization(table.Choose(method, path))}");
        }
    }

    // However the gateway compares paths: ASP.NET Core takes /Uploads/ and /%75ploads for /uploads, the gateway may not.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_An_Issuer_No_Open_Route_Takes_A_Method_That_Changes_Anything(bool cdn)
    {
        var stack = await stacks.GetAsync(cdn, jwt: true);
        var open = stack.OfType("AWS::ApiGatewayV2::Route").Values.Where(route => Authorization(route) == "NONE");

        Assert.All(open, route => Assert.Contains(route["RouteKey"]!.ToString().Split(' ')[0], (string[])["GET", "HEAD", "OPTIONS"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_An_Issuer_Nothing_Needs_A_Token(bool cdn)
    {
        var stack = await stacks.GetAsync(cdn, jwt: false);

        Assert.Empty(stack.OfType("AWS::ApiGatewayV2::Authorizer"));
        Assert.All(stack.OfType("AWS::ApiGatewayV2::Route").Values, route => Assert.Equal("NONE", Authorization(route)));
    }

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task Every_Request_Comes_To_The_Function(bool cdn, bool jwt)
    {
        var stack = await stacks.GetAsync(cdn, jwt);
        var table = new RouteTable(stack);

        Assert.All(
            from path in Paths from method in (string[])["GET", "HEAD", "POST", "DELETE", "OPTIONS"] select (method, path),
            request => Assert.Equal("integrations/<Integration>", table.Choose(request.method, request.path)?["Target"]?.ToString()));
        AssertJson.Equal(
            """
            {
              "ApiId": "<Api>", "IntegrationType": "AWS_PROXY", "IntegrationUri": "<Function.Arn>",
              "PayloadFormatVersion": "2.0", "TimeoutInMillis": 30000
            }
            """,
            stack["Integration"]);
        // The function gives up before the gateway does, so that its log tells of it.
        Assert.Equal("29", stack["Function"]["Timeout"]!.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_Token_Is_One_Of_The_Issuer_For_The_Audience(bool cdn)
    {
        var stack = await stacks.GetAsync(cdn, jwt: true);

        AssertJson.Equal(
            """
            {
              "ApiId": "<Api>",
              "AuthorizerType": "JWT",
              "IdentitySource": ["$request.header.Authorization"],
              "JwtConfiguration": { "Issuer": "https://issuer.example.com", "Audience": ["uploads"] },
              "Name": "jwt"
            }
            """,
            Assert.Single(stack.OfType("AWS::ApiGatewayV2::Authorizer")).Value);
    }

    private static string Authorization(JsonObject? route) =>
        route is null ? "no route" : $"{route["AuthorizationType"] ?? "NONE"} {route["AuthorizerId"]}".TrimEnd();
}
