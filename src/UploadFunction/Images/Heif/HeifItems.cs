namespace UploadFunction.Images.Heif;

/// <summary>The boxes inside a meta box (ISO/IEC 14496-12, 8.11), with the tables that say what an item is.</summary>
internal ref struct HeifItems(ReadOnlySpan<byte> file)
{
    private IsoBox _handler;
    private IsoBox _primaryItem;
    private IsoBox _infos;
    private IsoBox _references;
    private IsoBox _locations;
    private IsoBox _properties;
    private IsoBox _data;

    public ReadOnlySpan<byte> File { get; } = file;

    public readonly IsoBox Infos => _infos;

    public readonly IsoBox References => _references;

    public readonly IsoBox Locations => _locations;

    public readonly IsoBox Properties => _properties;

    public readonly IsoBox Data => _data;

    /// <summary>Whether the box says which item is shown.</summary>
    public readonly bool HasPrimary => _primaryItem.IsPresent;

    public uint Primary { readonly get; private set; }

    /// <param name="mayLackPrimary">Whether a track is shown, and the items, if there are any, only accompany it.</param>
    public static ImageRejection? Read(IsoBox meta, ReadOnlySpan<byte> file, bool mayLackPrimary, out HeifItems items)
    {
        items = new(file);
        var content = meta.Open(file, out _, out _);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } rejection)
                return rejection;
            var isSecond = box.Type switch
            {
                IsoBoxType.Hdlr => IsoBox.Keep(ref items._handler, box),
                IsoBoxType.Pitm => IsoBox.Keep(ref items._primaryItem, box),
                IsoBoxType.Iinf => IsoBox.Keep(ref items._infos, box),
                IsoBoxType.Iref => IsoBox.Keep(ref items._references, box),
                IsoBoxType.Iloc => IsoBox.Keep(ref items._locations, box),
                IsoBoxType.Iprp => IsoBox.Keep(ref items._properties, box),
                IsoBoxType.Idat => IsoBox.Keep(ref items._data, box),
                _ => false,
            };
            if (isSecond)
                return box.Invalid("the meta box holds two boxes of a kind that there is one of");
        }
        var isComplete = items._infos.IsPresent && items._locations.IsPresent && items._properties.IsPresent;
        if (!items._handler.IsPresent || (items.HasPrimary ? !isComplete : !mayLackPrimary))
            return meta.Invalid("the meta box lacks one of hdlr, pitm, iinf, iloc and iprp");
        return items.ReadHandler() ?? (items.HasPrimary ? items.ReadPrimaryItem() : null);
    }

    /// <summary>The handler says what a meta box is about (ISO/IEC 23008-12, 6.2).</summary>
    private readonly ImageRejection? ReadHandler()
    {
        var content = _handler.Open(File);
        content.Skip(8);
        return IsoBoxType.IsOneOf(content.ReadUInt32(), "pict"u8) ? null : _handler.Invalid("the meta box is not about pictures");
    }

    private ImageRejection? ReadPrimaryItem()
    {
        var content = _primaryItem.Open(File, out var version, out _);
        Primary = version == 0 ? content.ReadUInt16() : content.ReadUInt32();
        return content.Overran ? _primaryItem.TooShort() : null;
    }

    /// <summary>Finds the type that the items of a set have in common.</summary>
    public readonly ImageRejection? FindType(ref HeifItemSet set, out uint type)
    {
        type = 0;
        set.StartTable();
        var infos = new HeifItemInfos(_infos, File);
        while (infos.Next(out var info))
        {
            if (info.Type == 0 || !set.IsWanted(info.Number))
                continue;
            if (!set.See(info.Number))
                return infos.Entry.Invalid("two entries describe one item");
            if (type != 0 && info.Type != type)
                return infos.Entry.Invalid("the tiles of a grid are not all of one kind");
            type = info.Type;
        }
        return infos.Fault ?? (set.SawAll ? null : _infos.Invalid("the picture is not in the list of items"));
    }

    /// <summary>Collects the items that the primary one is derived from (dimg).</summary>
    public readonly ImageRejection? FindTiles(ref HeifItemSet tiles)
    {
        if (!_references.IsPresent)
            return null;
        var content = _references.Open(File, out var version, out _);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } rejection)
                return rejection;
            var reference = box.Open(File);
            var from = version == 0 ? reference.ReadUInt16() : reference.ReadUInt32();
            var count = reference.ReadUInt16();
            if (box.Type != IsoBoxType.Dimg || from != Primary)
                continue;
            if (tiles.Count > 0)
                return box.Invalid("two lists of a grid's tiles");
            for (; count > 0 && !reference.Overran; count--)
            {
                if (!tiles.Add(version == 0 ? reference.ReadUInt16() : reference.ReadUInt32()))
                    return box.Invalid("a grid names a tile twice, or by a number above 65535");
            }
            if (reference.Overran)
                return box.TooShort();
        }
        return null;
    }
}
