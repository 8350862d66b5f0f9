namespace UploadFunction.Images.Heif;

/// <summary>
/// What the properties of an image item, or the boxes of a track's sample entry, say about its size (ISO/IEC 23008-12, 6.5). They are
/// applied in the order crop, rotate, mirror, the only one that MIAF (ISO/IEC 23000-22, 7.3.6.7) allows.
/// </summary>
internal struct HeifProperties
{
    private CleanAperture? _crop;
    private bool _isRotated;
    private bool _isMirrored;
    private bool _quarterTurn;

    /// <summary>Of the coded picture, from ispe; 0 without one.</summary>
    public int Width { get; set; }

    public int Height { get; set; }

    /// <summary>Whether the codec's configuration (av1C, hvcC) is there.</summary>
    public bool HasAv1 { get; private set; }

    public bool HasHevc { get; private set; }

    public static bool IsTransformation(uint type) => type is IsoBoxType.Clap or IsoBoxType.Irot or IsoBoxType.Imir;

    public ImageRejection? Read(IsoBox property, ReadOnlySpan<byte> file)
    {
        var content = property.Open(file);
        switch (property.Type)
        {
            case IsoBoxType.Ispe:
                return ReadSize(property, file);
            case IsoBoxType.Clap when _crop is not null:
            case IsoBoxType.Irot when _isRotated:
            case IsoBoxType.Imir when _isMirrored:
                return property.Invalid("a picture has two crops, rotations or mirrors");
            case IsoBoxType.Clap:
                _crop = CleanAperture.Read(ref content);
                break;
            case IsoBoxType.Irot:
                _isRotated = true;
                _quarterTurn = (content.ReadByte() & 1) != 0;
                break;
            case IsoBoxType.Imir:
                _isMirrored = true;
                content.ReadByte();
                break;
            case IsoBoxType.Av1C:
                HasAv1 = true;
                content.Skip(4);
                break;
            case IsoBoxType.HvcC:
                HasHevc = true;
                content.Skip(23);
                break;
        }
        return content.Overran ? property.TooShort() : null;
    }

    private ImageRejection? ReadSize(IsoBox property, ReadOnlySpan<byte> file)
    {
        var content = property.Open(file);
        content.Skip(4);
        var (width, height) = (content.ReadUInt32(), content.ReadUInt32());
        if (content.Overran)
            return property.TooShort();
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
            return property.Invalid("the width or height is not between 1 and 2147483647");
        if (Width != 0 && (Width != width || Height != height))
            return property.Invalid("a picture has two sizes");
        (Width, Height) = ((int)width, (int)height);
        return null;
    }

    /// <summary>The size after cropping and turning.</summary>
    /// <param name="codec">Browsers crop AV1 in their own way; viewers of HEVC follow the standard.</param>
    public readonly (int Width, int Height) DisplaySize(uint codec)
    {
        var (width, height) = (Width, Height);
        if (_crop is { } crop)
            (width, height) = codec == HeifCodec.Av01 ? crop.ApplyAsBrowsersDo(width, height) : crop.Apply(width, height);
        return _quarterTurn ? (height, width) : (width, height);
    }
}
