using System.Text.Json;

namespace UploadFunction.Tests.Support;

/// <summary>
/// Reads lines of CloudWatch's embedded metric format as CloudWatch does, and holds them to its specification
/// (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
/// </summary>
internal sealed class MetricLines
{
    private readonly List<Value> _values = [];

    private MetricLines(int count) => Count = count;

    /// <summary>How many lines there were.</summary>
    public int Count { get; }

    public IEnumerable<string> Names => _values.Select(value => value.Name).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Sums of what has the dimension Code, by code.</summary>
    public IDictionary<string, double> ByCode(string name) => new SortedDictionary<string, double>(
        Of(name).Where(value => value.Code is not null).GroupBy(value => value.Code!).ToDictionary(
            values => values.Key, values => values.Sum(value => value.Number)));

    /// <summary>Values without the dimension Code.</summary>
    public IReadOnlyList<double> Values(string name) => [.. Of(name).Where(value => value.Code is null).Select(value => value.Number)];

    public double Sum(string name) => Values(name).Sum();

    public string UnitOf(string name) => Assert.Single(Of(name).Select(value => value.Unit).Distinct());

    /// <param name="log">Other lines among it are left out.</param>
    public static MetricLines Read(IEnumerable<string> log, string function)
    {
        var documents = log.Where(line => line.Contains("CloudWatchMetrics", StringComparison.Ordinal)).Select(
            line => JsonDocument.Parse(line).RootElement).ToList();
        var lines = new MetricLines(documents.Count);
        foreach (var root in documents)
            lines.Read(root, function);
        return lines;
    }

    private IEnumerable<Value> Of(string name) => _values.Where(value => value.Name == name);

    private void Read(JsonElement root, string function)
    {
        Assert.True(root.GetRawText().Length < 256 * 1024);
        var metadata = root.GetProperty("_aws");
        Assert.Equal(["Timestamp", "CloudWatchMetrics"], metadata.EnumerateObject().Select(member => member.Name));
        Assert.InRange(
            DateTimeOffset.FromUnixTimeMilliseconds(metadata.GetProperty("Timestamp").GetInt64()),
            DateTimeOffset.UtcNow.AddDays(-14),
            DateTimeOffset.UtcNow.AddHours(2));

        var targets = new HashSet<string> { "_aws" };
        foreach (var directive in metadata.GetProperty("CloudWatchMetrics").EnumerateArray())
        {
            Assert.Equal(["Namespace", "Dimensions", "Metrics"], directive.EnumerateObject().Select(member => member.Name));
            Assert.Equal("UploadFunction", directive.Text("Namespace"));
            var sets = directive.GetProperty("Dimensions").EnumerateArray().Select(
                set => set.EnumerateArray().Select(name => name.GetString()!).ToArray()).ToArray();
            Assert.All(sets.SelectMany(set => set).Distinct(), name => Assert.InRange(root.Text(name).Length, 1, 1024));
            targets.UnionWith(sets.SelectMany(set => set));
            Assert.All(sets, set => Assert.Equal(function, root.Text(set[0])));
            Assert.Equal("FunctionName", Assert.Single(sets.Select(set => set[0]).Distinct()));

            var metrics = directive.GetProperty("Metrics").EnumerateArray().ToArray();
            Assert.InRange(metrics.Length, 1, 100);
            foreach (var metric in metrics)
            {
                Assert.Equal(["Name", "Unit"], metric.EnumerateObject().Select(member => member.Name));
                var (name, unit) = (metric.Text("Name"), metric.Text("Unit"));
                // The namespace has one metric of each name.
                Assert.True(targets.Add(name), $"{name} is there twice.");
                var target = root.GetProperty(name);
                var numbers = target.ValueKind == JsonValueKind.Array ? [.. target.EnumerateArray()] : new[] { target };
                Assert.InRange(numbers.Length, 1, 100);
                foreach (var set in sets)
                    _values.AddRange(
                        numbers.Select(
                            number =>
                                new Value(name, set.Length == 1 ? null : root.Text(Assert.Single(set[1..])), unit, number.GetDouble())));
            }
        }
        Assert.Equal(
            targets.Order(StringComparer.Ordinal), root.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    private sealed record Value(string Name, string? Code, string Unit, double Number);
}
