using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LambdaEmulator.ApiGateway;

namespace UploadFunction.Tests.Emulator;

/// <summary>What the emulated HTTP API makes of a request: the event (payload 2.0) and the limits.</summary>
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

        var input = await api.EventOfAsync(new(HttpMethod.Get, "capture/space%20value?repeat=one&repeat=two&plus=a+b&encoded=a%2Bb&empty="));

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
        await api.AssertAnswerAsync(new(HttpMethod.Get, "/uploads/1"), HttpStatusCode.NotFound, "Not Found");
        await api.AssertAnswerAsync(new(HttpMethod.Get, "/production"), HttpStatusCode.NotFound, "Not Found");
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
            await api.AssertAnswerAsync(request, HttpStatusCode.NotFound, "Not Found");
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

    [Fact]
    public async Task Refuses_A_Body_Above_Ten_Megabytes()
    {
        await using var api = await EchoApi.StartAsync();

        await api.AssertAnswerAsync(Upload(GatewayLimits.BodyBytes + 1), HttpStatusCode.RequestEntityTooLarge, "Request Too Long");
    }

    [Fact]
    public async Task Refuses_A_Body_Whose_Event_Is_Above_Six_Megabytes()
    {
        await using var api = await EchoApi.StartAsync();

        await api.AssertAnswerAsync(Upload(5_000_000), HttpStatusCode.RequestEntityTooLarge, "Request Entity Too Large");
    }

    [Fact]
    public async Task Lets_The_Largest_Inline_Image_Through()
    {
        await using var api = await EchoApi.StartAsync(answer: input => $"{((string)input["body"]!).Length}");

        using var response = await api.Client.SendAsync(Upload(4_500_000), Cancelled);

        Assert.Equal("6000000", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Refuses_More_Than_Ten_Kilobytes_Of_Headers()
    {
        await using var api = await EchoApi.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.TryAddWithoutValidation("X-Meta-Caption", new string('x', GatewayLimits.HeaderBytes));

        await api.AssertAnswerAsync(request, HttpStatusCode.RequestHeaderFieldsTooLarge, "Request Header Fields Too Large");
    }

    [Fact]
    public async Task Gives_Up_After_Thirty_Seconds()
    {
        var time = new ObservedTime();
        await using var api = await EchoApi.StartAsync(
            new GatewayOptions { TimeProvider = time },
            program: StubFunction.Running(async (stub, killed) =>
            {
                using var next = await stub.NextAsync(killed);
                await Task.Delay(Timeout.Infinite, killed);
                return 0;
            }));

        var pending = api.AssertAnswerAsync(new(HttpMethod.Get, ""), HttpStatusCode.ServiceUnavailable, "Service Unavailable");
        await time.RunOutAsync(TimeSpan.FromSeconds(30), Cancelled);

        await pending;
    }

    private static HttpRequestMessage Upload(int bytes)
    {
        var content = new ByteArrayContent(new byte[bytes]);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return new HttpRequestMessage(HttpMethod.Post, "uploads") { Content = content };
    }
}
