using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Deployment;

/// <summary>What the alarms watch and the dashboard shows.</summary>
public sealed partial class MonitoringTests(Stacks stacks)
{
    // What there is to watch: our functions' own metrics, and AWS's, by namespace, with the dimension they come with.
    private static readonly Dictionary<string, (string Dimension, string[] Metrics)> Emitted = new()
    {
        ["UploadFunction"] = ("FunctionName", [.. Instruments()]),
        ["AWS/Lambda"] = ("FunctionName", ["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"]),
        ["AWS/ApiGateway"] = ("ApiId", ["Count", "4xx", "5xx", "Latency", "IntegrationLatency", "DataProcessed"]),
        ["AWS/SQS"] = ("QueueName", ["ApproximateNumberOfMessagesVisible"]),
    };

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task Alarms_Watch_Failures_And_Limits_Of_The_Api_And_The_Verifier(bool cdn, bool jwt)
    {
        var alarms = (await stacks.GetAsync(cdn, jwt)).OfType("AWS::CloudWatch::Alarm");

        Assert.Equal(
            [
                "ApiErrorsAlarm: AWS/ApiGateway 5xx ApiId=<Api>, Sum >= 5 in 1 x 300 s",
                "FailuresAlarm: UploadFunction Failures FunctionName=<Function>, Sum >= 5 in 1 x 300 s",
                "FunctionErrorsAlarm: AWS/Lambda Errors FunctionName=<Function>, Sum >= 1 in 1 x 300 s",
                "FunctionThrottlesAlarm: AWS/Lambda Throttles FunctionName=<Function>, Sum >= 1 in 1 x 300 s",
                "SlowAlarm: UploadFunction Duration FunctionName=<Function>, p99 >= 10000 in 3 x 300 s",
                "VerifierErrorsAlarm: AWS/Lambda Errors FunctionName=<Verifier>, Sum >= 3 in 1 x 300 s",
                "VerifierQueueAlarm: AWS/SQS ApproximateNumberOfMessagesVisible QueueName=<VerifierQueue.QueueName>, "
                    + "Maximum >= 1 in 1 x 60 s",
                "VerifierThrottlesAlarm: AWS/Lambda Throttles FunctionName=<Verifier>, Sum >= 1 in 3 x 300 s",
            ],
            alarms.Select(alarm => Line(alarm.Key, alarm.Value)).Order(StringComparer.Ordinal));
        // Nothing to count is no trouble, and what to do stands in the alarm.
        Assert.All(alarms.Values, alarm =>
        {
            Assert.Equal("notBreaching", alarm["TreatMissingData"]!.ToString());
            Assert.NotEmpty(alarm["AlarmDescription"]!.ToString());
        });
    }

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task What_Is_Watched_Or_Shown_Is_Emitted_And_Of_This_Stack(bool cdn, bool jwt)
    {
        var stack = await stacks.GetAsync(cdn, jwt);
        var alarms =
            from alarm in stack.OfType("AWS::CloudWatch::Alarm").Values
            let dimension = Dimension(alarm)
            select new Metric(
                alarm["Namespace"]!.ToString(),
                alarm["MetricName"]!.ToString(),
                dimension["Name"]!.ToString(),
                dimension["Value"]!.ToString());

        Assert.All(alarms.Concat(Shown(stack)), metric =>
        {
            Assert.Contains(metric.Name, Emitted[metric.Namespace].Metrics);
            Assert.Equal(Emitted[metric.Namespace].Dimension, metric.Dimension);
            Assert.Matches("^<(Function|Verifier|Api|VerifierQueue.QueueName)>$", metric.Value);
        });
    }

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task The_Dashboard_Shows_All_That_The_Functions_Emit(bool cdn, bool jwt)
    {
        var shown = Shown(await stacks.GetAsync(cdn, jwt)).Where(metric => metric.Namespace == "UploadFunction").ToArray();

        Assert.Equal(Emitted["UploadFunction"].Metrics.Order(), shown.Select(metric => metric.Name).Distinct().Order());
        Assert.Equal(["<Function>", "<Verifier>"], shown.Select(metric => metric.Value).Distinct().Order());
    }

    [Theory]
    [InlineData("false", "arn:aws:sns:us-east-1:123456789012:operators", 0)]
    [InlineData("true", "", 0)]
    [InlineData("true", "arn:aws:sns:us-east-1:123456789012:operators", 1)]
    public async Task Alarms_Tell_A_Topic_Where_There_Is_One_And_Monitoring_Can_Be_Off(string monitoring, string topic, int told)
    {
        var parameters = new Dictionary<string, string> { ["Monitoring"] = monitoring, ["AlarmTopic"] = topic };
        var stack = Assert.Single(await SamTranslator.TranslateAsync([parameters]));
        var alarms = stack.OfType("AWS::CloudWatch::Alarm").Values;

        Assert.Equal(monitoring == "true", alarms.Any());
        Assert.Equal(monitoring == "true", stack.OfType("AWS::CloudWatch::Dashboard").Count == 1);
        Assert.All(alarms, alarm =>
        {
            foreach (var actions in (string[])["AlarmActions", "OKActions"])
                Assert.Equal(Enumerable.Repeat(topic, told), alarm[actions]?.AsArray().Select(action => action!.ToString()) ?? []);
        });
    }

    // The names under which the program measures are the metrics' names.
    private static List<string> Instruments()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        List<string> names = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters))
                    names.Add(instrument.Name);
            },
        };
        listener.Start();
        _ = new UploadMetrics(meters);
        return names;
    }

    private static string Line(string name, JsonObject alarm)
    {
        Assert.Equal("GreaterThanOrEqualToThreshold", alarm["ComparisonOperator"]!.ToString());
        return $"{name}: {alarm["Namespace"]} {alarm["MetricName"]} {Dimension(alarm)["Name"]}={Dimension(alarm)["Value"]}, "
            + $"{alarm["Statistic"] ?? alarm["ExtendedStatistic"]} >= {alarm["Threshold"]} "
            + $"in {alarm["EvaluationPeriods"]} x {alarm["Period"]} s";
    }

    private static JsonNode Dimension(JsonObject alarm) => Assert.Single(alarm["Dimensions"]!.AsArray())!;

    private static IEnumerable<Metric> Shown(Stack stack)
    {
        var body = JsonNode.Parse(Assert.Single(stack.OfType("AWS::CloudWatch::Dashboard")).Value["DashboardBody"]!.ToString())!;
        foreach (var widget in body["widgets"]!.AsArray())
        {
            foreach (var metric in widget!["properties"]!["metrics"]!.AsArray().Select(metric => metric!.AsArray()))
            {
                yield return metric[0] is JsonObject computed
                    ? Searched(computed["expression"]!.ToString())
                    : new Metric(metric[0]!.ToString(), metric[1]!.ToString(), metric[2]!.ToString(), metric[3]!.ToString());
            }
        }
    }

    private static Metric Searched(string expression)
    {
        var search = Search().Match(expression);
        Assert.True(search.Success, expression);
        return new Metric(search.Groups[1].Value, search.Groups[2].Value, "FunctionName", search.Groups[3].Value);
    }

    // By problem code, which is a second dimension.
    [GeneratedRegex("""^SEARCH\('\{(\w+),FunctionName,Code\} MetricName="(\w+)" FunctionName="([^"]+)"', 'Sum', 300\)$""")]
    private static partial Regex Search();

    private sealed record Metric(string Namespace, string Name, string Dimension, string Value);
}
