using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LambdaServer.Http;

/// <summary>
/// Collects the response's body. What can never fit into a response is counted but not kept, so that an endless body costs no more
/// memory than the largest one.
/// </summary>
internal sealed class ResponseBody(ReusableBuffer buffer, Func<Task> startAsync) : PipeWriter, IHttpResponseBodyFeature
{
    /// <summary>Lambda's limit for the response to a synchronous invocation, which is JSON with this body in it: 6 MiB.</summary>
    public const int MaxBytes = 6 * 1024 * 1024;

    private long _unflushed;
    private bool _completed;

    /// <summary>Whether more was written than Lambda accepts.</summary>
    public bool Overflowed { get; private set; }

    public ReadOnlyMemory<byte> Written => buffer.Written;

    public PipeWriter Writer => this;

    public Stream Stream => field ??= AsStream(leaveOpen: true);

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_completed)
            throw new InvalidOperationException("The response is complete: nothing can be written to it.");
        return buffer.GetMemory(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        _unflushed += bytes;
        if (buffer.Length + bytes > MaxBytes)
            Overflowed = true; // the next write goes to the same place
        else
            buffer.Advance(bytes);
    }

    /// <summary>
    /// Ignores the token. A write to memory does not wait, and the request that is aborted for its deadline is the one whose response
    /// (a 503, from a method that passes RequestAborted on) must still be written.
    /// </summary>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        _unflushed = 0;
        await startAsync();
        return new FlushResult(isCanceled: false, isCompleted: Overflowed);
    }

    public override void CancelPendingFlush()
    {
        // No flush ever waits for a reader.
    }

    public override void Complete(Exception? exception = null) => _completed = true;

    public void DisableBuffering()
    {
        // A response is one JSON document: it is always buffered.
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => startAsync();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public async Task CompleteAsync()
    {
        await startAsync();
        _completed = true;
    }
}
