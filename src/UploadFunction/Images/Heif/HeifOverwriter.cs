namespace UploadFunction.Images.Heif;

/// <summary>
/// Yields a file in which some bytes are overwritten, so that nothing moves: places in the file are given everywhere in it. What is to be
/// overwritten is told in the order of the file. Bytes that are what they are to become are no change.
/// </summary>
internal ref struct HeifOverwriter(ReadOnlySpan<byte> file, ReadOnlySpan<HeifSegment> segments, ImageParts parts)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private readonly ReadOnlySpan<HeifSegment> _segments = segments;
    private int _written;
    private int _next;
    private int _filled;
    private ImageRejection? _conflict;

    public void Free(IsoBox box, ImageChanges why = ImageChanges.Metadata)
    {
        var type = new FileRange(box.Start + 4, box.Start + 8);
        if (!box.IsFree && Find(type) is { } segment)
            _conflict ??= Conflict(segment);
        else if (!box.IsFree)
            Put(type, "free"u8, why);
        Zero(box.Content, why);
    }

    public void Zero(FileRange range, ImageChanges why = ImageChanges.Metadata) => Overwrite(range, 0, why);

    public void Space(FileRange range) => Overwrite(range, (byte)' ', ImageChanges.Metadata);

    /// <summary>Whether a picture, or an Exif or XMP item, is made of any byte of a part.</summary>
    public bool HasData(FileRange range) => Find(range) is not null;

    /// <summary>Overwrites all of a part that holds data, except for what pictures are made of.</summary>
    public void Data(FileRange range)
    {
        var position = range.Start;
        while (position < range.End && Find(new(position, range.End)) is { } segment)
        {
            if (segment.Range.Start > position)
                Fill(new(position, segment.Range.Start), 0);
            position = Math.Min(segment.Range.End, range.End);
            if (segment.Fate == HeifFate.Kept)
                continue;
            if (segment.Range.Start < range.Start || segment.Range.End > range.End)
                _conflict ??= Conflict(segment);
            else
                Fill(segment);
        }
        Fill(new(position, range.End), 0);
    }

    /// <summary>Ends the file.</summary>
    /// <returns>Why it cannot be stored, if so.</returns>
    public ImageRejection? Finish(int end)
    {
        Keep(end);
        return _conflict;
    }

    /// <summary>Checks that every Exif and XMP item says nothing now.</summary>
    public readonly ImageRejection? CheckMetadata()
    {
        var left = -_filled;
        foreach (var segment in _segments)
            left += segment.Fate != HeifFate.Kept ? 1 : 0;
        return left > 0 ? ImageRejection.Invalid("the data of Exif or XMP lies where the file's boxes are", 0) : null;
    }

    private static ImageRejection Conflict(HeifSegment segment) =>
        ImageRejection.Invalid("the data of an item or a track lies where something else is", segment.Range.Start);

    /// <summary>The first segment that has a byte of a part. Parts are asked for in order.</summary>
    private HeifSegment? Find(FileRange range)
    {
        while (_next < _segments.Length && _segments[_next].Range.End <= range.Start)
            _next++;
        return _next < _segments.Length && _segments[_next].Range.Start < range.End ? _segments[_next] : null;
    }

    private void Overwrite(FileRange range, byte value, ImageChanges why)
    {
        if (Find(range) is { } segment && !IsAll(range, value))
            _conflict ??= Conflict(segment);
        else
            Fill(range, value, why);
    }

    private void Fill(HeifSegment segment)
    {
        _filled++;
        var empty = EmptyMetadata.Of(segment.Fate);
        var head = empty.Head[(int)Math.Min(segment.Skipped, empty.Head.Length)..];
        head = head[..Math.Min(head.Length, segment.Range.Length)];
        var headEnd = segment.Range.Start + head.Length;
        Put(new(segment.Range.Start, headEnd), head);
        Fill(new(headEnd, segment.Range.End), empty.Filling);
    }

    private void Fill(FileRange range, byte value, ImageChanges why = ImageChanges.Metadata)
    {
        if (range.Length <= 0 || IsAll(range, value))
            return;
        Keep(range.Start);
        parts.Blank(range, why, withSpaces: value != 0);
        _written = range.End;
    }

    private void Put(FileRange range, ReadOnlySpan<byte> bytes, ImageChanges why = ImageChanges.Metadata)
    {
        if (_file[range.Start..range.End].SequenceEqual(bytes))
            return;
        Keep(range.Start);
        parts.Insert(bytes, why);
        _written = range.End;
    }

    private void Keep(int end)
    {
        parts.Keep(new(_written, end));
        _written = end;
    }

    private readonly bool IsAll(FileRange range, byte value) => _file[range.Start..range.End].IndexOfAnyExcept(value) < 0;
}
