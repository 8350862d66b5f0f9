using System.Runtime.InteropServices;

namespace UploadFunction.Images.Heif;

/// <summary>What becomes of a part of a file's data.</summary>
internal enum HeifFate
{
    /// <summary>It becomes zeros, as all data does of which nothing else is said.</summary>
    Zeros,

    /// <summary>It stays: the data of a picture.</summary>
    Kept,

    /// <summary>It becomes a part of an Exif item that says nothing.</summary>
    EmptyExif,

    /// <summary>It becomes a part of an XMP packet that says nothing, most of it spaces.</summary>
    EmptyXmp,
}

/// <summary>A part of a file's data.</summary>
/// <param name="Skipped">Bytes of the item that lie before this part of it.</param>
internal readonly record struct HeifSegment(FileRange Range, HeifFate Fate, long Skipped);

/// <summary>
/// The parts of a file's data that pictures are made of, and those that Exif and XMP items are made of. All the other data becomes
/// zeros: it belongs to nothing, or to nothing that is stored.
/// </summary>
internal sealed class HeifData
{
    private readonly List<HeifSegment> _segments = [];

    /// <summary>The parts, after <see cref="Sort"/> in their order and apart from each other.</summary>
    public ReadOnlySpan<HeifSegment> Segments => CollectionsMarshal.AsSpan(_segments);

    /// <summary>Where the last byte ends that any item or sample is made of.</summary>
    public int End { get; private set; }

    public void Refer(FileRange range) => End = Math.Max(End, range.End);

    public int Count => _segments.Count;

    public void Keep(FileRange range)
    {
        Refer(range);
        if (range.Length == 0)
            return;
        // Tiles and frames mostly lie one behind the other: their parts become one.
        if (_segments is [.., var last] && last.Fate == HeifFate.Kept && last.Range.End == range.Start)
            _segments[^1] = last with { Range = new(last.Range.Start, range.End) };
        else
            _segments.Add(new(range, HeifFate.Kept, 0));
    }

    public void Change(FileRange range, HeifFate fate, long skipped)
    {
        Refer(range);
        _segments.Add(new(range, fate, skipped));
    }

    /// <summary>Takes back what was changed last.</summary>
    /// <param name="count">The number of parts that remain.</param>
    public void Forget(int count) => _segments.RemoveRange(count, _segments.Count - count);

    /// <summary>Puts the parts in the order of the file. Pictures may share bytes, but not with what becomes something else.</summary>
    public ImageRejection? Sort()
    {
        _segments.Sort(static (a, b) => a.Range.Start.CompareTo(b.Range.Start));
        var segments = CollectionsMarshal.AsSpan(_segments);
        var count = 0;
        foreach (var segment in segments)
        {
            if (count == 0)
            {
                segments[count++] = segment;
                continue;
            }
            ref var last = ref segments[count - 1];
            var (end, areKept) = (last.Range.End, segment.Fate == HeifFate.Kept && last.Fate == HeifFate.Kept);
            if (segment.Range.Start < end && !areKept && segment != last)
                return ImageRejection.Invalid("the data of Exif or XMP overlaps other data", segment.Range.Start);
            if (segment.Range.Start <= end && areKept)
                last = last with { Range = new(last.Range.Start, Math.Max(end, segment.Range.End)) };
            else if (segment != last)
                segments[count++] = segment;
        }
        _segments.RemoveRange(count, _segments.Count - count);
        return null;
    }
}
