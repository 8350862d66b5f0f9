using System.Buffers;

namespace LambdaServer;

/// <summary>
/// A byte buffer that one invocation loop owns and reuses for every invocation, so that memory stays at what the largest event took.
/// A pool of one on purpose: <see cref="ArrayPool{T}.Shared"/> keeps arrays per thread, and drops them at every full collection, which
/// costs a rarely called function a new large array each time.
/// </summary>
internal sealed class ReusableBuffer : IBufferWriter<byte>
{
    private const int MinimumSize = 4096;

    private byte[] _array = [];

    public int Length { get; private set; }

    public Memory<byte> Written => _array.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - Length);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoomFor(Math.Max(sizeHint, 1));
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Replaces the buffer's content. The HTTP content may be chunked, and then has no length.</summary>
    public async Task ReadFromAsync(HttpContent content)
    {
        Clear();
        if (content.Headers.ContentLength is { } length)
            MakeRoomFor(checked((int)length + 1)); // one more, so that the read that finds the end needs no growth

        await using var stream = await content.ReadAsStreamAsync();
        int count;
        while ((count = await stream.ReadAsync(GetMemory())) > 0)
            Advance(count);
    }

    private void MakeRoomFor(int count)
    {
        var needed = checked(Length + count);
        if (needed <= _array.Length)
            return;

        var size = Math.Max(needed, Math.Max(MinimumSize, (int)Math.Min(2L * _array.Length, Array.MaxLength)));
        var larger = GC.AllocateUninitializedArray<byte>(size);
        Written.CopyTo(larger);
        _array = larger;
    }
}
