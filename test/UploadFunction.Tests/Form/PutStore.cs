using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ObjectStorage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>A store that takes an upload as the body of a PUT with signed headers, as R2 and Azure do, on a server of its own.</summary>
internal sealed class PutStore : DelegatingStore, IAsyncDisposable
{
    private const string Signature = "x-signature";

    private readonly WebApplication _server;
    private UploadPolicy? _policy;

    private PutStore(IObjectStore inner)
        : base(inner)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(ReceiveAsync);
    }

    public static async Task<PutStore> StartAsync(IObjectStore inner)
    {
        var store = new PutStore(inner);
        await store._server.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public override ValueTask<SignedUpload> SignUploadAsync(UploadPolicy policy, CancellationToken cancellationToken)
    {
        _policy = policy;
        var headers = new Dictionary<string, string> { ["Content-Type"] = policy.ContentType, [Signature] = policy.Key };
        var url = $"{_server.Urls.Single()}/{policy.Key}";
        return ValueTask.FromResult(new SignedUpload("PUT", url, headers, new Dictionary<string, string>()));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlAllowMethods = "PUT";
        response.Headers.AccessControlAllowHeaders = $"content-type, {Signature}";
        if (HttpMethods.IsOptions(request.Method))
            return;
        if (_policy is not { } policy || !HttpMethods.IsPut(request.Method) || request.Path != $"/{policy.Key}"
            || request.ContentType != policy.ContentType || request.Headers[Signature] != policy.Key)
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.ToArray();
        await Inner.PutAsync(
            policy.Key,
            bytes,
            new ObjectHeaders(policy.ContentType, null, null, SHA256.HashData(bytes), policy.Metadata),
            context.RequestAborted);
    }
}
