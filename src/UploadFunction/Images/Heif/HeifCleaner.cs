namespace UploadFunction.Images.Heif;

/// <summary>
/// Yields what is stored of a file: the same boxes at the same places, without metadata. Boxes that are not needed become free space,
/// data of other than pictures becomes zeros.
/// </summary>
internal ref struct HeifCleaner(ReadOnlySpan<byte> file, HeifFileBoxes boxes, HeifItems items, HeifData data, ImageParts parts)
{
    /// <summary>Of a handler box: its type ends here; what is reserved (in QuickTime, the maker), and a name follow (8.4.3).</summary>
    private const int HandlerTypeEnd = 12;

    /// <summary>Of a visual sample entry: the name of the coder, and where the boxes begin (12.1.3).</summary>
    private const int CoderName = 42, CoderNameEnd = 74, EntryBoxes = 78;

    private readonly ReadOnlySpan<byte> _file = file;
    private readonly HeifItems _items = items;
    private HeifOverwriter _output = new(file, data.Segments, parts);

    /// <param name="boxes">Those of the file, which was read before and found good.</param>
    public static ImageRejection? Clean(HeifFileBoxes boxes, ReadOnlySpan<byte> file, ImageParts parts)
    {
        parts.Omit(new(boxes.End, file.Length), ImageChanges.TrailingData);
        file = file[..boxes.End];
        var data = new HeifData();
        if (boxes.Collect(file, data, out var items) is { } rejection)
            return rejection;
        var cleaner = new HeifCleaner(file, boxes, items, data, parts);
        return cleaner.CleanFile() ?? cleaner._output.CheckMetadata();
    }

    private ImageRejection? CleanFile()
    {
        var needed = Math.Max(data.End, Math.Max(boxes.Meta.End, boxes.Movie.End));
        var content = new SpanReader(_file, start: 0);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box, isTopLevel: true) is { } rejection)
                return rejection;
            if (box == boxes.Meta || box == boxes.Movie)
            {
                if (CleanInside(box) is { } insideRejection)
                    return insideRejection;
            }
            else if (box.Start >= needed && !IsEmpty(box))
            {
                OmitBoxes(box);
                return _output.Finish(box.Start);
            }
            else if (box.Type != IsoBoxType.Ftyp)
            {
                CleanData(box);
            }
        }
        return _output.Finish(_file.Length);
    }

    /// <summary>Says why the file ends before a box: to the last ones nothing refers.</summary>
    private readonly void OmitBoxes(IsoBox first)
    {
        var content = new SpanReader(_file, first.Start);
        while (content.Remaining > 0 && IsoBox.Read(ref content, out var box, isTopLevel: true) is null)
            parts.Omit(new(box.Start, box.End), box.Type == IsoBoxType.Uuid ? ImageChanges.Metadata : ImageChanges.TrailingData);
    }

    private readonly bool IsEmpty(IsoBox box) => box.IsFree && _file[box.Content.Start..box.End].IndexOfAnyExcept((byte)0) < 0;

    /// <summary>Cleans a box of the file that is not made of boxes. A moov box that comes here is damaged.</summary>
    private void CleanData(IsoBox box)
    {
        if (box.Type == IsoBoxType.Mdat || _output.HasData(new(box.Start, box.End)))
            _output.Data(box.Content);
        else
            _output.Free(box, box.Type == IsoBoxType.Moov ? ImageChanges.Repaired : ImageChanges.Metadata);
    }

    private ImageRejection? CleanInside(IsoBox container)
    {
        var content = container.Open(_file);
        content.Skip(container.Type switch
        {
            IsoBoxType.Meta => 4,
            IsoBoxType.Dref => 8,
            _ => 0,
        });
        while (content.Remaining > 0)
        {
            if ((IsoBox.Read(ref content, out var box) ?? CleanInside(container.Type, box)) is { } rejection)
                return rejection;
        }
        return null;
    }

    private ImageRejection? CleanInside(uint container, IsoBox box)
    {
        if (!IsoBoxRules.Keeps(container, box.Type))
        {
            _output.Free(box);
            return null;
        }
        switch (box.Type)
        {
            case IsoBoxType.Trak:
                return CleanTrack(box);
            case IsoBoxType.Mdia or IsoBoxType.Minf or IsoBoxType.Stbl or IsoBoxType.Dinf or IsoBoxType.Dref or IsoBoxType.Iprp
                or IsoBoxType.Ipco:
                return CleanInside(box);
            case IsoBoxType.Iinf:
                return CleanInfos();
            case IsoBoxType.Stsd:
                return CleanDescriptions(box);
            case IsoBoxType.Idat:
                _output.Data(box.Content);
                break;
            case IsoBoxType.Hdlr:
                ZeroFrom(box, HandlerTypeEnd);
                break;
            case IsoBoxType.Url or IsoBoxType.Urn:
                ZeroFrom(box, 4); // a path or an address outside of the file
                break;
            case IsoBoxType.Mvhd or IsoBoxType.Tkhd or IsoBoxType.Mdhd:
                ZeroTimes(box);
                break;
        }
        return null;
    }

    private ImageRejection? CleanTrack(IsoBox box)
    {
        if (IsoTrack.Read(box, _file, data: null, out var track) is { } rejection)
            return rejection;
        if (track.IsPicture)
            return CleanInside(box);
        _output.Free(box);
        return null;
    }

    /// <summary>Names of items are texts for people, such as the name of the file that the item was made of.</summary>
    private ImageRejection? CleanInfos()
    {
        var infos = new HeifItemInfos(_items.Infos, _items.File);
        while (infos.Next(out var info))
        {
            _output.Space(info.Name);
            _output.Zero(info.Rest);
        }
        if (infos.Fault is null)
            _output.Zero(infos.Rest);
        return infos.Fault;
    }

    private ImageRejection? CleanDescriptions(IsoBox descriptions)
    {
        var content = descriptions.Open(_file);
        content.Skip(8);
        while (content.Remaining > 0)
        {
            if ((IsoBox.Read(ref content, out var entry) ?? CleanEntry(entry)) is { } rejection)
                return rejection;
        }
        return null;
    }

    private ImageRejection? CleanEntry(IsoBox entry)
    {
        var content = entry.Open(_file);
        content.Skip(EntryBoxes);
        if (content.Overran)
            return entry.TooShort();
        _output.Zero(new(entry.Content.Start + CoderName, entry.Content.Start + CoderNameEnd));
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } rejection)
                return rejection;
            if (!IsoBoxRules.KeepsInSampleEntry(box.Type))
                _output.Free(box);
        }
        return null;
    }

    private void ZeroFrom(IsoBox box, int start) => _output.Zero(new(Math.Min(box.Content.Start + start, box.End), box.End));

    /// <summary>When it was made and changed, behind version and flags: 32 bits each, or 64 in version 1.</summary>
    private void ZeroTimes(IsoBox box)
    {
        var content = box.Open(_file, out var version, out _);
        _output.Zero(content.ReadRange(Math.Min(version == 1 ? 16 : 8, content.Remaining)));
    }
}
