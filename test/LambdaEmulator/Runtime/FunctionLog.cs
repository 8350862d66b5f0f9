namespace LambdaEmulator.Runtime;

/// <summary>Everything a function wrote, line by line, over all its processes: what CloudWatch would show.</summary>
public sealed class FunctionLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly Action<string>? _onLine;
    private TaskCompletionSource _grown = NewSignal();

    internal FunctionLog(Action<string>? onLine) => _onLine = onLine;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <summary>
    /// The first line that matches, written before or after this call: a process' output arrives through a pipe, so it may lag behind
    /// the response.
    /// </summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> matches, CancellationToken cancellationToken)
    {
        for (var index = 0; ; index++)
        {
            string? line = null;
            Task grown;
            lock (_lock)
            {
                if (index < _lines.Count)
                    line = _lines[index];
                grown = _grown.Task;
            }
            if (line is null)
            {
                await grown.WaitAsync(cancellationToken);
                index--;
            }
            else if (matches(line))
            {
                return line;
            }
        }
    }

    internal void Write(string line)
    {
        TaskCompletionSource grown;
        lock (_lock)
        {
            _lines.Add(line);
            grown = _grown;
            _grown = NewSignal();
        }
        grown.SetResult();
        _onLine?.Invoke(line);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
