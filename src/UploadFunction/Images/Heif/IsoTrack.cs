namespace UploadFunction.Images.Heif;

/// <summary>A track of a moov box (ISO/IEC 14496-12, 8.3): its codec, its size, and its samples, which must lie in the file.</summary>
internal struct IsoTrack
{
    private IsoBox _header;
    private IsoBox _handler;
    private IsoBox _descriptions;
    private HeifProperties _properties;
    private IsoSampleTable _table;
    private long _codedPixels;

    /// <summary>The type of the first sample entry.</summary>
    public uint Codec { readonly get; private set; }

    /// <summary>Whether it is a picture, or the alpha or depth of one. Others (sound, text, a sensor) are not read.</summary>
    public bool IsPicture { readonly get; private set; }

    public int Samples { readonly get; private set; }

    /// <summary>Of all samples.</summary>
    public readonly long CodedPixels => PixelCount.Multiply(_codedPixels, Samples);

    /// <summary>Whether it is the alpha or depth of another track.</summary>
    public bool IsAuxiliary { readonly get; private set; }

    /// <summary>The track header's size, with the crop and rotation of the sample entry.</summary>
    public readonly HeifProperties Properties => _properties;

    /// <param name="data">Gets the places of a picture's samples.</param>
    public static ImageRejection? Read(IsoBox box, ReadOnlySpan<byte> file, HeifData? data, out IsoTrack track)
    {
        track = default;
        if ((track.ReadBoxes(box, file) ?? track.ReadHandler(file)) is { } rejection)
            return rejection;
        return track.IsPicture
            ? track.ReadHeader(box, file) ?? track.ReadDescriptions(box, file) ?? track.ReadSamples(box, file, data)
            : null;
    }

    /// <summary>The boxes of interest lie up to three boxes deep. What is not stored is not read.</summary>
    private ImageRejection? ReadBoxes(IsoBox container, ReadOnlySpan<byte> file)
    {
        var content = container.Open(file);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } rejection)
                return rejection;
            if (!IsoBoxRules.Keeps(container.Type, box.Type))
                continue;
            switch (box.Type)
            {
                case IsoBoxType.Tref:
                    if (ReadReferences(box, file) is { } referenceRejection)
                        return referenceRejection;
                    break;
                case IsoBoxType.Mdia or IsoBoxType.Minf or IsoBoxType.Stbl:
                    if (ReadBoxes(box, file) is { } innerRejection)
                        return innerRejection;
                    break;
                default:
                    if (Keep(box))
                        return box.Invalid("a track holds two boxes of a kind that there is one of");
                    break;
            }
        }
        return null;
    }

    /// <returns>Whether it is the second of its kind: decoders disagree about which of them counts.</returns>
    private bool Keep(IsoBox box) => box.Type switch
    {
        IsoBoxType.Tkhd => IsoBox.Keep(ref _header, box),
        // QuickTime has another one in minf, about where the data is, which comes later.
        IsoBoxType.Hdlr when !_handler.IsPresent => IsoBox.Keep(ref _handler, box),
        IsoBoxType.Stsd => IsoBox.Keep(ref _descriptions, box),
        _ => _table.Keep(box),
    };

    private ImageRejection? ReadHandler(ReadOnlySpan<byte> file)
    {
        if (_handler.IsPresent)
        {
            var content = _handler.Open(file);
            content.Skip(8);
            IsPicture = IsoBoxType.IsOneOf(content.ReadUInt32(), "pict vide auxv"u8);
        }
        if (!_descriptions.IsPresent)
            return null;
        var descriptions = _descriptions.Open(file);
        descriptions.Skip(8);
        if (IsoBox.Read(ref descriptions, out var entry) is { } rejection)
            return IsPicture ? rejection : null;
        Codec = entry.Type;
        IsPicture |= HeifCodec.IsKnown(Codec);
        return null;
    }

    private ImageRejection? ReadReferences(IsoBox references, ReadOnlySpan<byte> file)
    {
        var content = references.Open(file);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } rejection)
                return rejection;
            IsAuxiliary |= box.Type == IsoBoxType.Auxl;
        }
        return null;
    }

    /// <summary>Width and height are whole pixels and 16 bits of fraction (8.3.2).</summary>
    private ImageRejection? ReadHeader(IsoBox track, ReadOnlySpan<byte> file)
    {
        if (!_header.IsPresent)
            return track.Invalid("a track lacks its header");
        var content = _header.Open(file, out var version, out _);
        content.Skip(version == 1 ? 32 : 20);
        content.Skip(52);
        _properties.Width = (int)(content.ReadUInt32() >> 16);
        _properties.Height = (int)(content.ReadUInt32() >> 16);
        return content.Overran ? _header.TooShort() : null;
    }

    private ImageRejection? ReadDescriptions(IsoBox track, ReadOnlySpan<byte> file)
    {
        if (!_descriptions.IsPresent)
            return track.Invalid("a track does not describe its samples");
        var content = _descriptions.Open(file);
        content.Skip(8);
        if (IsoBox.Read(ref content, out var entry) is { } rejection)
            return rejection;
        if (!HeifCodec.IsKnown(Codec))
            return null;

        var inside = entry.Open(file);
        inside.Skip(78); // the fields of a visual sample entry (12.1.3)
        if (inside.Overran)
            return entry.TooShort();
        while (inside.Remaining > 0)
        {
            if ((IsoBox.Read(ref inside, out var property) ?? _properties.Read(property, file)) is { } propertyRejection)
                return propertyRejection;
        }
        return _properties.HasAv1 || _properties.HasHevc ? null : entry.Invalid("the picture lacks its codec's configuration");
    }

    private ImageRejection? ReadSamples(IsoBox track, ReadOnlySpan<byte> file, HeifData? data)
    {
        var rejection = _table.Check(track, file, data, out var samples, out var firstChunk);
        Samples = samples;
        _codedPixels = PixelCount.Area(_properties.Width, _properties.Height);
        if (rejection is not null || Codec != HeifCodec.Av01)
            return rejection;
        if (Av1SequenceHeader.Read(file, firstChunk, out var width, out var height) is { } headerRejection)
            return headerRejection;
        _codedPixels = Math.Max(_codedPixels, PixelCount.Area(width, height));
        return null;
    }
}
