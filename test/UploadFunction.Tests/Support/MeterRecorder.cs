using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Support;

/// <summary>Listens to the program's meter as dotnet-counters and OpenTelemetry do.</summary>
internal sealed class MeterRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string? Code)> _measured = [];
    private volatile TaskCompletionSource _grown = new();

    public MeterRecorder(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == UploadMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyList<double> Values(string name) =>
        [.. _measured.Where(measured => measured.Name == name).Select(measured => measured.Value)];

    /// <summary>Waits for so many values: a request may be over only after its answer has arrived.</summary>
    public async Task<IReadOnlyList<double>> WaitForAsync(string name, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var grown = _grown;
            if (Values(name) is var values && values.Count >= count)
                return values;
            await grown.Task.WaitAsync(Patience.Limit, cancellationToken);
        }
    }

    /// <summary>What was refused so far, in order.</summary>
    public IReadOnlyList<string?> Codes => [.. _measured.Where(measured => measured.Name == "Refusals").Select(measured => measured.Code)];

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _measured.Enqueue((instrument.Name, value, tags.IsEmpty ? null : (string?)tags[0].Value));
        Interlocked.Exchange(ref _grown, new TaskCompletionSource()).SetResult();
    }
}
