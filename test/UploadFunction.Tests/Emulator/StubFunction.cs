using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LambdaEmulator.Runtime;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Emulator;

/// <summary>
/// A function inside the test that speaks the Runtime API itself, so that the emulator is not tested with our own server.
/// </summary>
internal sealed class StubFunction : IDisposable
{
    private const string Api = "2018-06-01/runtime/";

    private readonly HttpClient _http;

    private StubFunction(FunctionSandbox sandbox) =>
        _http = LoopbackClient.Create(new Uri($"http://{sandbox.Environment["AWS_LAMBDA_RUNTIME_API"]}/{Api}"));

    /// <summary>A program that responds to every event.</summary>
    public static FunctionProgram Responding(Func<JsonNode, string> respond) => Running(async (stub, killed) =>
    {
        while (true)
        {
            using var next = await stub.NextAsync(killed);
            await stub.RespondAsync(IdOf(next), respond(await EventOfAsync(next, killed)), killed);
        }
    });

    /// <summary>A program that does what the test says; it returns its exit code.</summary>
    public static FunctionProgram Running(Func<StubFunction, CancellationToken, Task<int>> program) => async (sandbox, killed) =>
    {
        using var stub = new StubFunction(sandbox);
        return await program(stub, killed);
    };

    /// <summary>A program that handles one event and asks for another, as a function must before its sandbox is free.</summary>
    public static FunctionProgram Once(Func<StubFunction, HttpResponseMessage, CancellationToken, Task> handle) =>
        Running(async (stub, killed) =>
        {
            using var next = await stub.NextAsync(killed);
            await handle(stub, next, killed);
            using var another = await stub.NextAsync(killed);
            return 0;
        });

    public static string IdOf(HttpResponseMessage next) => next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();

    public static async Task<JsonNode> EventOfAsync(HttpResponseMessage next, CancellationToken cancellationToken) =>
        JsonNode.Parse(await next.Content.ReadAsStringAsync(cancellationToken))!;

    public Task<HttpResponseMessage> NextAsync(CancellationToken cancellationToken) =>
        _http.GetAsync("invocation/next", HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    public Task<HttpStatusCode> RespondAsync(string requestId, string body, CancellationToken cancellationToken) =>
        PostAsync($"invocation/{requestId}/response", body, cancellationToken);

    public Task<HttpStatusCode> ReportErrorAsync(string requestId, string body, CancellationToken cancellationToken) =>
        PostAsync($"invocation/{requestId}/error", body, cancellationToken);

    public Task<HttpStatusCode> ReportInitErrorAsync(string body, CancellationToken cancellationToken) =>
        PostAsync("init/error", body, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<HttpStatusCode> PostAsync(string path, string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(path, content, cancellationToken);
        return response.StatusCode;
    }
}
