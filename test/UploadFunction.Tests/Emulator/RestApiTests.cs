using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LambdaEmulator.ApiGateway;

namespace UploadFunction.Tests.Emulator;

/// <summary>The emulated REST API, payload 1.0, echoing the event inside a proxy response.</summary>
public sealed class RestApiTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4e, 0x47];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Damages_Binary_Bodies_Without_Binary_Media_Types()
    {
        var input = await EventOfAsync(Upload("image/png"));

        Assert.False((bool?)input["isBase64Encoded"]);
        Assert.Equal("�PNG", (string?)input["body"]);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("image/*")]
    [InlineData("image/png")]
    public async Task Encodes_Binary_Media_Types_As_Base64(string pattern)
    {
        var input = await EventOfAsync(Upload("image/png"), pattern);

        Assert.True((bool?)input["isBase64Encoded"]);
        Assert.Equal(Convert.ToBase64String(Png), (string?)input["body"]);
    }

    [Fact]
    public async Task Keeps_The_Path_Encoded_And_Gives_Values_In_Both_Forms()
    {
        await using var api = await EchoApi.StartAsync(new GatewayOptions { Kind = ApiKind.Rest }, Proxied);

        var input = await api.EventOfRawAsync(
            "GET /capture/space%20value?repeat=one&repeat=two", "X-Meta-Alt: first", "X-Meta-Alt: second", "Cookie: a=1; b=2");

        Assert.Equal("/capture/space%20value", (string?)input["path"]);
        Assert.Equal("capture/space%20value", (string?)input["pathParameters"]!["proxy"]);
        Assert.Equal("second", (string?)input["headers"]!["X-Meta-Alt"]);
        Assert.Equal("""["first","second"]""", input["multiValueHeaders"]!["X-Meta-Alt"]!.ToJsonString());
        Assert.Equal("a=1; b=2", (string?)input["headers"]!["Cookie"]);
        Assert.Equal("two", (string?)input["queryStringParameters"]!["repeat"]);
        Assert.Equal("""["one","two"]""", input["multiValueQueryStringParameters"]!["repeat"]!.ToJsonString());
        Assert.Null(input["body"]);
    }

    [Fact]
    public async Task Leaves_The_Stage_Out_Of_The_Path()
    {
        await using var api = await EchoApi.StartAsync(new GatewayOptions { Kind = ApiKind.Rest, Stage = "live" }, Proxied);

        var input = await api.EventOfAsync(new(HttpMethod.Get, "uploads/1"));

        Assert.Equal("/uploads/1", (string?)input["path"]);
        Assert.Equal("/live/uploads/1", (string?)input["requestContext"]!["path"]);
        Assert.Equal("live", (string?)input["requestContext"]!["stage"]);
    }

    [Theory]
    [InlineData("image/png", "\x89PNG")]
    [InlineData("text/html", "iVBORw==")]
    public async Task Decodes_A_Base64_Response_Only_For_An_Accepted_Binary_Type(string accept, string body)
    {
        await using var api = await EchoApi.StartAsync(
            new GatewayOptions { Kind = ApiKind.Rest, BinaryMediaTypes = ["image/*"] },
            respond: _ => """{"statusCode": 200, "body": "iVBORw==", "isBase64Encoded": true}""");
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.Add("Accept", accept);

        using var response = await api.Client.SendAsync(request, Cancelled);

        Assert.Equal(body, System.Text.Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync(Cancelled)));
    }

    [Fact]
    public async Task Passes_On_Headers_With_Several_Values()
    {
        await using var api = await EchoApi.StartAsync(
            new GatewayOptions { Kind = ApiKind.Rest },
            respond: _ => """
                {
                  "statusCode": 200,
                  "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
                  "headers": {"Set-Cookie": "b=2", "ETag": "\"1\""}
                }
                """);

        using var response = await api.Client.GetAsync("", Cancelled);

        Assert.Equal(["a=1", "b=2"], response.Headers.GetValues("Set-Cookie"));
        Assert.Equal("\"1\"", response.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task Returns_502_When_The_Response_Is_Not_A_Proxy_Response()
    {
        await using var api = await EchoApi.StartAsync(new GatewayOptions { Kind = ApiKind.Rest }, respond: _ => """{"hello": "world"}""");

        await api.AssertResponseAsync(new(HttpMethod.Get, ""), HttpStatusCode.BadGateway, "Internal server error");
    }

    private static string Proxied(JsonNode input) =>
        new JsonObject { ["statusCode"] = 200, ["body"] = input.ToJsonString() }.ToJsonString();

    private static async Task<JsonNode> EventOfAsync(HttpRequestMessage request, params string[] binaryMediaTypes)
    {
        await using var api = await EchoApi.StartAsync(
            new GatewayOptions { Kind = ApiKind.Rest, BinaryMediaTypes = binaryMediaTypes }, Proxied);
        return await api.EventOfAsync(request);
    }

    private static HttpRequestMessage Upload(string contentType)
    {
        var content = new ByteArrayContent(Png);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return new HttpRequestMessage(HttpMethod.Post, "uploads") { Content = content };
    }
}
