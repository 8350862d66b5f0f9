using System.Diagnostics.Metrics;

namespace UploadFunction.Uploads;

/// <summary>
/// Everything this program measures, as instruments of one meter. Anything that listens to meters can read them (dotnet-counters,
/// OpenTelemetry); in Lambda <c>EmbeddedMetrics</c> does. <c>docs/operations.md</c> explains them.
/// </summary>
internal sealed class UploadMetrics
{
    public const string MeterName = "UploadFunction";

    /// <summary>The only tag: a problem's code. What a client sends never becomes a tag.</summary>
    public const string Code = "Code";

    private readonly Counter<long> _uploads;
    private readonly Histogram<long> _uploadedBytes;
    private readonly Counter<long> _refusals;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _coldStarts;
    private readonly Counter<long> _failures;
    private int _isWarm;

    public UploadMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _uploads = meter.CreateCounter<long>("Uploads", "{upload}", "Images that were published.");
        _uploadedBytes = meter.CreateHistogram<long>("UploadedBytes", "By", "Their sizes, as stored.");
        _refusals = meter.CreateCounter<long>(
            "Refusals", "{refusal}", "Uploads, tickets, deletions and incoming images that were rejected, by the problem's code.");
        _duration = meter.CreateHistogram(
            "Duration",
            "s",
            "From a request or event to its response.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 28],
            });
        _coldStarts = meter.CreateCounter<long>("ColdStarts", "{process}", "Processes that took their first request or event.");
        _failures = meter.CreateCounter<long>(
            "Failures", "{failure}", "Requests and events that failed through an error of the program or the store, or ran out of time.");
    }

    public void Stored(long bytes)
    {
        _uploads.Add(1);
        _uploadedBytes.Record(bytes);
    }

    public void Rejected(string code) => _refusals.Add(1, new KeyValuePair<string, object?>(Code, code));

    public void Failed() => _failures.Add(1);

    /// <summary>A request or event has ended, in whatever way.</summary>
    public void Ended(TimeSpan duration)
    {
        if (Interlocked.Exchange(ref _isWarm, 1) == 0)
            _coldStarts.Add(1);
        _duration.Record(duration.TotalSeconds);
    }
}
