using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LambdaServer.Http;

/// <summary>
/// Collects the response's body. What can never fit into an answer is counted but not kept, so that an endless body costs no more
/// memory than the largest one.
/// </summary>
internal sealed class ResponseBody(ReusableBuffer buffer, Func<CancellationToken, Task> startAsync) : PipeWriter, IHttpResponseBodyFeature
{
    private long _unflushed;
    private bool _completed;

    /// <summary>Whether more was written than Lambda takes.</summary>
    public bool Overflowed { get; private set; }

    public ReadOnlyMemory<byte> Written => buffer.Written;

    public PipeWriter Writer => this;

    public Stream Stream => field ??= AsStream(leaveOpen: true);

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfCompleted();
        return buffer.GetMemory(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        _unflushed += bytes;
        if (buffer.Length + bytes > HttpAnswer.MaxBytes)
            Overflowed = true; // the next write goes to the same place
        else
            buffer.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        _unflushed = 0;
        var started = startAsync(cancellationToken);
        return started.IsCompletedSuccessfully ? new(Flushed) : Started(started);

        async ValueTask<FlushResult> Started(Task start)
        {
            await start;
            return Flushed;
        }
    }

    public override void CancelPendingFlush()
    {
        // No flush ever waits for a reader.
    }

    public override void Complete(Exception? exception = null) => _completed = true;

    public void DisableBuffering()
    {
        // An answer is one JSON document: there is no other way.
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => startAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public async Task CompleteAsync()
    {
        await startAsync(CancellationToken.None);
        _completed = true;
    }

    private FlushResult Flushed => new(isCanceled: false, isCompleted: Overflowed);

    private void ThrowIfCompleted()
    {
        if (_completed)
            throw new InvalidOperationException("The response is complete: nothing can be written to it.");
    }
}
