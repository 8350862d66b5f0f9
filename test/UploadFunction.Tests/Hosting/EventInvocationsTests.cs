using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using UploadFunction.Hosting;
using ObjectStorage;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Hosting;

public sealed class EventInvocationsTests
{
    [Fact]
    public async Task An_Event_Is_Measured_However_It_Ends()
    {
        var clock = new FakeTimeProvider();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var output = new StringWriter();
        using var writer = new EmbeddedMetrics(meters, TimeProvider.System, output, "Verifier");
        var invocations = new EventInvocations(new UploadMetrics(meters), writer, clock);

        await invocations.RunAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return ValueTask.CompletedTask;
        });
        await Assert.ThrowsAsync<StorageException>(async () => await invocations.RunAsync(() => throw new StorageException("gone")));

        var lines = MetricLines.Read(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), "Verifier");
        Assert.Equal(2, lines.Count);
        Assert.Equal([1000, 0], lines.Values("Duration"));
        Assert.Equal([1], lines.Values("Failures"));
        Assert.Equal([1], lines.Values("ColdStarts"));
    }
}
