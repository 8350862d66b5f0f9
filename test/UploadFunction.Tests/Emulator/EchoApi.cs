using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using LambdaEmulator.ApiGateway;
using LambdaEmulator.Runtime;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Emulator;

/// <summary>A gateway before a function that, unless told otherwise, responds with the event it got.</summary>
internal sealed class EchoApi : IAsyncDisposable
{
    private readonly LambdaFunction _function;
    private readonly Gateway _gateway;

    private EchoApi(LambdaFunction function, Gateway gateway)
    {
        _function = function;
        _gateway = gateway;
        Client = LoopbackClient.Create(gateway.BaseAddress);
    }

    public HttpClient Client { get; }

    public static async Task<EchoApi> StartAsync(
        GatewayOptions? options = null, Func<JsonNode, string>? respond = null, FunctionProgram? program = null)
    {
        program ??= respond is null ? Echo : StubFunction.Responding(respond);
        var function = new LambdaFunction(new FunctionOptions { Program = program });
        return new EchoApi(function, await Gateway.StartAsync(function, options, TestContext.Current.CancellationToken));
    }

    /// <summary>Sends a request and returns the event that the function got.</summary>
    public async Task<JsonNode> EventOfAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Sends header lines as they are; HttpClient would join those of one name.</summary>
    public async Task<JsonNode> EventOfRawAsync(string requestLine, params string[] headerLines)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(Client.BaseAddress!.Host, Client.BaseAddress.Port, TestContext.Current.CancellationToken);
        var head = string.Join("\r\n", [requestLine + " HTTP/1.1", "Host: api.example.com", "Connection: close", .. headerLines, "", ""]);
        await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(connection.GetStream());
        var response = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        return JsonNode.Parse(response[response.IndexOf("\r\n\r\n", StringComparison.Ordinal)..])!;
    }

    /// <summary>Sends a request to which the gateway itself responds.</summary>
    public async Task AssertResponseAsync(HttpRequestMessage request, HttpStatusCode status, string message)
    {
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal($$"""{"message":"{{message}}"}""", body);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _gateway.DisposeAsync();
        await _function.DisposeAsync();
    }

    // Unparsed, because a JSON library would tidy the escapes.
    private static FunctionProgram Echo => StubFunction.Running(async (stub, killed) =>
    {
        while (true)
        {
            using var next = await stub.NextAsync(killed);
            await stub.RespondAsync(StubFunction.IdOf(next), await next.Content.ReadAsStringAsync(killed), killed);
        }
    });
}
