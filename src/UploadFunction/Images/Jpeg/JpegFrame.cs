namespace UploadFunction.Images.Jpeg;

/// <summary>A JPEG's frame header: the size, and the components that the scans must bring (T.81 B.2.2).</summary>
internal readonly ref struct JpegFrame(int width, int height, ReadOnlySpan<byte> components)
{
    private const int BytesPerComponent = 3;

    private readonly ReadOnlySpan<byte> _components = components;

    public int Width { get; } = width;

    public int Height { get; } = height;

    public bool IsPresent => !_components.IsEmpty;

    /// <summary>One bit for each component, the first one lowest.</summary>
    public int AllComponents => (1 << (_components.Length / BytesPerComponent)) - 1;

    public static ImageRejection? Read(JpegSegment segment, out JpegFrame frame)
    {
        frame = default;
        if (CheckProcess(segment) is { } rejection)
            return rejection;
        var content = segment.Open();
        var precision = content.ReadByte();
        var (height, width) = (content.ReadUInt16(), content.ReadUInt16());
        var count = content.ReadByte();
        var components = content.Read(count * BytesPerComponent);
        if (content.Overran || content.Remaining != 0)
            return segment.Invalid("a frame header of the wrong length");
        if (precision != 8)
            return segment.Unsupported("this is a JPEG with other than 8 bits a sample, which browsers do not show");
        if (count is not (1 or 3 or 4))
            return segment.Unsupported("this is a JPEG with other than 1, 3 or 4 components, which browsers do not show");
        if (width == 0)
            return segment.Invalid("the frame header gives a width of 0");
        // T.81 allows it if a DNL segment states the height later; no browser reads that.
        if (height == 0)
            return segment.Invalid("the frame header gives a height of 0");
        for (var i = 0; i < components.Length; i += BytesPerComponent)
        {
            if (components[i + 1] >> 4 is < 1 or > 4 || (components[i + 1] & 15) is < 1 or > 4 || components[i + 2] > 3)
                return segment.Invalid("the frame header describes a component that JPEG does not allow");
        }
        frame = new(width, height, components);
        return null;
    }

    /// <summary>
    /// The index of a component by its id, at least <paramref name="from"/>, or -1. Careless encoders give several components the same
    /// id; libjpeg, too, takes the next one then.
    /// </summary>
    public int IndexOf(byte id, int from)
    {
        for (var index = from; index < _components.Length / BytesPerComponent; index++)
        {
            if (_components[index * BytesPerComponent] == id)
                return index;
        }
        return -1;
    }

    /// <summary>Which quantization table the component with an index needs.</summary>
    public int QuantizationTable(int index) => _components[(index * BytesPerComponent) + 2];

    /// <summary>Browsers show what is Huffman-coded and sequential or progressive.</summary>
    private static ImageRejection? CheckProcess(JpegSegment segment) => segment.Marker switch
    {
        > JpegMarker.Jpg => segment.Unsupported("this is a JPEG with arithmetic coding, which browsers do not show"),
        > JpegMarker.Sof3 => segment.Unsupported("this is a hierarchical JPEG, which browsers do not show"),
        JpegMarker.Sof3 => segment.Unsupported("this is a lossless JPEG, which browsers do not show"),
        _ => null,
    };
}
