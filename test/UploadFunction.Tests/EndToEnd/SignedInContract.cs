using System.Net;
using System.Security.Cryptography;
using System.Text;
using LambdaEmulator.ApiGateway;
using LambdaEmulator.Runtime;
using ObjectStorage.Disk;
using UploadFunction.Tests.Emulator;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>The published program behind a gateway with a JWT authorizer.</summary>
public abstract class SignedInContract(PublishedProgram program) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LambdaFunction _function = null!;
    private Gateway _gateway = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _function = new LambdaFunction(new FunctionOptions
        {
            Program = FunctionProcess.File(await program.PathAsync()),
            Environment = new Dictionary<string, string> { ["Upload__Directory"] = _folder.Path },
        });
        _gateway = await Gateway.StartAsync(_function, BearerToken.Gateway, Cancellation);
        _client = LoopbackClient.Create(_gateway.BaseAddress);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        await _function.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Without_A_Token_Only_Reading_And_Preflights_Reach_The_Function()
    {
        using var post = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Jpeg.Bytes));
        using var delete =
            new HttpRequestMessage(HttpMethod.Delete, "uploads/p1125rfjfvqn7rnh7sx2anfm5g") { Headers = { { "X-Delete-Token", "x" } } };
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "uploads");
        preflight.Headers.Add("Origin", "https://www.example.com");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,idempotency-key");

        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.SendAsync(post, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.SendAsync(delete, Cancellation)).StatusCode);
        using var allowed = await _client.SendAsync(preflight, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Contains(
            "authorization",
            string.Join(',', allowed.Headers.GetValues("Access-Control-Allow-Headers")),
            StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("config.json", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task The_Tokens_User_Owns_What_It_Uploads()
    {
        using var post = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Jpeg.Bytes)).With(BearerToken.For("ada"));
        using var created = await _client.SendAsync(post, Cancellation);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var id = (await created.JsonAsync()).Text("id");

        var stored = await new DiskObjectStore(_folder.Path, TimeProvider.System).HeadAsync($"images/{id}", Cancellation);
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{BearerToken.Issuer}\nada"))),
            stored!.Metadata["uploaded-by"]);

        using var others = new HttpRequestMessage(HttpMethod.Delete, $"uploads/{id}").With(BearerToken.For("bob"));
        await _client.ProblemAsync(others, 403, "not-owner");
        using var own = new HttpRequestMessage(HttpMethod.Delete, $"uploads/{id}").With(BearerToken.For("ada"));
        Assert.Equal(HttpStatusCode.NoContent, (await _client.SendAsync(own, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_Token_Without_A_Subject_Is_An_Anonymous_Upload()
    {
        using var post = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Jpeg.Bytes)).With(BearerToken.For("", ("sub", null)));
        using var created = await _client.SendAsync(post, Cancellation);
        var upload = await created.JsonAsync();

        var stored = await new DiskObjectStore(_folder.Path, TimeProvider.System).HeadAsync(upload.Text("key"), Cancellation);
        Assert.DoesNotContain("uploaded-by", stored!.Metadata.Keys);
        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"uploads/{upload.Text("id")}").With(
            BearerToken.For("", ("sub", null)));
        await _client.ProblemAsync(delete, 401, "delete-token-required");
    }
}
