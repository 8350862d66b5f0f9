namespace UploadFunction.Images;

/// <summary>A track of a moov box (ISO/IEC 14496-12, 8.3): its codec, its size, and its samples, which must lie in the file.</summary>
internal struct IsoTrack
{
    private IsoBox _header;
    private IsoBox _descriptions;
    private HeifProperties _properties;
    private IsoSampleTable _table;
    private long _codedPixels;

    /// <summary>The type of the first sample entry.</summary>
    public uint Codec { readonly get; private set; }

    public int Samples { readonly get; private set; }

    /// <summary>Of all samples.</summary>
    public readonly long CodedPixels => PixelCount.Multiply(_codedPixels, Samples);

    /// <summary>It is the alpha or depth of another track.</summary>
    public bool IsAuxiliary { readonly get; private set; }

    /// <summary>Of the track header's size, and with the crop and the turns that the sample entry asks for.</summary>
    public readonly HeifProperties Properties => _properties;

    public static ImageRefusal? Read(IsoBox box, ReadOnlySpan<byte> file, out IsoTrack track)
    {
        track = default;
        return track.ReadBoxes(box, file, depth: 0)
            ?? track.ReadHeader(box, file)
            ?? track.ReadDescriptions(box, file)
            ?? track.ReadSamples(box, file);
    }

    /// <summary>The boxes of interest lie up to three boxes deep, each in one known container.</summary>
    private ImageRefusal? ReadBoxes(IsoBox container, ReadOnlySpan<byte> file, int depth)
    {
        var content = container.Open(file);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } refusal)
                return refusal;
            switch (box.Type)
            {
                case FourCc.tref:
                    if (ReadReferences(box, file) is { } referenceRefusal)
                        return referenceRefusal;
                    break;
                case FourCc.mdia or FourCc.minf or FourCc.stbl when depth < 3:
                    if (ReadBoxes(box, file, depth + 1) is { } innerRefusal)
                        return innerRefusal;
                    break;
                case FourCc.tkhd:
                    _header = box;
                    break;
                case FourCc.stsd:
                    _descriptions = box;
                    break;
                default:
                    _table.Keep(box);
                    break;
            }
        }
        return null;
    }

    private ImageRefusal? ReadReferences(IsoBox references, ReadOnlySpan<byte> file)
    {
        var content = references.Open(file);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } refusal)
                return refusal;
            IsAuxiliary |= box.Type == FourCc.auxl;
        }
        return null;
    }

    /// <summary>Width and height are whole pixels and 16 bits of fraction (8.3.2).</summary>
    private ImageRefusal? ReadHeader(IsoBox track, ReadOnlySpan<byte> file)
    {
        if (!_header.IsPresent)
            return ImageRefusal.Invalid("a track lacks its header", track.Start);
        var content = _header.Open(file, out var version, out _);
        content.Skip(version == 1 ? 32 : 20);
        content.Skip(52);
        _properties.Width = (int)(content.ReadUInt32() >> 16);
        _properties.Height = (int)(content.ReadUInt32() >> 16);
        return content.Overran ? _header.TooShort() : null;
    }

    private ImageRefusal? ReadDescriptions(IsoBox track, ReadOnlySpan<byte> file)
    {
        if (!_descriptions.IsPresent)
            return ImageRefusal.Invalid("a track does not describe its samples", track.Start);
        var content = _descriptions.Open(file);
        content.Skip(8);
        if (IsoBox.Read(ref content, out var entry) is { } refusal)
            return refusal;
        Codec = entry.Type;
        if (Codec is not (FourCc.av01 or FourCc.hvc1 or FourCc.hev1))
            return null;

        var inside = entry.Open(file);
        inside.Skip(78); // the fields of a visual sample entry (12.1.3)
        if (inside.Overran)
            return entry.TooShort();
        while (inside.Remaining > 0)
        {
            if ((IsoBox.Read(ref inside, out var property) ?? _properties.Read(property, file)) is { } propertyRefusal)
                return propertyRefusal;
        }
        return _properties.HasAv1 || _properties.HasHevc
            ? null
            : ImageRefusal.Invalid("the picture lacks its codec's configuration", entry.Start);
    }

    private ImageRefusal? ReadSamples(IsoBox track, ReadOnlySpan<byte> file)
    {
        var refusal = _table.Check(track, file, out var samples, out var firstChunk);
        Samples = samples;
        _codedPixels = PixelCount.Area(_properties.Width, _properties.Height);
        if (refusal is not null || Codec != FourCc.av01)
            return refusal;
        if (!Av1SequenceHeader.TryRead(firstChunk.Open(file), out var width, out var height))
            return ImageRefusal.Invalid("the picture's data does not start as AV1 does", firstChunk.Start);
        _codedPixels = Math.Max(_codedPixels, PixelCount.Area(width, height));
        return null;
    }
}
