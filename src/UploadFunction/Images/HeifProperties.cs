namespace UploadFunction.Images;

/// <summary>
/// What the properties of an image item, or the boxes of a track's sample entry, say of its size (ISO/IEC 23008-12, 6.5). They work
/// in the order crop, rotate, mirror, which MIAF (ISO/IEC 23000-22, 7.3.6.7) makes the only one.
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

    /// <summary>The codec's configuration (av1C, hvcC) is there.</summary>
    public bool HasAv1 { get; private set; }

    public bool HasHevc { get; private set; }

    public static bool IsTransformation(uint type) => type is FourCc.clap or FourCc.irot or FourCc.imir;

    public ImageRefusal? Read(IsoBox property, ReadOnlySpan<byte> file)
    {
        var content = property.Open(file);
        switch (property.Type)
        {
            case FourCc.ispe:
                return ReadSize(property, file);
            case FourCc.clap when _crop is not null:
            case FourCc.irot when _isRotated:
            case FourCc.imir when _isMirrored:
                return ImageRefusal.Invalid("a picture has two crops, rotations or mirrors", property.Start);
            case FourCc.clap:
                _crop = CleanAperture.Read(ref content);
                break;
            case FourCc.irot:
                _isRotated = true;
                _quarterTurn = (content.ReadByte() & 1) != 0;
                break;
            case FourCc.imir:
                _isMirrored = true;
                content.ReadByte();
                break;
            case FourCc.av1C:
                HasAv1 = true;
                content.Skip(4);
                break;
            case FourCc.hvcC:
                HasHevc = true;
                content.Skip(23);
                break;
        }
        return content.Overran ? property.TooShort() : null;
    }

    private ImageRefusal? ReadSize(IsoBox property, ReadOnlySpan<byte> file)
    {
        var content = property.Open(file);
        content.Skip(4);
        var width = content.ReadUInt32();
        var height = content.ReadUInt32();
        if (content.Overran)
            return property.TooShort();
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
            return ImageRefusal.Invalid("the width or height is not between 1 and 2147483647", property.Start);
        if (Width != 0 && (Width != width || Height != height))
            return ImageRefusal.Invalid("a picture has two sizes", property.Start);
        (Width, Height) = ((int)width, (int)height);
        return null;
    }

    /// <summary>The size after cropping and turning.</summary>
    public readonly (int Width, int Height) DisplaySize(ImageFormat format)
    {
        var (width, height) = (Width, Height);
        if (_crop is { } crop)
            (width, height) = format == ImageFormat.Avif ? crop.ApplyAsBrowsersDo(width, height) : crop.Apply(width, height);
        return _quarterTurn ? (height, width) : (width, height);
    }
}
