using System.Buffers;
using System.Diagnostics;

namespace UploadFunction.Images;

/// <summary>
/// What is stored of a file: the parts of it that its walker keeps, in their order, and a few bytes here and there that go between them.
/// Whatever no walker keeps is not stored.
/// </summary>
/// <remarks>
/// Parts are positions, so that nothing is copied. Neighbours become one part: a file that is kept whole is a single one, and costs no
/// list.
/// </remarks>
internal sealed class ImageParts(bool keepsMetadata)
{
    /// <summary>
    /// Parts that are listed at most: far above what cameras and programs write, and some megabytes. A file that was made for it would have
    /// a part in every six bytes, and cost many times its own length.
    /// </summary>
    public const int MaxCount = 100_000;

    private const int BlockLength = 4096;

    private static readonly byte[] Zeros = new byte[BlockLength];
    private static readonly byte[] Spaces = [.. Enumerable.Repeat((byte)' ', BlockLength)];

    private readonly List<Part> _earlier = [];
    private Part _last = new(PartSource.File, 0, 0);
    private byte[] _inserted = [];
    private int _insertedLength;

    private enum PartSource
    {
        File,
        Inserted,
        Zeros,
        Spaces,
    }

    /// <summary>Whether metadata that is well-formed stays (<c>Upload:KeepMetadata</c>).</summary>
    public bool KeepsMetadata { get; } = keepsMetadata;

    /// <summary>How what is stored differs from the file; <see cref="ImageChanges.None"/> exactly if it does not.</summary>
    public ImageChanges Changes { get; private set; }

    public long Length { get; private set; }

    /// <summary>More than <see cref="MaxCount"/> parts. The others are not listed, so the file cannot be stored.</summary>
    public bool IsFull { get; private set; }

    public void Keep(FileRange range) => Add(PartSource.File, range.Start, range.Length);

    /// <summary>Says why a part of the file is not kept. An empty one is no change.</summary>
    public void Omit(FileRange range, ImageChanges why)
    {
        if (range.Length > 0)
            Changes |= why;
    }

    /// <summary>Adds bytes that are not in the file at this place.</summary>
    public void Insert(ReadOnlySpan<byte> bytes, ImageChanges why)
    {
        if (bytes.IsEmpty)
            return;
        if (_inserted.Length - _insertedLength < bytes.Length)
            Array.Resize(ref _inserted, Math.Max(64, 2 * (_insertedLength + bytes.Length)));
        bytes.CopyTo(_inserted.AsSpan(_insertedLength));
        Add(PartSource.Inserted, _insertedLength, bytes.Length);
        _insertedLength += bytes.Length;
        Changes |= why;
    }

    /// <summary>Adds as many zero bytes as the part of the file that they replace has, or spaces.</summary>
    public void Blank(FileRange range, ImageChanges why, bool withSpaces = false)
    {
        Add(withSpaces ? PartSource.Spaces : PartSource.Zeros, 0, range.Length);
        Omit(range, why);
    }

    /// <summary>What is stored. It refers to the file's own memory.</summary>
    public ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> file)
    {
        Debug.Assert(!IsFull);
        Debug.Assert(Changes == ImageChanges.None == (_earlier.Count == 0 && _last == new Part(PartSource.File, 0, file.Length)));
        if (_earlier.Count == 0)
            return new(MemoryOf(_last, file));
        Segment? first = null, last = null;
        foreach (var part in _earlier.Append(_last))
        {
            for (var left = part; left.Length > 0; left = left.Behind(MemoryOf(left, file).Length))
            {
                last = new Segment(MemoryOf(left, file), last);
                first ??= last;
            }
        }
        return new(first!, 0, last!, last!.Memory.Length);
    }

    private void Add(PartSource source, int start, int length)
    {
        Debug.Assert(length >= 0);
        if (length <= 0)
            return;
        Length += length;
        if (source == _last.Source && (source is PartSource.Zeros or PartSource.Spaces || start == _last.End))
        {
            _last = _last with { Length = _last.Length + length };
            return;
        }
        IsFull |= _earlier.Count >= MaxCount;
        if (IsFull)
            return;
        if (_last.Length > 0)
            _earlier.Add(_last);
        _last = new(source, start, length);
    }

    /// <summary>The bytes of a part; of a long blank part only the first.</summary>
    private ReadOnlyMemory<byte> MemoryOf(Part part, ReadOnlyMemory<byte> file) => part.Source switch
    {
        PartSource.File => file.Slice(part.Start, part.Length),
        PartSource.Inserted => _inserted.AsMemory(part.Start, part.Length),
        PartSource.Zeros => Zeros.AsMemory(0, Math.Min(part.Length, BlockLength)),
        _ => Spaces.AsMemory(0, Math.Min(part.Length, BlockLength)),
    };

    private readonly record struct Part(PartSource Source, int Start, int Length)
    {
        public int End => Start + Length;

        public Part Behind(int count) => this with { Start = Start + count, Length = Length - count };
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null)
                return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
