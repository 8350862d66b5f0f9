namespace UploadFunction.Images.Heif;

/// <summary>The iprp box: a list of properties (ipco), and which item has which of them (ipma) (ISO/IEC 23008-12, 9.3).</summary>
internal ref struct HeifAssociations(HeifItems items)
{
    private readonly ReadOnlySpan<byte> _file = items.File;
    private readonly IsoBox _box = items.Properties;
    private IsoBox _properties;

    /// <summary>Finds the properties of the items of a set; those of several items must agree on a size.</summary>
    /// <param name="ofTiles">Only size and codec matter: tiles are neither cropped nor turned.</param>
    public static ImageRejection? Find(HeifItems items, scoped ref HeifItemSet set, bool ofTiles, out HeifProperties properties) =>
        new HeifAssociations(items).Find(ref set, ofTiles, out properties);

    private ImageRejection? Find(scoped ref HeifItemSet set, bool ofTiles, out HeifProperties found)
    {
        found = default;
        var sizes = new BitSet(stackalloc ulong[BitSet.Words]);
        var used = new BitSet(stackalloc ulong[BitSet.Words]);
        if (FindSizes(sizes) is { } sizesRejection)
            return sizesRejection;

        set.StartTable();
        var content = _box.Open(_file);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } rejection)
                return rejection;
            if (box.Type == IsoBoxType.Ipma && ReadAssociations(box, ref set, sizes, used) is { } associationRejection)
                return associationRejection;
        }
        if (!set.SawAll)
            return _box.Invalid("the picture has no size");
        return ReadProperties(used, ofTiles, ref found);
    }

    /// <summary>Notes which of the properties, counted from 1, are sizes.</summary>
    private ImageRejection? FindSizes(scoped BitSet sizes)
    {
        var content = _box.Open(_file);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } rejection)
                return rejection;
            if (box.Type != IsoBoxType.Ipco)
                continue;
            if (_properties.IsPresent)
                return box.Invalid("a second ipco box");
            _properties = box;
        }
        if (!_properties.IsPresent)
            return _box.Invalid("the iprp box lacks its ipco box");

        var list = _properties.Open(_file);
        for (var index = 1u; list.Remaining > 0; index++)
        {
            if (IsoBox.Read(ref list, out var property) is { } rejection)
                return rejection;
            if (property.Type == IsoBoxType.Ispe)
                sizes.Add(index);
        }
        return null;
    }

    private readonly ImageRejection? ReadAssociations(IsoBox box, scoped ref HeifItemSet set, scoped BitSet sizes, scoped BitSet used)
    {
        var content = box.Open(_file, out var version, out var flags);
        for (var left = content.ReadUInt32(); left > 0 && !content.Overran; left--)
        {
            var at = content.Position;
            var item = version == 0 ? content.ReadUInt16() : content.ReadUInt32();
            var isWanted = set.IsWanted(item);
            var hasSize = false;
            for (var properties = content.ReadByte(); properties > 0; properties--)
            {
                var index = (flags & 1) == 0 ? content.ReadByte() & 0x7Fu : content.ReadUInt16() & 0x7FFFu;
                if (!isWanted)
                    continue;
                used.Add(index);
                hasSize |= sizes.Contains(index);
            }
            if (hasSize && !set.See(item))
                return ImageRejection.Invalid("two entries describe one item", at);
        }
        return content.Overran ? box.TooShort() : null;
    }

    private readonly ImageRejection? ReadProperties(scoped BitSet used, bool ofTiles, ref HeifProperties found)
    {
        var list = _properties.Open(_file);
        for (var index = 1u; list.Remaining > 0; index++)
        {
            if (IsoBox.Read(ref list, out var property) is { } rejection)
                return rejection;
            if (!used.Contains(index) || (ofTiles && HeifProperties.IsTransformation(property.Type)))
                continue;
            if (found.Read(property, _file) is { } fault)
                return fault;
        }
        return null;
    }
}
