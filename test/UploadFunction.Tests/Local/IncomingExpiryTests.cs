using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ObjectStorage;
using UploadFunction.Tests.ObjectStorage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Local;

/// <summary>The disk store forgets what was sent and not published, as the bucket's lifecycle rule does.</summary>
public sealed class IncomingExpiryTests
{
    private const string Old = "incoming/p1125rfjfvqn7rnh7sx2anfm5g";
    private const string Recent = "incoming/q1125rfjfvqn7rnh7sx2anfm5g";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_Was_Not_Published_Is_Gone_A_Day_Later_And_What_Was_Stays()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = UploadApi.Start(services: services => services.AddSingleton<TimeProvider>(clock));
        var store = api.Services.GetRequiredService<IObjectStore>();
        var upload = await api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes));
        foreach (var (key, age) in new[] { (Old, 25), (upload.Text("key"), 25), (Recent, -1_000_000) })
        {
            var content = TestObjects.Bytes(1000);
            if (key != upload.Text("key"))
                await store.PutAsync(key, new(content), TestObjects.HeadersFor(content), Cancellation);
            File.SetLastWriteTimeUtc(Path.Combine(api.Folder.FullName, key), DateTime.UtcNow.AddHours(-age));
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience.Limit);
        while (await store.HeadAsync(Old, patience.Token) is not null)
        {
            // The program looks once an hour, from the time on at which it has started.
            clock.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }
        Assert.NotNull(await store.HeadAsync(Recent, Cancellation));
        using var image = await api.Client.GetAsync(upload.Text("url"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, image.StatusCode);
    }
}
