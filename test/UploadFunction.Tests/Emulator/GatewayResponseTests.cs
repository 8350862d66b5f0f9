using System.Net;
using LambdaEmulator.ApiGateway;

namespace UploadFunction.Tests.Emulator;

/// <summary>What the emulated HTTP API makes of a function's response.</summary>
public sealed class GatewayResponseTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Passes_On_Status_Headers_Cookies_And_Body()
    {
        using var response = await SendAsync("""
            {
              "statusCode": 201,
              "headers": {"content-type": "application/json", "location": "/uploads/1", "vary": "Origin,Accept"},
              "cookies": ["a=1; Secure", "b=2"],
              "body": "{\"id\":1}",
              "isBase64Encoded": false
            }
            """);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/uploads/1", response.Headers.Location?.ToString());
        Assert.Equal(["a=1; Secure", "b=2"], response.Headers.GetValues("Set-Cookie"));
        Assert.Equal(["Origin", "Accept"], response.Headers.Vary);
        Assert.True(response.Headers.Contains("Apigw-Requestid"));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("""{"id":1}""", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Decodes_A_Base64_Body()
    {
        using var response = await SendAsync("""
            {"statusCode": 200, "headers": {"content-type": "image/png"}, "body": "iVBORw==", "isBase64Encoded": true}
            """);

        Assert.Equal([0x89, 0x50, 0x4e, 0x47], await response.Content.ReadAsByteArrayAsync(Cancelled));
    }

    [Theory]
    [InlineData("""{"hello":"world"}""", """{"hello":"world"}""")]
    [InlineData("[1,2]", "[1,2]")]
    [InlineData("\"just text\"", "just text")]
    [InlineData("""{"half":""", """{"half":""")]
    public async Task Takes_A_Response_Without_Status_Code_For_The_Body(string functionResponse, string body)
    {
        using var response = await SendAsync(functionResponse);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(body, await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Theory]
    [InlineData("""{"statusCode": "many"}""")]
    [InlineData("""{"statusCode": 200.5}""")]
    [InlineData("""{"statusCode": 99}""")]
    [InlineData("""{"statusCode": 200, "headers": ["x"]}""")]
    [InlineData("""{"statusCode": 200, "headers": {"a b": "x"}}""")]
    [InlineData("""{"statusCode": 200, "headers": {"x": "a\r\nInjected: 1"}}""")]
    [InlineData("""{"statusCode": 200, "headers": {"x": ["a", "b"]}}""")]
    [InlineData("""{"statusCode": 200, "cookies": "a=1"}""")]
    [InlineData("""{"statusCode": 200, "body": {"id": 1}}""")]
    [InlineData("""{"statusCode": 200, "body": "no base64!", "isBase64Encoded": true}""")]
    public async Task Returns_500_When_The_Response_Is_Malformed(string functionResponse)
    {
        await using var api = await EchoApi.StartAsync(respond: _ => functionResponse);

        await api.AssertResponseAsync(new(HttpMethod.Get, ""), HttpStatusCode.InternalServerError, "Internal Server Error");
    }

    [Fact]
    public async Task Returns_500_When_The_Function_Dies()
    {
        await using var api = await EchoApi.StartAsync(program: (_, _) => Task.FromResult(1));

        await api.AssertResponseAsync(new(HttpMethod.Get, ""), HttpStatusCode.InternalServerError, "Internal Server Error");
    }

    [Fact]
    public async Task Drops_The_Headers_That_A_Gateway_Sets_Itself()
    {
        using var response = await SendAsync("""
            {"statusCode": 200, "headers": {"content-length": "999", "connection": "close", "transfer-encoding": "chunked"}, "body": "abc"}
            """);

        Assert.Equal(3, response.Content.Headers.ContentLength);
        Assert.Null(response.Headers.ConnectionClose);
        Assert.Equal("abc", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Leaves_Cors_To_The_Function_By_Default()
    {
        using var response = await SendAsync("""{"statusCode": 204, "headers": {"access-control-allow-origin": "https://a.example"}}""");

        Assert.Equal(["https://a.example"], response.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Replaces_The_Functions_Cors_Headers_By_Its_Own()
    {
        await using var api = await EchoApi.StartAsync(
            new GatewayOptions { Cors = Cors },
            respond: _ => """
                {"statusCode": 200, "headers": {"access-control-allow-origin": "https://b.example", "access-control-max-age": "1"}}
                """);
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.Add("Origin", "https://a.example");

        using var response = await api.Client.SendAsync(request, Cancelled);

        Assert.Equal(["https://a.example"], response.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(["location,etag"], response.Headers.GetValues("Access-Control-Expose-Headers"));
        Assert.False(response.Headers.Contains("Access-Control-Max-Age"));
    }

    [Theory]
    [InlineData("https://a.example", true)]
    [InlineData("https://elsewhere.example", false)]
    public async Task Handles_Preflights_Itself_When_It_Has_A_Cors_Configuration(string origin, bool isAllowed)
    {
        await using var api = await EchoApi.StartAsync(
            new GatewayOptions { Cors = Cors }, respond: _ => throw new InvalidOperationException("No preflight reaches the function."));
        using var request = new HttpRequestMessage(HttpMethod.Options, "uploads");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");

        using var response = await api.Client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(isAllowed, response.Headers.TryGetValues("Access-Control-Allow-Methods", out var methods));
        Assert.Equal(isAllowed ? ["GET,POST"] : [], methods ?? []);
    }

    private static CorsConfiguration Cors => new()
    {
        AllowOrigins = ["https://a.example"],
        AllowMethods = ["GET", "POST"],
        ExposeHeaders = ["location", "etag"],
    };

    private static async Task<HttpResponseMessage> SendAsync(string functionResponse)
    {
        await using var api = await EchoApi.StartAsync(respond: _ => functionResponse);
        return await api.Client.GetAsync("", Cancelled);
    }
}
