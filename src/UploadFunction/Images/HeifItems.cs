namespace UploadFunction.Images;

/// <summary>The boxes inside a meta box (ISO/IEC 14496-12, 8.11), with the tables that say what an item is.</summary>
internal ref struct HeifItems
{
    private IsoBox _handler;
    private IsoBox _primaryItem;
    private IsoBox _infos;
    private IsoBox _references;
    private IsoBox _locations;
    private IsoBox _properties;
    private IsoBox _data;

    private HeifItems(ReadOnlySpan<byte> file) => File = file;

    public ReadOnlySpan<byte> File { get; }

    public readonly IsoBox Locations => _locations;

    public readonly IsoBox Properties => _properties;

    public readonly IsoBox Data => _data;

    /// <summary>The number of the item that the file shows.</summary>
    public uint Primary { readonly get; private set; }

    public static ImageRefusal? Read(IsoBox meta, ReadOnlySpan<byte> file, out HeifItems items)
    {
        items = new(file);
        var content = meta.Open(file, out _, out _);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } refusal)
                return refusal;
            var isSecond = box.Type switch
            {
                FourCc.hdlr => Keep(ref items._handler, box),
                FourCc.pitm => Keep(ref items._primaryItem, box),
                FourCc.iinf => Keep(ref items._infos, box),
                FourCc.iref => Keep(ref items._references, box),
                FourCc.iloc => Keep(ref items._locations, box),
                FourCc.iprp => Keep(ref items._properties, box),
                FourCc.idat => Keep(ref items._data, box),
                _ => false,
            };
            if (isSecond)
                return ImageRefusal.Invalid("the meta box holds two boxes of a kind that there is one of", box.Start);
        }
        if (!items._handler.IsPresent || !items._primaryItem.IsPresent || !items._infos.IsPresent || !items._locations.IsPresent
            || !items._properties.IsPresent)
            return ImageRefusal.Invalid("the meta box lacks one of hdlr, pitm, iinf, iloc and iprp", meta.Start);
        return items.ReadHandler() ?? items.ReadPrimaryItem();
    }

    private static bool Keep(ref IsoBox place, IsoBox box)
    {
        var isSecond = place.IsPresent;
        place = box;
        return isSecond;
    }

    private readonly ImageRefusal? ReadHandler()
    {
        var content = _handler.Open(File);
        content.Skip(8);
        return content.ReadUInt32() == FourCc.pict ? null : ImageRefusal.Invalid("the meta box is not about pictures", _handler.Start);
    }

    private ImageRefusal? ReadPrimaryItem()
    {
        var content = _primaryItem.Open(File, out var version, out _);
        Primary = version == 0 ? content.ReadUInt16() : content.ReadUInt32();
        return content.Overran ? _primaryItem.TooShort() : null;
    }

    /// <summary>Finds the type that the items of a set have in common.</summary>
    public readonly ImageRefusal? FindType(ref HeifItemSet set, out uint type)
    {
        type = 0;
        set.StartTable();
        var content = _infos.Open(File, out var version, out _);
        var count = version == 0 ? content.ReadUInt16() : content.ReadUInt32();
        for (; count > 0 && content.Remaining > 0; count--)
        {
            if (IsoBox.Read(ref content, out var box) is { } refusal)
                return refusal;
            if (box.Type != FourCc.infe)
                return ImageRefusal.Invalid("the iinf box holds something other than infe boxes", box.Start);
            var entry = box.Open(File, out var entryVersion, out _);
            if (entryVersion < 2)
                continue; // has no type, so it can be none of ours
            var item = entryVersion == 2 ? entry.ReadUInt16() : entry.ReadUInt32();
            entry.Skip(2);
            var itemType = entry.ReadUInt32();
            if (entry.Overran)
                return box.TooShort();
            if (!set.IsWanted(item))
                continue;
            if (!set.See(item))
                return ImageRefusal.Invalid("two entries describe one item", box.Start);
            if (type != 0 && itemType != type)
                return ImageRefusal.Invalid("the tiles of a grid are not all of one kind", box.Start);
            type = itemType;
        }
        if (content.Overran || count > 0)
            return ImageRefusal.Invalid("the iinf box holds fewer entries than it promises", _infos.Start);
        return set.SawAll ? null : ImageRefusal.Invalid("the picture is not in the list of items", _infos.Start);
    }

    /// <summary>Collects the items that the primary one is derived from (dimg).</summary>
    public readonly ImageRefusal? FindTiles(ref HeifItemSet tiles)
    {
        if (!_references.IsPresent)
            return null;
        var content = _references.Open(File, out var version, out _);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } refusal)
                return refusal;
            var reference = box.Open(File);
            var from = version == 0 ? reference.ReadUInt16() : reference.ReadUInt32();
            var count = reference.ReadUInt16();
            if (box.Type != FourCc.dimg || from != Primary)
                continue;
            if (tiles.Count > 0)
                return ImageRefusal.Invalid("two lists of a grid's tiles", box.Start);
            for (; count > 0 && !reference.Overran; count--)
            {
                if (!tiles.Add(version == 0 ? reference.ReadUInt16() : reference.ReadUInt32()))
                    return ImageRefusal.Invalid("a grid names a tile twice, or by a number above 65535", box.Start);
            }
            if (reference.Overran)
                return box.TooShort();
        }
        return null;
    }
}
