namespace UploadFunction.Images.Heif;

/// <summary>
/// What the decoder that browsers use for AVIF (libavif) refuses wherever it is in the meta box, though it may concern another item
/// than the one that is shown. Viewers of HEIC do not mind.
/// </summary>
internal static class AvifRules
{
    public static ImageRejection? Check(IsoBox meta, ReadOnlySpan<byte> file)
    {
        if (!meta.IsPresent)
            return null;
        return HeifItems.Read(meta, file, mayLackPrimary: true, out var items)
            ?? CheckReferences(items.References, file)
            ?? CheckProperties(items.Properties, file);
    }

    private static ImageRejection? CheckReferences(IsoBox references, ReadOnlySpan<byte> file)
    {
        var content = references.Open(file, out var version, out _);
        var parts = new BitSet(stackalloc ulong[BitSet.Words]);
        while (references.IsPresent && version <= 1 && content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } rejection)
                return rejection;
            var reference = box.Open(file);
            var from = ReadItem(ref reference, version);
            var hasZero = from == 0;
            for (var left = reference.ReadUInt16(); left > 0 && !reference.Overran; left--)
            {
                var to = ReadItem(ref reference, version);
                hasZero |= to == 0;
                if (box.Type == IsoBoxType.Dimg && !parts.Add(to))
                    return box.Invalid("a picture is a part of two others, or has a number above 65535");
            }
            if (reference.Overran)
                return box.TooShort();
            if (hasZero)
                return box.Invalid("a reference names item 0, which there cannot be");
        }
        return null;
    }

    private static uint ReadItem(ref SpanReader reference, int version) => version == 0 ? reference.ReadUInt16() : reference.ReadUInt32();

    private static ImageRejection? CheckProperties(IsoBox properties, ReadOnlySpan<byte> file)
    {
        var kinds = new PropertyKinds(stackalloc ulong[PropertyKinds.Words]);
        var content = new SpanReader(file, properties.Content);
        while (properties.IsPresent && content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } rejection)
                return rejection;
            if (box.Type == IsoBoxType.Ipco && kinds.Read(box, file) is { } listRejection)
                return listRejection;
            // Readers expect ipco first, as the standard says (ISO/IEC 23008-12, 9.3.1).
            if (box.Type == IsoBoxType.Ipma && kinds.Check(box, file) is { } associationRejection)
                return associationRejection;
        }
        return null;
    }

    /// <summary>Which of the properties, counted from 1, are of which kind.</summary>
    /// <param name="memory">Cleared memory of <see cref="Words"/>.</param>
    private readonly ref struct PropertyKinds(Span<ulong> memory)
    {
        public const int Words = 3 * BitSet.Words;

        private readonly BitSet _sizes = new(memory[..BitSet.Words]);
        private readonly BitSet _alphas = new(memory.Slice(BitSet.Words, BitSet.Words));
        private readonly BitSet _essentials = new(memory[(2 * BitSet.Words)..]);

        public ImageRejection? Read(IsoBox box, ReadOnlySpan<byte> file)
        {
            var content = box.Open(file);
            for (var index = 1u; content.Remaining > 0; index++)
            {
                if (IsoBox.Read(ref content, out var property) is { } rejection)
                    return rejection;
                if (property.Type == IsoBoxType.Ispe)
                    _sizes.Add(index);
                else if (property.Type == IsoBoxType.AuxC && IsAlpha(property, file))
                    _alphas.Add(index);
                else if (HeifProperties.IsTransformation(property.Type) || property.Type is IsoBoxType.A1op or IsoBoxType.Lsel)
                    _essentials.Add(index);
            }
            return null;
        }

        public ImageRejection? Check(IsoBox box, ReadOnlySpan<byte> file)
        {
            var content = box.Open(file, out var version, out var flags);
            for (var left = content.ReadUInt32(); left > 0 && !content.Overran; left--)
            {
                var at = content.Position;
                content.Skip(version == 0 ? 2 : 4);
                var (hasSize, isAlpha) = (false, false);
                for (var properties = content.ReadByte(); properties > 0; properties--)
                {
                    var value = (flags & 1) == 0 ? (uint)content.ReadByte() << 8 : content.ReadUInt16();
                    var (isEssential, index) = ((value & 0x8000) != 0, (flags & 1) == 0 ? value >> 8 & 0x7F : value & 0x7FFF);
                    if (!isEssential && _essentials.Contains(index))
                        return ImageRejection.Invalid("a crop, rotation or mirror is not marked as essential", at);
                    hasSize |= _sizes.Contains(index);
                    isAlpha |= _alphas.Contains(index);
                }
                if (isAlpha && !hasSize)
                    return ImageRejection.Invalid("the alpha of a picture has no size", at);
            }
            return content.Overran ? box.TooShort() : null;
        }

        private static bool IsAlpha(IsoBox property, ReadOnlySpan<byte> file)
        {
            var content = property.Open(file, out _, out _);
            var kind = file[content.Position..content.End];
            return kind.StartsWith("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"u8) || kind.StartsWith("urn:mpeg:hevc:2015:auxid:1\0"u8);
        }
    }
}
