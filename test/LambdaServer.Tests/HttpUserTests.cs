using System.Security.Claims;
using System.Text.Json.Nodes;
using LambdaServer.Tests.Support;

namespace LambdaServer.Tests;

public sealed class HttpUserTests
{
    [Fact]
    public async Task Is_The_Jwt_That_An_Http_Api_Verified()
    {
        var user = await SendAsync(Events.V2(), JsonNode.Parse("""
            {"jwt": {
              "claims": {
                "sub": "ada", "iss": "https://issuer", "scope": "a b", "exp": 1700000000,
                "admin": true, "groups": ["x", "y"], "nothing": null
              },
              "scopes": ["a", "b"]
            }}
            """));

        Assert.True(user.Identity!.IsAuthenticated);
        Assert.Equal("ada", user.FindFirstValue("sub"));
        Assert.Equal("1700000000", user.FindFirstValue("exp"));
        Assert.Equal("true", user.FindFirstValue("admin"));
        Assert.Equal(["x", "y"], user.FindAll("groups").Select(claim => claim.Value));
        Assert.Equal(["a b", "a", "b"], user.FindAll("scope").Select(claim => claim.Value));
        Assert.Null(user.FindFirst("nothing"));
    }

    [Fact]
    public async Task Is_The_Token_That_A_Rest_Api_Verified()
    {
        var user = await SendAsync(Events.V1(), JsonNode.Parse("""{"claims": {"sub": "ada", "cognito:groups": "x,y"}}"""));
        Assert.True(user.Identity!.IsAuthenticated);
        Assert.Equal("ada", user.FindFirstValue("sub"));
        Assert.Equal("x,y", user.FindFirstValue("cognito:groups"));
    }

    [Fact]
    public async Task Is_Nobody_Without_An_Authorizer()
    {
        Assert.False((await SendAsync(Events.V2(), null)).Identity?.IsAuthenticated ?? false);
        Assert.False((await SendAsync(Events.V1(), null)).Identity?.IsAuthenticated ?? false);
        Assert.False((await SendAsync(Events.V2(), JsonNode.Parse("""{"lambda": {"sub": "ada"}}"""))).Identity?.IsAuthenticated ?? false);
    }

    private static async Task<ClaimsPrincipal> SendAsync(JsonObject httpEvent, JsonNode? authorizer)
    {
        ClaimsPrincipal? user = null;
        await using var lambda = await LambdaHost.StartAsync(context =>
        {
            user = context.User;
            return Task.CompletedTask;
        });
        httpEvent["requestContext"]!["authorizer"] = authorizer;
        await lambda.SendAsync(httpEvent);
        return user!;
    }
}
