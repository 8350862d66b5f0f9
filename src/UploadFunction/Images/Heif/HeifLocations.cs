namespace UploadFunction.Images.Heif;

/// <summary>The iloc box: where the bytes of each item lie (ISO/IEC 14496-12, 8.11.3).</summary>
internal ref struct HeifLocations
{
    private const int InFile = 0, InItemData = 1;

    private readonly FileRange _file;
    private readonly FileRange _itemData;
    private readonly IsoBox _box;
    private SpanReader _table;
    private readonly int _version;
    private readonly int _offsetSize;
    private readonly int _lengthSize;
    private readonly int _baseSize;
    private readonly int _indexSize;

    private HeifLocations(HeifItems items)
    {
        _file = new(0, items.File.Length);
        _itemData = items.Data.Content;
        _box = items.Locations;
        _table = _box.Open(items.File, out _version, out _);
        var sizes = _table.ReadUInt16();
        _offsetSize = sizes >> 12;
        _lengthSize = sizes >> 8 & 15;
        _baseSize = sizes >> 4 & 15;
        _indexSize = _version == 0 ? 0 : sizes & 15;
    }

    /// <summary>Checks that the bytes of every item are in the file, and that each item of a set has some.</summary>
    /// <param name="type">What the items of the set are.</param>
    /// <param name="bytes">Those of the item found last; empty when they lie in several pieces.</param>
    /// <param name="codedPixels">The sum of what AV1 data states, where it lies in one piece.</param>
    public static ImageRejection? Find(
        HeifItems items, scoped ref HeifItemSet set, uint type, out FileRange bytes, out long codedPixels) =>
        new HeifLocations(items).Find(items.File, ref set, type, out bytes, out codedPixels);

    /// <summary>
    /// Collects where the data of pictures lies, and that of Exif and XMP items, which say nothing afterwards; one that is too short for
    /// that is left out, and so becomes zeros.
    /// </summary>
    public static ImageRejection? Collect(HeifItems items, scoped HeifItemKinds kinds, HeifData data) =>
        items.Locations.IsPresent ? new HeifLocations(items).Collect(items.File, kinds, data) : null;

    private ImageRejection? Find(ReadOnlySpan<byte> file, scoped ref HeifItemSet set, uint type, out FileRange bytes, out long codedPixels)
    {
        (bytes, codedPixels) = (default, 0);
        set.StartTable();
        if (ReadCount(out var left) is { } countRejection)
            return countRejection;
        for (; left > 0; left--)
        {
            if (ReadEntry(out var entry) is { } entryRejection)
                return entryRejection;
            if (ReadPieces(entry, out var length, out var place) is { } rejection)
                return rejection;
            if (!set.IsWanted(entry.Item))
                continue;
            if (!set.See(entry.Item))
                return ImageRejection.Invalid("two entries locate one item", entry.At);
            if (length == 0)
                return ImageRejection.Invalid("the picture has no data, or its data lies outside the file", entry.At);
            bytes = place;
            if (type != HeifCodec.Av01 || place.Length == 0)
                continue;
            if (Av1SequenceHeader.Read(file, place, out var width, out var height) is { } headerRejection)
                return headerRejection;
            codedPixels = PixelCount.Add(codedPixels, PixelCount.Area(width, height));
        }
        return set.SawAll ? null : _box.Invalid("nothing says where the picture's data lies");
    }

    /// <summary>The bytes of all pieces together, and the place where there is only one.</summary>
    private ImageRejection? ReadPieces(Entry entry, out long length, out FileRange place)
    {
        (length, place) = (0, default);
        for (var left = entry.Pieces; left > 0; left--)
        {
            if (ReadPiece(entry, out var piece, out _) is { } rejection)
                return rejection;
            length += piece.Length;
            place = entry.Pieces == 1 ? piece : default;
        }
        return null;
    }

    private ImageRejection? Collect(ReadOnlySpan<byte> file, scoped HeifItemKinds kinds, HeifData data)
    {
        var jpegs = new JpegItems(file);
        if (ReadCount(out var left) is { } countRejection)
            return countRejection;
        for (; left > 0; left--)
        {
            if ((ReadEntry(out var entry) ?? Collect(entry, kinds, ref jpegs, data)) is { } rejection)
                return rejection;
        }
        return null;
    }

    private ImageRejection? Collect(Entry entry, scoped HeifItemKinds kinds, scoped ref JpegItems jpegs, HeifData data)
    {
        var fate = kinds.FateOf(entry.Item);
        if (fate != HeifFate.Zeros && entry.IsElsewhere)
            return ImageRejection.Invalid("an item's data lies in another file, or in another item", entry.At);
        var isMetadata = fate is HeifFate.EmptyExif or HeifFate.EmptyXmp;
        var isJpeg = kinds.Jpegs.Contains(entry.Item);
        var before = data.Count;
        var length = 0L;
        for (var left = entry.Pieces; left > 0; left--)
        {
            if (ReadPiece(entry, out var piece, out var isToTheEnd) is { } rejection)
                return rejection;
            if (isMetadata && isToTheEnd)
                return ImageRejection.Invalid("an Exif or XMP item does not say how long it is", entry.At);
            data.Refer(piece);
            if (isMetadata)
                data.Change(piece, fate, length);
            else if (fate == HeifFate.Kept && !isJpeg)
                data.Keep(piece);
            else if (isJpeg && entry.Pieces == 1 && jpegs.Collect(piece, data) is { } jpegRejection)
                return jpegRejection;
            length += piece.Length;
        }
        if (isMetadata && length < EmptyMetadata.Of(fate).ShortestItem)
            data.Forget(before);
        return null;
    }

    private ImageRejection? ReadCount(out uint items)
    {
        items = 0;
        if (_version > 2 || !IsSize(_offsetSize) || !IsSize(_lengthSize) || !IsSize(_baseSize) || !IsSize(_indexSize))
            return _box.Invalid("the iloc box is of a form that HEIF does not define");
        items = _version < 2 ? _table.ReadUInt16() : _table.ReadUInt32();
        return _table.Overran ? _box.TooShort() : null;
    }

    private ImageRejection? ReadEntry(out Entry entry)
    {
        var at = _table.Position;
        var item = _version < 2 ? _table.ReadUInt16() : _table.ReadUInt32();
        var method = _version == 0 ? InFile : _table.ReadUInt16() & 15;
        var otherFile = _table.ReadUInt16();
        var start = ReadSized(_baseSize);
        var pieces = _table.ReadUInt16();
        entry = new(at, item, method, IsElsewhere: otherFile != 0 || method > InItemData, start, pieces);
        if (_table.Overran)
            return _box.TooShort();
        // With sizes of 0 a piece takes no bytes of the table: sixty-five thousand pieces per item would cost time, however short the file.
        return pieces > 1 && _offsetSize + _lengthSize == 0
            ? ImageRejection.Invalid("an item lies in several pieces that the iloc box does not place", at)
            : null;
    }

    /// <summary>Reads the place of a piece; an empty one where it is in another file, or in another item.</summary>
    private ImageRejection? ReadPiece(Entry entry, out FileRange piece, out bool isToTheEnd)
    {
        piece = default;
        ReadSized(_indexSize);
        var offset = (UInt128)entry.Start + ReadSized(_offsetSize);
        UInt128 length = ReadSized(_lengthSize);
        isToTheEnd = length == 0;
        if (_table.Overran)
            return _box.TooShort();
        if (entry.IsElsewhere)
            return null;
        var source = entry.Method == InFile ? _file : _itemData;
        if (offset + length > (UInt128)source.Length)
        {
            var reason = entry.Method == InFile ? ImageRejection.CutOffReason : "an item's data does not lie within the idat box";
            return ImageRejection.Invalid(reason, entry.At);
        }
        var start = source.Start + (int)offset;
        piece = new(start, isToTheEnd ? source.End : start + (int)length);
        return null;
    }

    private static bool IsSize(int bytes) => bytes is 0 or 4 or 8;

    private ulong ReadSized(int bytes) => bytes switch
    {
        4 => _table.ReadUInt32(),
        8 => _table.ReadUInt64(),
        _ => 0,
    };

    /// <summary>What the box says of an item, before the list of its pieces.</summary>
    /// <param name="At">Where it says so.</param>
    /// <param name="Start">What the places of the pieces count from.</param>
    private readonly record struct Entry(int At, uint Item, int Method, bool IsElsewhere, ulong Start, int Pieces);
}
