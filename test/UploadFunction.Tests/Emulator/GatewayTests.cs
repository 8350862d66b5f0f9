using System.Net;
using System.Text.Json.Nodes;
using LambdaEmulator.ApiGateway;

namespace UploadFunction.Tests.Emulator;

/// <summary>What the emulated HTTP API makes of a request: the event, payload 2.0.</summary>
public sealed class GatewayTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lower_Cases_Header_Names_And_Joins_Their_Values()
    {
        await using var api = await EchoApi.StartAsync();

        var input = await api.EventOfRawAsync("GET /uploads/1", "X-Meta-Alt: first", "X-META-ALT: second");

        Assert.Equal("first,second", (string?)input["headers"]!["x-meta-alt"]);
    }

    [Fact]
    public async Task Puts_Cookies_Into_Their_Own_Array()
    {
        await using var api = await EchoApi.StartAsync();

        var input = await api.EventOfRawAsync("GET /", "Cookie: session=abc123; theme=dark", "Cookie: last=1");

        Assert.Equal("""["session=abc123","theme=dark","last=1"]""", input["cookies"]!.ToJsonString());
        Assert.Null(input["headers"]!["cookie"]);
    }

    [Fact]
    public async Task Decodes_The_Path_But_Not_The_Query_String()
    {
        await using var api = await EchoApi.StartAsync();

        var input = await api.EventOfAsync(
            new(HttpMethod.Get, "capture/space%20value?repeat=one&repeat=two&plus=a+b&encoded=a%2Bb&empty="));

        Assert.Equal("/capture/space value", (string?)input["rawPath"]);
        Assert.Equal("repeat=one&repeat=two&plus=a+b&encoded=a%2Bb&empty=", (string?)input["rawQueryString"]);
        var expected = new JsonObject { ["empty"] = "", ["encoded"] = "a+b", ["plus"] = "a b", ["repeat"] = "one,two" };
        Assert.True(JsonNode.DeepEquals(expected, input["queryStringParameters"]));
    }

    [Fact]
    public async Task Keeps_The_Headers_Of_The_Connection_To_Itself()
    {
        await using var api = await EchoApi.StartAsync();

        var input = await api.EventOfRawAsync("GET /", "TE: trailers", "Keep-Alive: timeout=5");

        string[] names = ["connection", "te", "keep-alive"];
        Assert.Empty(names.Intersect(input["headers"]!.AsObject().Select(header => header.Key)));
    }

    [Fact]
    public async Task Adds_What_A_Gateway_Knows_Of_The_Request()
    {
        await using var api = await EchoApi.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, "a/b");
        request.Headers.TryAddWithoutValidation("User-Agent", "test/1");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "192.0.2.9");

        var input = await api.EventOfAsync(request);

        Assert.Equal(("2.0", "$default"), ((string?)input["version"], (string?)input["routeKey"]));
        var headers = input["headers"]!;
        Assert.Equal("http", (string?)headers["x-forwarded-proto"]);
        Assert.Equal("192.0.2.9, 127.0.0.1", (string?)headers["x-forwarded-for"]);
        Assert.Equal("0", (string?)headers["content-length"]);
        Assert.StartsWith("Root=1-", (string?)headers["x-amzn-trace-id"]);
        var http = input["requestContext"]!["http"]!;
        Assert.Equal(("PUT", "/a/b", "HTTP/1.1"), ((string?)http["method"], (string?)http["path"], (string?)http["protocol"]));
        Assert.Equal(("127.0.0.1", "test/1"), ((string?)http["sourceIp"], (string?)http["userAgent"]));
        Assert.Equal("$default", (string?)input["requestContext"]!["stage"]);
    }

    [Theory]
    [InlineData("127.0.0.1:3000", "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com")]
    [InlineData("localhost", "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com")]
    [InlineData("images.example.com:8443", "images.example.com")]
    public async Task Lets_The_Loopback_Stand_For_The_Apis_Own_Host(string host, string domain)
    {
        await using var api = await EchoApi.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.Host = host;

        var input = await api.EventOfAsync(request);

        Assert.Equal(host, (string?)input["headers"]!["host"]);
        Assert.Equal(domain, (string?)input["requestContext"]!["domainName"]);
    }

    [Theory]
    [InlineData("text/plain", false)]
    [InlineData("text/plain; charset=utf-8", false)]
    [InlineData("TEXT/csv", false)]
    [InlineData("application/json", false)]
    [InlineData("application/json; charset=utf-8", false)]
    [InlineData("application/xml", false)]
    [InlineData("application/javascript", false)]
    [InlineData("application/problem+json", true)]
    [InlineData("application/x-www-form-urlencoded", true)]
    [InlineData("multipart/form-data; boundary=x", true)]
    [InlineData("application/octet-stream", true)]
    [InlineData("image/png", true)]
    [InlineData(null, true)]
    public async Task Encodes_A_Body_As_Base64_By_Its_Content_Type(string? contentType, bool isBase64)
    {
        await using var api = await EchoApi.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "uploads") { Content = new ByteArrayContent("grün"u8.ToArray()) };
        if (contentType is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        var input = await api.EventOfAsync(request);

        Assert.Equal(isBase64, (bool?)input["isBase64Encoded"]);
        Assert.Equal(isBase64 ? Convert.ToBase64String("grün"u8) : "grün", (string?)input["body"]);
    }

    [Fact]
    public async Task Leaves_The_Body_Out_When_There_Is_None()
    {
        await using var api = await EchoApi.StartAsync();

        var input = await api.EventOfAsync(new(HttpMethod.Get, ""));

        Assert.False(input.AsObject().ContainsKey("body"));
        Assert.False((bool?)input["isBase64Encoded"]);
    }

    [Fact]
    public async Task Keeps_A_Named_Stage_In_The_Path_And_Knows_Nothing_Beside_It()
    {
        await using var api = await EchoApi.StartAsync(new GatewayOptions { Stage = "prod" });

        var input = await api.EventOfAsync(new(HttpMethod.Get, "uploads/1"));

        Assert.Equal("/prod/uploads/1", (string?)input["rawPath"]);
        Assert.Equal("prod", (string?)input["requestContext"]!["stage"]);
        await api.AssertResponseAsync(new(HttpMethod.Get, "/uploads/1"), HttpStatusCode.NotFound, "Not Found");
        await api.AssertResponseAsync(new(HttpMethod.Get, "/production"), HttpStatusCode.NotFound, "Not Found");
    }

    [Theory]
    [InlineData("GET", "/uploads/42", "GET /uploads/{id}", """{"id":"42"}""")]
    [InlineData("GET", "/uploads/limits", "GET /uploads/limits", null)]
    [InlineData("PUT", "/uploads/42", "ANY /{proxy+}", """{"proxy":"uploads/42"}""")]
    [InlineData("OPTIONS", "/uploads/42", "OPTIONS /{proxy+}", """{"proxy":"uploads/42"}""")]
    [InlineData("GET", "/", null, null)]
    public async Task Takes_The_Most_Specific_Route(string method, string path, string? routeKey, string? parameters)
    {
        string[] routes = ["ANY /{proxy+}", "OPTIONS /{proxy+}", "GET /uploads/{id}", "GET /uploads/limits"];
        await using var api = await EchoApi.StartAsync(new GatewayOptions { Routes = routes });
        var request = new HttpRequestMessage(new(method), path);

        if (routeKey is null)
        {
            await api.AssertResponseAsync(request, HttpStatusCode.NotFound, "Not Found");
            return;
        }
        var input = await api.EventOfAsync(request);
        Assert.Equal((routeKey, parameters), ((string?)input["routeKey"], input["pathParameters"]?.ToJsonString()));
    }

    [Fact]
    public async Task Writes_Escapes_That_A_Function_Must_Read_When_Asked_To()
    {
        await using var api = await EchoApi.StartAsync(new GatewayOptions { EscapeEvents = true });
        byte[] body = [0xfb, 0xff, 0xbf, 0xfb];
        using var request = new HttpRequestMessage(HttpMethod.Post, "uploads") { Content = new ByteArrayContent(body) };

        using var response = await api.Client.SendAsync(request, Cancelled);
        var raw = await response.Content.ReadAsStringAsync(Cancelled);

        Assert.Contains("""
            "body":"\u002B\/\u002B\/\u002Bw\u003d\u003d"
            """, raw, StringComparison.Ordinal);
        Assert.Equal(Convert.ToBase64String(body), (string?)JsonNode.Parse(raw)!["body"]);
    }
}
