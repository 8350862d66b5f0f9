using System.Buffers.Binary;

namespace UploadFunction.Images;

/// <summary>
/// Reads one part of a file forwards. Positions count from the start of the file whatever the part, so that a fault can be
/// reported by its offset. A read beyond the part's end yields zeros and sets <see cref="Overran"/>: parse a structure first, then
/// ask once whether it was all there. Multi-byte numbers are big-endian unless the name says otherwise.
/// </summary>
/// <param name="file">The whole file, or its start up to the end of an enclosing part.</param>
internal ref struct SpanReader(ReadOnlySpan<byte> file, int start)
{
    private readonly ReadOnlySpan<byte> _file = file;

    public SpanReader(ReadOnlySpan<byte> file, FileRange part)
        : this(file[..part.End], part.Start)
    {
    }

    public int Position { readonly get; private set; } = start;

    public readonly int End => _file.Length;

    public readonly int Remaining => _file.Length - Position;

    /// <summary>Whether a read went beyond the end; every value read since is zero.</summary>
    public bool Overran { readonly get; private set; }

    public byte ReadByte() => Read(1) is [var value] ? value : (byte)0;

    public ushort ReadUInt16() => Read(2) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;

    public uint ReadUInt32() => Read(4) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;

    public ulong ReadUInt64() => Read(8) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;

    public ushort ReadUInt16LittleEndian() =>
        Read(2) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : (ushort)0;

    public int ReadUInt24LittleEndian() => Read(3) is [var low, var middle, var high] ? low | middle << 8 | high << 16 : 0;

    public uint ReadUInt32LittleEndian() => Read(4) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;

    /// <summary>The next bytes, or none at all (and <see cref="Overran"/>) when fewer are left.</summary>
    public ReadOnlySpan<byte> Read(long count)
    {
        if (Overran || count > Remaining)
        {
            Overran = true;
            return default;
        }
        var bytes = _file.Slice(Position, (int)count);
        Position += (int)count;
        return bytes;
    }

    public void Skip(long count) => Read(count);

    /// <summary>Moves to the next such byte, or to the end and returns <see langword="false"/>.</summary>
    public bool SkipTo(byte value)
    {
        var distance = _file[Position..].IndexOf(value);
        Skip(distance < 0 ? Remaining : distance);
        return distance >= 0;
    }

    /// <summary>A byte further on, or -1 beyond the end.</summary>
    public readonly int Peek(int distance) => distance < Remaining ? _file[Position + distance] : -1;

    /// <summary>The place of the next bytes; this one goes on behind them.</summary>
    public FileRange ReadRange(long count)
    {
        var start = Position;
        Skip(count);
        return new(start, Position);
    }

    /// <summary>A reader of the next bytes alone; this one goes on behind them.</summary>
    public SpanReader ReadPart(long count)
    {
        var start = Position;
        Skip(count);
        return new(_file[..Position], start) { Overran = Overran };
    }
}
