using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using UploadFunction.Uploads;

namespace UploadFunction.Hosting;

/// <summary>
/// Writes what <see cref="UploadMetrics"/> measures as lines in CloudWatch's embedded metric format, which CloudWatch turns into metrics
/// (<see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html"/>).
/// </summary>
/// <remarks>
/// Lambda freezes a process once the response is posted, so <see cref="Flush"/> is called before that. If several invocations run at once,
/// the first one to end also writes what the others have measured so far.
/// </remarks>
internal sealed class EmbeddedMetrics : IDisposable
{
    private const string Namespace = "UploadFunction";
    private const string FunctionName = "FunctionName";

    /// <summary>The specification's limit for the values of one metric in a line. A batch of this size cannot exceed it.</summary>
    private const int MaxValues = 100;

    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly TextWriter _output;
    private readonly TimeProvider _clock;
    private readonly string _function;
    private List<Measurement> _measured = [];

    /// <param name="output">Must keep each line whole while others write to it too, as <see cref="Console.Out"/> does.</param>
    public EmbeddedMetrics(IMeterFactory meters, TimeProvider clock, TextWriter output, string function)
    {
        (_clock, _output, _function) = (clock, output, function);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == UploadMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Writes what was measured since the last call: one line, or a few if several invocations run at once.</summary>
    public void Flush()
    {
        List<Measurement> measured;
        lock (_lock)
        {
            if (_measured.Count == 0)
                return;
            (measured, _measured) = (_measured, []);
        }
        foreach (var batch in measured.Chunk(MaxValues))
        {
            // A line can hold measurements with one code, together with those that have none.
            var plain = batch.Where(measurement => measurement.Code is null).ToList();
            foreach (var coded in batch.Where(measurement => measurement.Code is not null).GroupBy(measurement => measurement.Code))
            {
                WriteLine(coded.Key, plain, coded);
                plain = [];
            }
            if (plain.Count > 0)
                WriteLine(null, plain, []);
        }
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var code = tags.IsEmpty ? null : (string?)tags[0].Value;
        lock (_lock)
            _measured.Add(new Measurement(instrument, code, value));
    }

    private void WriteLine(string? code, IEnumerable<Measurement> plain, IEnumerable<Measurement> coded)
    {
        var metrics = plain.ToLookup(measurement => measurement.Instrument);
        var codedMetrics = coded.ToLookup(measurement => measurement.Instrument);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("_aws");
            json.WriteNumber("Timestamp", _clock.GetUtcNow().ToUnixTimeMilliseconds());
            json.WriteStartArray("CloudWatchMetrics");
            WriteDirective(json, metrics, [FunctionName]);
            WriteDirective(json, codedMetrics, [FunctionName], [FunctionName, UploadMetrics.Code]);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteString(FunctionName, _function);
            if (code is not null)
                json.WriteString(UploadMetrics.Code, code);
            foreach (var metric in metrics.Concat(codedMetrics))
                WriteValues(json, metric);
            json.WriteEndObject();
        }
        _output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteDirective(Utf8JsonWriter json, ILookup<Instrument, Measurement> metrics, params string[][] dimensions)
    {
        if (metrics.Count == 0)
            return;
        json.WriteStartObject();
        json.WriteString("Namespace", Namespace);
        json.WriteStartArray("Dimensions");
        foreach (var set in dimensions)
        {
            json.WriteStartArray();
            foreach (var name in set)
                json.WriteStringValue(name);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteStartArray("Metrics");
        foreach (var metric in metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name", metric.Key.Name);
            json.WriteString("Unit", UnitOf(metric.Key).Name);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, IGrouping<Instrument, Measurement> metric)
    {
        json.WriteStartArray(metric.Key.Name);
        foreach (var measurement in metric)
            json.WriteNumberValue(measurement.Value * UnitOf(metric.Key).Factor);
        json.WriteEndArray();
    }

    /// <summary>CloudWatch's name for an instrument's UCUM unit, and the factor that converts values to it.</summary>
    private static (string Name, double Factor) UnitOf(Instrument instrument) => instrument.Unit switch
    {
        "s" => ("Milliseconds", 1000),
        "By" => ("Bytes", 1),
        _ => ("Count", 1),
    };

    private readonly record struct Measurement(Instrument Instrument, string? Code, double Value);
}
