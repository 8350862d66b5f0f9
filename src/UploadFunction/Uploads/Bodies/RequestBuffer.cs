using System.Buffers;
using System.Runtime.InteropServices;

namespace UploadFunction.Uploads.Bodies;

/// <summary>The whole body of a request in one piece of memory that lives as long as the request.</summary>
internal static class RequestBuffer
{
    // A segment of Kestrel's is a block of 4 KB and must be consumed; what is larger is a host's own buffer, which stays as it is.
    private const int WorthKeeping = 64 * 1024;

    /// <summary>Reads the body, up to <see cref="UploadOptions.MaxInlineBytes"/>.</summary>
    /// <remarks>LambdaServer hands over the event's own buffer as one segment, which is then used as it is: nothing is copied.</remarks>
    public static async ValueTask<Outcome<ArraySegment<byte>>> ReadAsync(HttpRequest request, UploadOptions options)
    {
        if (request.ContentLength > options.MaxInlineBytes)
            return UploadProblems.TooLargeInline(request.ContentLength, options);

        var reader = request.BodyReader;
        // Comes back sooner at the end of the body; asking for one byte more than is allowed tells the two apart.
        var read = await reader.ReadAtLeastAsync(options.MaxInlineBytes + 1, request.HttpContext.RequestAborted);
        var sequence = read.Buffer;
        if (sequence.Length > options.MaxInlineBytes)
        {
            reader.AdvanceTo(sequence.End);
            return UploadProblems.TooLargeInline(null, options);
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

    /// <summary>An array of at least this many bytes, given back to the pool when the request is over.</summary>
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
