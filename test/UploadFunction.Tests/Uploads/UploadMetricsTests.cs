using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Hosting;
using UploadFunction.Tests.Direct;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Uploads;

/// <summary>What the program measures, as anybody sees it who listens to its meter.</summary>
public sealed class UploadMetricsTests
{
    private static byte[] Jpeg => SampleImages.Jpeg.Bytes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_Image_Counts_Once_With_Its_Size()
    {
        await using var api = UploadApi.Start();
        using var meter = Listen(api);
        var key = UploadRequests.NewKey();

        await api.Client.UploadAsync(UploadRequests.Multipart(Jpeg), key);
        await api.Client.UploadAsync(UploadRequests.Multipart(Jpeg), key);
        await api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Png.Bytes));

        Assert.Equal([1, 1], meter.Values("Uploads"));
        Assert.Equal([Jpeg.Length, SampleImages.Png.Bytes.Length], meter.Values("UploadedBytes"));
        Assert.Empty(meter.Codes);
        Assert.Empty(meter.Values("Failures"));
    }

    [Fact]
    public async Task Refusals_Count_By_Their_Problems_Code()
    {
        await using var api = UploadApi.Start(("AllowedOrigins", "https://www.example.com"));
        using var meter = Listen(api);
        var path = $"uploads/{UploadKey.CreateRandom().Id}";

        using var empty = UploadRequests.Post(UploadRequests.Multipart([]));
        await api.Client.ProblemAsync(empty, 400, "empty-file");
        using var ticket = DirectApi.TicketRequest(new { fileName = "a.svg", contentType = "image/svg+xml", size = 1 });
        await api.Client.ProblemAsync(ticket, 415, "unsupported-image");
        using var complete = new HttpRequestMessage(HttpMethod.Post, $"{path}/complete");
        await api.Client.ProblemAsync(complete, 409, "not-received");
        using var delete = new HttpRequestMessage(HttpMethod.Delete, path);
        await api.Client.ProblemAsync(delete, 401, "delete-token-required");
        using var foreign = UploadRequests.Post(UploadRequests.Multipart(Jpeg), origin: "https://elsewhere.example.com");
        await api.Client.ProblemAsync(foreign, 403, "origin-not-allowed");
        // Whoever only reads is refused nothing.
        using var get = new HttpRequestMessage(HttpMethod.Get, path);
        await api.Client.ProblemAsync(get, 404, "not-found");

        Assert.Equal(["empty-file", "unsupported-image", "not-received", "delete-token-required", "origin-not-allowed"], meter.Codes);
        Assert.Empty(meter.Values("Uploads"));
        Assert.Empty(meter.Values("Failures"));
    }

    [Fact]
    public async Task The_Verifier_Counts_What_It_Publishes_And_Refuses()
    {
        using var folder = new TemporaryFolder();
        await using var api = DirectApi.Start(new DiskObjectStore(folder.Path, TimeProvider.System));
        using var meter = Listen(api.Services);

        await api.VerifyAsync(await api.ReceiveAsync(Jpeg));
        await api.VerifyAsync(await api.ReceiveAsync("<html></html>"u8.ToArray()));

        Assert.Equal([Jpeg.Length], meter.Values("UploadedBytes"));
        Assert.Equal(["unsupported-image"], meter.Codes);
    }

    [Fact]
    public async Task Failures_Are_Ours_And_The_Stores()
    {
        var failures = new Queue<Exception>([new StorageException("gone"), new InvalidOperationException("a bug")]);
        await using var api = UploadApi.Start(
            services: services => services.AddSingleton<IObjectStore>(new StubStore(_ => throw failures.Dequeue())));
        using var meter = Listen(api);

        using var first = UploadRequests.Post(UploadRequests.Multipart(Jpeg));
        await api.Client.ProblemAsync(first, 503, "storage-unavailable");
        using var second = UploadRequests.Post(UploadRequests.Multipart(Jpeg));
        await api.Client.ProblemAsync(second, 500, "internal-error");

        Assert.Equal([1, 1], meter.Values("Failures"));
        Assert.Empty(meter.Codes);
    }

    [Fact]
    public async Task A_Request_Is_Measured_Until_Its_Deadline_Ends_It()
    {
        var clock = new FakeTimeProvider();
        var store = new StubStore(async cancellationToken =>
        {
            var hang = Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            clock.Advance(TimeSpan.FromSeconds(28));
            await hang;
        });
        await using var api = UploadApi.Start(
            services: services => services.AddSingleton<IObjectStore>(store).AddSingleton<TimeProvider>(clock));
        using var meter = Listen(api);

        using var request = UploadRequests.Post(UploadRequests.Multipart(Jpeg));
        await api.Client.ProblemAsync(request, 503, "deadline");
        // The answer may be here before its request is over.
        using var health = await api.Client.GetAsync("health", Cancellation);

        Assert.Equal([28, 0], await meter.WaitForAsync("Duration", 2, Cancellation));
        Assert.Equal([1], meter.Values("Failures"));
        Assert.Equal([1], meter.Values("ColdStarts"));
    }

    [Fact]
    public async Task A_Failure_That_Nothing_Can_Be_Answered_To_Counts_Too()
    {
        var clock = new FakeTimeProvider();
        var store = new StubStore(_ =>
        {
            clock.Advance(TimeSpan.FromSeconds(28));
            throw new InvalidOperationException("a bug, and the time is over");
        });
        await using var api = UploadApi.Start(
            services: services => services.AddSingleton<IObjectStore>(store).AddSingleton<TimeProvider>(clock));
        using var meter = Listen(api);

        using var request = UploadRequests.Post(UploadRequests.Multipart(Jpeg));
        using var response = await api.Client.SendAsync(request, Cancellation);

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal([1], await meter.WaitForAsync("Failures", 1, Cancellation));
    }

    [Fact]
    public async Task Outside_Lambda_Nothing_Writes_Them()
    {
        await using var api = UploadApi.Start();

        Assert.Null(api.Services.GetService<EmbeddedMetrics>());
    }

    private static MeterRecorder Listen(UploadApi api) => Listen(api.Services);

    private static MeterRecorder Listen(IServiceProvider services) => new(services.GetRequiredService<IMeterFactory>());
}
