using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ObjectStorage;
using ObjectStorage.S3;
using UploadFunction.Tests.ObjectStorage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Direct;

/// <summary>
/// What can happen to a request on its way to S3, once and for as long as one asks, on both roads of an image: nothing is lost that was
/// acknowledged, nothing is torn, no secret is logged, and the same request succeeds when the fault is over.
/// </summary>
public sealed class StoreFaultTests(S3Servers servers)
{
    private static readonly byte[] Image = SampleImages.Jpeg.Bytes;

    private static readonly Dictionary<string, Func<HttpContext, string, Task>> Faults = new()
    {
        ["slow"] = async (context, s3) =>
        {
            await Task.Delay(200, context.RequestAborted);
            await StubS3.PassOnAsync(context, s3);
        },
        ["connection breaks before the response"] = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        },
        ["connection breaks in the response"] = async (context, s3) =>
        {
            // What S3 acknowledges it has stored: it says so with the first line.
            if (HttpMethods.IsPut(context.Request.Method))
            {
                var body = context.Response.Body;
                context.Response.Body = Stream.Null;
                await StubS3.PassOnAsync(context, s3);
                context.Response.Body = body;
            }
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(new byte[10], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        },
        ["response is lost"] = async (context, s3) =>
        {
            context.Response.Body = Stream.Null;
            await StubS3.PassOnAsync(context, s3);
            context.Abort();
        },
        ["no response"] = (context, _) => StubS3.KeepSilentAsync(context),
        ["500"] = (context, _) => StubS3.RefuseAsync(context, 500, "InternalError"),
        ["503"] = (context, _) => StubS3.RefuseAsync(context, 503, "SlowDown"),
        ["409"] = (context, _) => StubS3.RefuseAsync(context, 409, "ConditionalRequestConflict"),
        ["307"] = (context, _) =>
        {
            context.Response.Headers.Location = "http://elsewhere.example/";
            return StubS3.RefuseAsync(context, 307, "TemporaryRedirect");
        },
        ["wrong clock"] = (context, _) => StubS3.RefuseAsync(context, 403, "RequestTimeTooSkewed"),
        ["truncated XML"] = async (context, _) =>
        {
            context.Response.StatusCode = 500;
            context.Response.ContentType = "application/xml";
            await context.Response.WriteAsync("<Error><Code>Intern", context.RequestAborted);
        },
        ["odd ETag"] = async (context, s3) =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.ETag = "\"v1:odd\"";
                return Task.CompletedTask;
            });
            await StubS3.PassOnAsync(context, s3);
        },
    };

    public static MatrixTheoryData<string, bool, string> Cases => new([.. Faults.Keys], [false, true], ["inline", "direct"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Nothing_Is_Lost_Torn_Or_Told(string fault, bool lasts, string road)
    {
        var moto = await servers.MotoAsync();
        using var bucket = moto.CreateClient();
        await bucket.PutBucketAsync(StubS3.Bucket, Cancellation);
        var store = new S3ObjectStore(bucket, StubS3.Bucket, TimeProvider.System);
        var (isArmed, faults) = (false, 0);
        await using var s3 = await StubS3.StartAsync((context, _) =>
            isArmed && IsOnTheWay(context.Request) && (Interlocked.Increment(ref faults) == 1 || lasts)
                ? Faults[fault](context, moto.Endpoint)
                : StubS3.PassOnAsync(context, moto.Endpoint));
        await using var api = UploadApi.Start(services: services => services.AddSingleton<IObjectStore>(
            s3.OpenStore(new TimeWithoutPauses(), attemptTimeout: TimeSpan.FromSeconds(1))));
        var key = UploadRequests.NewKey();
        var (id, deleteToken, send) = road == "inline" ? Inline(api, key) : await DirectAsync(api, key);

        isArmed = true;
        using (var response = await send())
        {
            var body = await response.Content.ReadAsStringAsync(Cancellation);
            var isToldToComeAgain = response is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null };
            Assert.True(response.IsSuccessStatusCode || isToldToComeAgain, $"{(int)response.StatusCode} {body}");
            var stored = await store.GetAsync($"images/{id}", long.MaxValue, Cancellation);
            Assert.True(stored is not null || !response.IsSuccessStatusCode, "What was acknowledged is lost.");
            if (stored is not null)
                Assert.Equal(SampleImages.Jpeg.Stored, stored.Bytes.ToArray());
        }

        Assert.NotEqual(0, faults);
        isArmed = false;
        using var again = await send();
        var upload = await again.JsonAsync();
        Assert.True(again.IsSuccessStatusCode, upload.GetRawText());
        Assert.Equal(id, upload.Text("id"));
        var whole = await store.GetAsync($"images/{id}", long.MaxValue, Cancellation);
        Assert.Equal(SampleImages.Jpeg.Stored, whole?.Bytes.ToArray());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(whole!.Bytes.Span)), upload.Text("sha256"));
        Assert.Null(await store.HeadAsync($"incoming/{id}", Cancellation));
        Assert.DoesNotContain(
            api.Logs.Lines,
            line => line.Contains(key, StringComparison.Ordinal) || line.Contains(deleteToken, StringComparison.Ordinal));
    }

    /// <summary>The image's bytes are read or written.</summary>
    private static bool IsOnTheWay(HttpRequest request) =>
        (HttpMethods.IsPut(request.Method) && request.Path.Value!.Contains("/images/", StringComparison.Ordinal))
        || (HttpMethods.IsGet(request.Method) && request.Path.Value!.Contains("/incoming/", StringComparison.Ordinal));

    private static (string Id, string DeleteToken, Func<Task<HttpResponseMessage>> Send) Inline(UploadApi api, string key)
    {
        Assert.True(UploadFunction.Uploads.UploadKey.TryParse(key, out var parsed));
        return (parsed.Id, parsed.DeleteToken, SendAsync);

        async Task<HttpResponseMessage> SendAsync()
        {
            using var request = UploadRequests.Post(UploadRequests.Multipart(Image), key);
            return await api.Client.SendAsync(request, Cancellation);
        }
    }

    /// <summary>A large image that has arrived, and waits for its check.</summary>
    private static async Task<(string Id, string DeleteToken, Func<Task<HttpResponseMessage>> Send)> DirectAsync(UploadApi api, string key)
    {
        using var asked = DirectApi.TicketRequest(new { fileName = "photo.jpg", contentType = "image/jpeg", size = Image.Length }, key);
        using var response = await api.Client.SendAsync(asked, Cancellation);
        var ticket = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement;
        await DirectApi.PostAsync(api.Client, ticket, Image);
        return (ticket.Text("id"), ticket.Text("deleteToken"), SendAsync);

        async Task<HttpResponseMessage> SendAsync()
        {
            using var request = DirectApi.CompleteRequest(ticket.Text("id"));
            return await api.Client.SendAsync(request, Cancellation);
        }
    }
}
