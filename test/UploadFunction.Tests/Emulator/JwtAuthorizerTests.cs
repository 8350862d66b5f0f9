using System.Net;
using static UploadFunction.Tests.Emulator.BearerToken;

namespace UploadFunction.Tests.Emulator;

public sealed class JwtAuthorizerTests
{
    public static TheoryData<string?> Rejected => new(
        null,
        "",
        "nonsense",
        "a.b.c",
        "e30.e30.e30",
        For("ada", ("iss", "https://elsewhere.example.com/")),
        For("ada", ("iss", new[] { Issuer, Issuer })),
        For("ada", ("aud", "another")),
        For("ada", ("aud", "another"), ("client_id", Audience)),
        For("ada", ("aud", null)),
        For("ada", ("exp", null)),
        For("ada", ("exp", In(TimeSpan.FromMinutes(-1)))),
        For("ada", ("nbf", In(TimeSpan.FromDays(1)))),
        For("ada", ("iat", In(TimeSpan.FromDays(1)))));

    [Theory]
    [MemberData(nameof(Rejected))]
    public async Task Rejects_Requests_Without_A_Valid_Token(string? token)
    {
        await using var api = await EchoApi.StartAsync(BearerToken.Gateway);
        using var request = new HttpRequestMessage(HttpMethod.Post, "uploads");
        using var response = await api.Client.SendAsync(
            token is null ? request : request.With(token), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("""{"message":"Unauthorized"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task Passes_A_Tokens_Claims_On_As_Text()
    {
        await using var api = await EchoApi.StartAsync(BearerToken.Gateway);
        var token = For("ada", ("aud", new[] { "x", Audience }), ("exp", 4102444800L), ("admin", true));

        var input = await api.EventOfAsync(new HttpRequestMessage(HttpMethod.Post, "uploads").With(token));

        Assert.Equal(
            """{"iss":"https://login.example.com/","aud":"[x uploads]","sub":"ada","exp":"4102444800","admin":"true"}""",
            input["requestContext"]!["authorizer"]!["jwt"]!["claims"]!.ToJsonString());
        Assert.Null(input["requestContext"]!["authorizer"]!["jwt"]!["scopes"]);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("OPTIONS")]
    public async Task Leaves_Open_Routes_Alone(string method)
    {
        await using var api = await EchoApi.StartAsync(BearerToken.Gateway);

        var input = await api.EventOfAsync(new HttpRequestMessage(new HttpMethod(method), "uploads/1").With("nonsense"));

        Assert.Null(input["requestContext"]!["authorizer"]);
    }

    [Fact]
    public async Task Takes_A_Client_Id_Where_There_Is_No_Audience()
    {
        await using var api = await EchoApi.StartAsync(BearerToken.Gateway);
        var token = For("ada", ("aud", null), ("client_id", Audience));

        var input = await api.EventOfAsync(new HttpRequestMessage(HttpMethod.Delete, "uploads/1").With(token));

        Assert.Equal("ada", (string?)input["requestContext"]!["authorizer"]!["jwt"]!["claims"]!["sub"]);
    }
}
