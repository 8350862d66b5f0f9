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
    private const string Key = "incoming/p1125rfjfvqn7rnh7sx2anfm5g";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_Was_Not_Published_Is_Gone_A_Day_Later_And_What_Was_Stays()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = UploadApi.Start(services: services => services.AddSingleton<TimeProvider>(clock));
        var store = api.Services.GetRequiredService<IObjectStore>();
        var content = TestObjects.Bytes(1000);
        var upload = await api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Jpeg.Bytes));
        await store.PutAsync(Key, new(content), TestObjects.HeadersFor(content), Cancellation);

        clock.Advance(TimeSpan.FromHours(23));
        Assert.NotNull(await store.HeadAsync(Key, Cancellation));

        while (await store.HeadAsync(Key, Cancellation) is not null)
        {
            // The program looks once an hour.
            clock.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }
        using var image = await api.Client.GetAsync(upload.Text("url"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, image.StatusCode);
    }
}
