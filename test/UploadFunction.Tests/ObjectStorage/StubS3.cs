using System.Collections.Concurrent;
using Amazon.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStorage.S3;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>An S3 on the loopback that answers as a test says and keeps what came over the wire.</summary>
internal sealed class StubS3 : IAsyncDisposable
{
    public const string Bucket = "stub-bucket";

    private static readonly HttpClient Passing = new();

    private readonly WebApplication _app;
    private readonly List<IDisposable> _clients = [];
    private readonly ConcurrentQueue<Request> _requests = new();

    private StubS3(WebApplication app) => _app = app;

    /// <summary>Every request so far, in order.</summary>
    public IReadOnlyList<Request> Requests => [.. _requests];

    public string Endpoint =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <param name="answer">Answers one request; its attempts are counted from 1.</param>
    public static async Task<StubS3> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var stub = new StubS3(builder.Build());
        stub._app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            context.Request.Body = body;
            body.Position = 0;
            stub._requests.Enqueue(new Request(
                context.Request.Method,
                context.Request.Path,
                context.Request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body.ToArray()));
            await answer(context, stub._requests.Count);
        });
        await stub._app.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    /// <summary>Answers as S3 does when it refuses.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync($"<Error><Code>{code}</Code><Message>Because.</Message><RequestId>R1</RequestId></Error>");
    }

    /// <summary>Reads the request and then keeps silent until the client goes away.</summary>
    public static Task KeepSilentAsync(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    /// <summary>Passes the request on to another server, and the answer back.</summary>
    public static async Task PassOnAsync(HttpContext context, string endpoint)
    {
        var (from, to) = (context.Request, context.Response);
        using var request = new HttpRequestMessage(new HttpMethod(from.Method), endpoint + from.Path.ToUriComponent() + from.QueryString)
        {
            Content = new StreamContent(from.Body),
        };
        foreach (var header in from.Headers.Where(header => header.Key != "Host"))
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable()))
                request.Content.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable());
        }
        using var answer = await Passing.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        to.StatusCode = (int)answer.StatusCode;
        var headers = answer.Headers.Concat(answer.Content.Headers);
        foreach (var header in headers.Where(header => header.Key is not ("Connection" or "Transfer-Encoding")))
            to.Headers[header.Key] = header.Value.ToArray();
        await answer.Content.CopyToAsync(to.Body, context.RequestAborted);
    }

    /// <summary>A store over this server.</summary>
    public S3ObjectStore OpenStore(TimeProvider? time = null, TimeSpan? attemptTimeout = null)
    {
        var client = CreateClient(Endpoint, attemptTimeout);
        _clients.Add(client);
        return new S3ObjectStore(client, Bucket, time ?? TimeProvider.System);
    }

    public static AmazonS3Client CreateClient(string endpoint, TimeSpan? attemptTimeout = null)
    {
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL_S3"] = endpoint,
            ["AWS_REGION"] = "eu-central-1",
            ["AWS_ACCESS_KEY_ID"] = "AK",
            ["AWS_SECRET_ACCESS_KEY"] = "SK",
        };
        return S3Clients.Create(environment.GetValueOrDefault, attemptTimeout ?? TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _app.DisposeAsync();
    }

    public sealed record Request(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
