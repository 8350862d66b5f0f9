using System.Buffers;
using System.Runtime.InteropServices;

namespace UploadFunction.Uploads.Bodies;

/// <summary>The whole body of a request, in one piece of memory that lives as long as the request.</summary>
internal static class RequestBuffer
{
    // Kestrel's segments are blocks of 4 KB and must be consumed; a larger one is a host's own buffer, which stays as it is.
    private const int WorthKeeping = 64 * 1024;

    /// <summary>Reads the body, up to <see cref="UploadOptions.MaxInlineBytes"/>.</summary>
    /// <remarks>LambdaServer passes the event's own buffer as one segment, which is then used as it is: nothing is copied.</remarks>
    public static async ValueTask<Outcome<ArraySegment<byte>>> ReadAsync(HttpRequest request, UploadOptions options)
    {
        if (request.ContentLength > options.MaxInlineBytes)
            return UploadProblems.TooLargeInline(request.ContentLength, options);

        var reader = request.BodyReader;
        var share = new BodyBudget.Share(request.HttpContext.RequestServices.GetRequiredService<BodyBudget>());
        request.HttpContext.Response.RegisterForDispose(share);
        var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
        while (read.Buffer.Length <= options.MaxInlineBytes && share.TryGrowTo(read.Buffer.Length) && !read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync(request.HttpContext.RequestAborted);
        }
        var sequence = read.Buffer;
        var isTooLarge = sequence.Length > options.MaxInlineBytes;
        if (isTooLarge || !read.IsCompleted)
        {
            reader.AdvanceTo(sequence.End);
            share.Dispose();
            return isTooLarge ? UploadProblems.TooLargeInline(null, options) : UploadProblems.Busy();
        }
        if (sequence.IsSingleSegment && sequence.Length >= WorthKeeping && MemoryMarshal.TryGetArray(sequence.First, out var segment))
        {
            // Examined, not consumed: the host keeps this memory until the request is over.
            reader.AdvanceTo(sequence.Start, sequence.End);
            return segment;
        }

        var length = (int)sequence.Length;
        var buffer = Rent(request.HttpContext, length);
        sequence.CopyTo(buffer);
        reader.AdvanceTo(sequence.End);
        return new ArraySegment<byte>(buffer, 0, length);
    }

    /// <summary>Looks at the first bytes of the body, which are still there to be read.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> PeekAsync(HttpRequest request, int count)
    {
        var reader = request.BodyReader;
        var read = await reader.ReadAtLeastAsync(count, request.HttpContext.RequestAborted);
        var start = read.Buffer.Slice(0, Math.Min(count, read.Buffer.Length)).ToArray();
        reader.AdvanceTo(read.Buffer.Start);
        return start;
    }

    /// <summary>An array of at least this many bytes, returned to the pool at the end of the request.</summary>
    public static byte[] Rent(HttpContext context, int length)
    {
        var lease = new Lease(length);
        context.Response.RegisterForDispose(lease);
        return lease.Array;
    }

    private sealed class Lease(int length) : IDisposable
    {
        private byte[]? _array = ArrayPool<byte>.Shared.Rent(length);

        public byte[] Array => _array ?? throw new ObjectDisposedException(nameof(Lease));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, null) is { } array)
                ArrayPool<byte>.Shared.Return(array);
        }
    }
}
