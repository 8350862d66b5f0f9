using System.Net;
using System.Net.Http.Headers;
using LambdaEmulator.ApiGateway;

namespace UploadFunction.Tests.Emulator;

/// <summary>The limits of an HTTP API and of Lambda behind it, with the responses of the gateway itself.</summary>
public sealed class GatewayLimitTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rejects_A_Body_Above_Ten_Megabytes()
    {
        await using var api = await EchoApi.StartAsync();

        await api.AssertResponseAsync(Upload(GatewayLimits.BodyBytes + 1), HttpStatusCode.RequestEntityTooLarge, "Request Too Long");
    }

    [Fact]
    public async Task Rejects_A_Body_Whose_Event_Is_Above_Six_Megabytes()
    {
        await using var api = await EchoApi.StartAsync();

        await api.AssertResponseAsync(Upload(5_000_000), HttpStatusCode.RequestEntityTooLarge, "Request Entity Too Large");
    }

    [Fact]
    public async Task Lets_The_Largest_Inline_Image_Through()
    {
        await using var api = await EchoApi.StartAsync(respond: input => $"{((string)input["body"]!).Length}");

        using var response = await api.Client.SendAsync(Upload(4_500_000), Cancelled);

        Assert.Equal("6000000", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Rejects_More_Than_Ten_Kilobytes_Of_Headers()
    {
        await using var api = await EchoApi.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.TryAddWithoutValidation("X-Meta-Caption", new string('x', GatewayLimits.HeaderBytes));

        await api.AssertResponseAsync(request, HttpStatusCode.RequestHeaderFieldsTooLarge, "Request Header Fields Too Large");
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

        var pending = api.AssertResponseAsync(new(HttpMethod.Get, ""), HttpStatusCode.ServiceUnavailable, "Service Unavailable");
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
