using System.Text.Json;
using LambdaEmulator.ApiGateway;
using LambdaEmulator.Events;
using LambdaEmulator.Runtime;
using ObjectStorage.S3;
using UploadFunction.Tests.Direct;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>
/// One program as the API behind its gateway and as the Verifier, both on one bucket; the test is the client, and EventBridge.
/// </summary>
internal sealed class DirectFunctions : IAsyncDisposable
{
    private readonly LambdaFunction _api;
    private readonly Gateway _gateway;
    private readonly HttpClient _client;

    private DirectFunctions(LambdaFunction api, Gateway gateway, LambdaFunction verifier, S3ObjectStore store, string bucket)
    {
        (_api, _gateway, Verifier, Store, Bucket) = (api, gateway, verifier, store, bucket);
        _client = LoopbackClient.Create(gateway.BaseAddress);
    }

    public LambdaFunction Verifier { get; }

    public S3ObjectStore Store { get; }

    public string Bucket { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="seenByVerifier">Endpoint of the same S3, if the way there is to be another one.</param>
    /// <param name="verifierHas">As much time as the Verifier is told for an event.</param>
    public static async Task<DirectFunctions> StartAsync(
        string program, S3Server server, string bucket, string? seenByVerifier = null, TimeSpan? verifierHas = null)
    {
        var environment = new Dictionary<string, string>(server.Environment) { ["Upload__Bucket"] = bucket };
        var api = new LambdaFunction(FunctionOptions.ForFile(program) with { Environment = environment, Timeout = Patience.Limit });
        var options = FunctionOptions.ForFile(program) with
        {
            Environment = new Dictionary<string, string>(environment)
            {
                ["Upload__Function"] = "Verifier",
                ["AWS_ENDPOINT_URL_S3"] = seenByVerifier ?? server.Endpoint,
            },
        };
        var verifier = new LambdaFunction(verifierHas is { } told ? options.With(told, killedAfter: Patience.Limit) : options);
        var gateway = await Gateway.StartAsync(api, new GatewayOptions { IntegrationTimeout = Patience.Limit }, Cancellation);
        return new DirectFunctions(api, gateway, verifier, new S3ObjectStore(server.CreateClient(), bucket, TimeProvider.System), bucket);
    }

    /// <summary>Asks for a ticket and sends the bytes with it; the ticket comes back.</summary>
    public async Task<JsonElement> SendAsync(byte[] image, string fileName = "photo.jpg", object? metadata = null)
    {
        using var request = DirectApi.TicketRequest(new { fileName, contentType = "image/jpeg", size = image.Length, metadata });
        using var response = await _client.SendAsync(request, Cancellation);
        var ticket = await response.JsonAsync();
        Assert.True(response.IsSuccessStatusCode, ticket.GetRawText());
        await DirectApi.PostAsync(_client, ticket, image);
        return ticket;
    }

    /// <summary>Tells the Verifier of an object.</summary>
    public Task<InvocationResult> TellAsync(string key, string? bucket = null) =>
        Verifier.InvokeAsync(
            ObjectCreatedEvent.Build(bucket ?? Bucket, key, 12_345, "b1946ac92492d2347c6235b4d2611184"), cancellationToken: Cancellation);

    /// <summary>Tells the Verifier of an object and expects that this is no failure.</summary>
    public async Task VerifyAsync(string id)
    {
        var result = await TellAsync($"incoming/{id}");
        Assert.True(result is { Outcome: InvocationOutcome.Success, Text: "null" }, result.Text);
    }

    public Task<HttpResponseMessage> CompleteAsync(string id) => _client.PostAsync($"uploads/{id}/complete", null, Cancellation);

    public async Task<JsonElement> CompleteFailsAsync(string id, int status, string code)
    {
        using var request = DirectApi.CompleteRequest(id);
        return await _client.ProblemAsync(request, status, code);
    }

    public async Task DeleteAsync(JsonElement ticket)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"uploads/{ticket.Text("id")}")
        {
            Headers = { { "X-Delete-Token", ticket.Text("deleteToken") } },
        };
        using var response = await _client.SendAsync(request, Cancellation);
        Assert.Equal(204, (int)response.StatusCode);
    }

    public async Task<byte[]?> PublishedAsync(string id) =>
        (await Store.GetAsync($"images/{id}", long.MaxValue, Cancellation))?.Bytes.ToArray();

    public async Task<byte[]?> IncomingAsync(string id) =>
        (await Store.GetAsync($"incoming/{id}", long.MaxValue, Cancellation))?.Bytes.ToArray();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        await _api.DisposeAsync();
        await Verifier.DisposeAsync();
    }
}
