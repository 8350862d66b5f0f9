using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using UploadFunction.Hosting;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Hosting;

public sealed class EmbeddedMetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly StringWriter _output = new();
    private readonly UploadMetrics _metrics;
    private readonly EmbeddedMetrics _writer;

    public EmbeddedMetricsTests()
    {
        _metrics = new UploadMetrics(Meters);
        _writer = new EmbeddedMetrics(Meters, TimeProvider.System, TextWriter.Synchronized(_output), "Uploads-Function-1");
    }

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public void Dispose()
    {
        _writer.Dispose();
        _services.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void An_Invocation_Is_One_Line_With_Everything_That_Was_Measured()
    {
        _metrics.Stored(48_213);
        _metrics.Rejected(UploadProblems.EmptyFile().Code);
        _metrics.Failed();
        _metrics.Ended(TimeSpan.FromMilliseconds(57.5));
        _writer.Flush();

        var lines = Lines();
        Assert.Equal(1, lines.Count);
        Assert.Equal(["ColdStarts", "Duration", "Failures", "Refusals", "UploadedBytes", "Uploads"], lines.Names);
        Assert.Equal(("Count", 1), (lines.UnitOf("Uploads"), lines.Sum("Uploads")));
        Assert.Equal(("Bytes", 48_213), (lines.UnitOf("UploadedBytes"), lines.Sum("UploadedBytes")));
        Assert.Equal(("Count", 1), (lines.UnitOf("Refusals"), lines.Sum("Refusals")));
        Assert.Equal([new("empty-file", 1)], lines.ByCode("Refusals"));
        Assert.Equal(("Milliseconds", 57.5), (lines.UnitOf("Duration"), lines.Sum("Duration")));
        Assert.Equal(("Count", 1), (lines.UnitOf("ColdStarts"), lines.Sum("ColdStarts")));
        Assert.Equal(("Count", 1), (lines.UnitOf("Failures"), lines.Sum("Failures")));
        Assert.Empty(lines.ByCode("Failures"));
    }

    [Fact]
    public void Every_Metric_Is_Explained_In_The_Docs_With_Its_Unit()
    {
        _metrics.Stored(1);
        _metrics.Rejected(UploadProblems.EmptyFile().Code);
        _metrics.Failed();
        _metrics.Ended(TimeSpan.FromSeconds(1));
        _writer.Flush();

        var rows = File.ReadLines(Repository.PathTo("docs/operations.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries));
        Assert.Equal(Lines().Names.Select(name => ($"`{name}`", Lines().UnitOf(name))), rows.Select(row => (row[1], row[2])).Order());
    }

    [Fact]
    public void Nothing_Is_Written_Twice_And_A_Process_Starts_Once()
    {
        for (var i = 0; i < 3; i++)
        {
            _metrics.Ended(TimeSpan.FromSeconds(i));
            _writer.Flush();
            _writer.Flush();
        }

        Assert.Equal(3, Lines().Count);
        Assert.Equal([0, 1000, 2000], Lines().Values("Duration"));
        Assert.Equal(1, Lines().Sum("ColdStarts"));
    }

    [Fact]
    public void Every_Code_Has_Its_Own_Dimension_Although_A_Line_Holds_But_One()
    {
        for (var i = 0; i < 3; i++)
            _metrics.Rejected(UploadProblems.EmptyFile().Code);
        _metrics.Rejected(UploadProblems.NotReceived().Code);
        _metrics.Stored(1);
        _writer.Flush();

        Assert.Equal(2, Lines().Count);
        Assert.Equal([new("empty-file", 3), new("not-received", 1)], Lines().ByCode("Refusals"));
        Assert.Equal(4, Lines().Sum("Refusals"));
        Assert.Equal(1, Lines().Sum("Uploads"));
    }

    [Fact]
    public void No_Metric_Has_More_Values_In_A_Line_Than_CloudWatch_Takes()
    {
        for (var i = 0; i < 250; i++)
            _metrics.Ended(TimeSpan.FromMilliseconds(i));
        _writer.Flush();

        Assert.Equal(Enumerable.Range(0, 250).Select(i => (double)i), Lines().Values("Duration"));
        Assert.Equal(3, Lines().Count);
    }

    [Fact]
    public void Meters_Of_Others_Are_Left_Alone()
    {
        using var others = new ServiceCollection().AddMetrics().BuildServiceProvider();
        new UploadMetrics(others.GetRequiredService<IMeterFactory>()).Failed();
        Meters.Create("Somebody").CreateCounter<long>("Failures").Add(1);
        _writer.Flush();

        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Invocations_At_Once_Lose_Nothing_And_Write_Nothing_Twice()
    {
        const int Tasks = 10, Each = 2000;
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                _metrics.Stored(task * Each + i);
                _metrics.Rejected((task % 2 == 0 ? UploadProblems.EmptyFile() : UploadProblems.NoFile("none")).Code);
                _metrics.Ended(TimeSpan.FromSeconds(1));
                _writer.Flush();
            }
        })));

        var lines = Lines();
        Assert.Equal(Enumerable.Range(0, Tasks * Each).Select(i => (double)i), lines.Values("UploadedBytes").Order());
        Assert.Equal(Tasks * Each, lines.Sum("Uploads"));
        Assert.Equal([new("empty-file", Tasks * Each / 2), new("no-file", Tasks * Each / 2)], lines.ByCode("Refusals"));
        Assert.Equal(1, lines.Sum("ColdStarts"));
    }

    private MetricLines Lines() =>
        MetricLines.Read(_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), "Uploads-Function-1");
}
