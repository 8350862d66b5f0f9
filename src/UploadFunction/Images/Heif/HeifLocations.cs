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

    private ImageRejection? Find(
        ReadOnlySpan<byte> file, scoped ref HeifItemSet set, uint type, out FileRange bytes, out long codedPixels)
    {
        (bytes, codedPixels) = (default, 0);
        set.StartTable();
        if (_version > 2 || !IsSize(_offsetSize) || !IsSize(_lengthSize) || !IsSize(_baseSize) || !IsSize(_indexSize))
            return _box.Invalid("the iloc box is of a form that HEIF does not define");

        for (var left = _version < 2 ? _table.ReadUInt16() : _table.ReadUInt32(); left > 0; left--)
        {
            var at = _table.Position;
            var item = _version < 2 ? _table.ReadUInt16() : _table.ReadUInt32();
            if (ReadPlaces(at, out var length, out var place) is { } rejection)
                return rejection;
            if (!set.IsWanted(item))
                continue;
            if (!set.See(item))
                return ImageRejection.Invalid("two entries locate one item", at);
            if (length == 0)
                return ImageRejection.Invalid("the picture has no data, or its data lies outside the file", at);
            bytes = place;
            if (type != HeifCodec.Av01 || place.Length == 0)
                continue;
            if (Av1SequenceHeader.Read(file, place, out var width, out var height) is { } headerRejection)
                return headerRejection;
            codedPixels = PixelCount.Add(codedPixels, PixelCount.Area(width, height));
        }
        if (_table.Overran)
            return _box.TooShort();
        return set.SawAll ? null : _box.Invalid("nothing says where the picture's data lies");
    }

    private ImageRejection? ReadPlaces(int at, out long length, out FileRange place)
    {
        (length, place) = (0, default);
        var method = _version == 0 ? InFile : _table.ReadUInt16() & 15;
        var otherFile = _table.ReadUInt16();
        var start = ReadSized(_baseSize);
        var pieces = _table.ReadUInt16();
        if (_table.Overran)
            return _box.TooShort();
        // With sizes of 0 a piece takes no bytes of the table: sixty-five thousand pieces per item would cost time, however short the file.
        if (pieces > 1 && _offsetSize + _lengthSize == 0)
            return ImageRejection.Invalid("an item lies in several pieces that the iloc box does not place", at);

        for (var left = pieces; left > 0; left--)
        {
            ReadSized(_indexSize);
            var offset = (UInt128)start + ReadSized(_offsetSize);
            UInt128 pieceLength = ReadSized(_lengthSize);
            if (_table.Overran)
                return _box.TooShort();
            if (otherFile != 0 || method > InItemData)
                continue; // in another file, or in another item: the length stays 0, which is rejected for a picture
            var source = method == InFile ? _file : _itemData;
            if (offset + pieceLength > (UInt128)source.Length)
                return ImageRejection.Invalid("an item's data does not lie within the file", at);
            var pieceStart = source.Start + (int)offset;
            var piece = new FileRange(pieceStart, pieceLength == 0 ? source.End : pieceStart + (int)pieceLength); // 0: to the end
            length += piece.Length;
            place = pieces == 1 ? piece : default;
        }
        return null;
    }

    private static bool IsSize(int bytes) => bytes is 0 or 4 or 8;

    private ulong ReadSized(int bytes) => bytes switch
    {
        4 => _table.ReadUInt32(),
        8 => _table.ReadUInt64(),
        _ => 0,
    };
}
