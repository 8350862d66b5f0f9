using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ObjectStorage;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;
using UploadFunction.Uploads.Answers;

namespace UploadFunction.Tests.Uploads;

/// <summary>
/// A dialect of a widget: its route, a success and a failure, and one line where the program is composed. Whatever fails, wherever in the
/// pipeline, is told in it.
/// </summary>
public sealed class DialectTests : IAsyncLifetime
{
    private const string Path = "clients/shouting";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly HttpClient _client = new();
    private Func<CancellationToken, ValueTask>? _store;
    private WebApplication? _app;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tells_A_Success() => await ExpectAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes), 200, "HERE: http://");

    [Fact]
    public async Task Tells_What_Is_Wrong_With_The_Image() =>
        await ExpectAsync(UploadRequests.Multipart("<svg/>"u8.ToArray()), 415, "NO: unsupported-image");

    [Fact]
    public async Task Tells_That_A_Method_Is_Not_Supported()
    {
        var response = await ExpectAsync(content: null, 405, "NO: method-not-allowed", HttpMethod.Put);

        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Tells_That_A_Site_May_Not_Upload() =>
        await ExpectAsync(
            UploadRequests.Multipart(SampleImages.Jpeg.Bytes), 403, "NO: origin-not-allowed", origin: "https://other.example");

    [Fact]
    public async Task Tells_That_The_Store_Fails()
    {
        _store = _ => throw new StorageException("down");

        var response = await ExpectAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes), 503, "NO: storage-unavailable");

        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Tells_That_Time_Ran_Out()
    {
        _store = async cancelled =>
        {
            _clock.Advance(TimeSpan.FromSeconds(29));
            await Task.Delay(Timeout.Infinite, cancelled);
        };

        await ExpectAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes), 503, "NO: deadline");
    }

    [Fact]
    public async Task Tells_A_Fault_Of_The_Program()
    {
        _store = _ => throw new InvalidOperationException("a bug");

        await ExpectAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes), 500, "NO: internal-error");
    }

    [Fact]
    public async Task A_Fault_Of_The_Dialect_Itself_Is_A_Plain_Problem()
    {
        await StartAsync();

        using var request = UploadRequests.Post(UploadRequests.Multipart("<svg/>"u8.ToArray()));
        request.RequestUri = new Uri("clients/broken", UriKind.Relative);
        await _client.ProblemAsync(request, 500, "internal-error");
    }

    [Fact]
    public async Task Other_Routes_Keep_The_Dialect_Of_The_Api()
    {
        await StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Put, "uploads");
        await _client.ProblemAsync(request, 405, "method-not-allowed");
    }

    private async Task<HttpResponseMessage> ExpectAsync(
        HttpContent? content, int status, string start, HttpMethod? method = null, string origin = "https://site.example")
    {
        await StartAsync();
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, Path)
        {
            Content = content,
            Headers = { { "Origin", origin } },
        };
        var response = await _client.SendAsync(request, Cancellation);
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(start, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        return response;
    }

    /// <summary>Composes the API as Program.cs does, with one line more.</summary>
    private async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Upload:Directory"] = _folder.Path,
            ["Upload:AllowedOrigins"] = "https://site.example",
        });
        var options = UploadOptions.Load(builder.Configuration, isLambda: false);
        builder.Services.AddUploads(options, _folder.Path, isLambda: false);
        builder.Services.AddSingleton<TimeProvider>(_clock);
        if (_store is { } behave)
            builder.Services.AddSingleton<IObjectStore>(new StubStore(behave));
        _app = builder.Build();
        _app.UseUploads();
        _app.MapUploads();
        _app.MapShouting();
        _app.MapUpload("/clients/broken", new Broken());
        await _app.StartAsync(Cancellation);
        var server = _app.Services.GetRequiredService<IServer>();
        _client.BaseAddress = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }
}

/// <summary>The one new file.</summary>
internal sealed class Shouting : Dialect
{
    protected override IResult Success(HttpContext context, Uploaded uploaded) => Results.Text($"HERE: {uploaded.Upload.Url}");

    protected override IResult Failure(HttpContext context, Problem problem) =>
        Results.Text($"NO: {problem.Code}", statusCode: problem.Status);
}

internal sealed class Broken : Dialect
{
    protected override IResult Success(HttpContext context, Uploaded uploaded) => throw new InvalidOperationException("a bug");

    protected override IResult Failure(HttpContext context, Problem problem) => throw new InvalidOperationException("a bug");
}

internal static class ShoutingRoute
{
    public static void MapShouting(this WebApplication app) => app.MapUpload("/clients/shouting", new Shouting());
}
