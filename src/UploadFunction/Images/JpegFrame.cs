namespace UploadFunction.Images;

/// <summary>A JPEG's frame header: the size, and the components that the scans must bring (T.81 B.2.2).</summary>
internal readonly ref struct JpegFrame
{
    private const int BytesPerComponent = 3;

    private readonly ReadOnlySpan<byte> _components;

    private JpegFrame(int width, int height, ReadOnlySpan<byte> components)
    {
        Width = width;
        Height = height;
        _components = components;
    }

    public int Width { get; }

    public int Height { get; }

    public bool IsPresent => !_components.IsEmpty;

    /// <summary>One bit for each component, the first one lowest.</summary>
    public int AllComponents => (1 << (_components.Length / BytesPerComponent)) - 1;

    /// <param name="segment">What follows the segment's length.</param>
    /// <param name="at">Where the segment starts, for the refusal.</param>
    public static bool TryRead(SpanReader segment, int at, out JpegFrame frame, out ImageRefusal refusal)
    {
        frame = default;
        var precision = segment.ReadByte();
        var height = segment.ReadUInt16();
        var width = segment.ReadUInt16();
        var count = segment.ReadByte();
        var components = segment.Read(count * BytesPerComponent);
        if (segment.Overran || segment.Remaining != 0)
            refusal = ImageRefusal.Invalid("a frame header of the wrong length", at);
        else if (precision != 8)
            refusal = ImageRefusal.Unsupported("this is a JPEG with other than 8 bits a sample, which browsers do not show", at);
        else if (count is not (1 or 3 or 4))
            refusal = ImageRefusal.Unsupported("this is a JPEG with other than 1, 3 or 4 components, which browsers do not show", at);
        else if (width == 0)
            refusal = ImageRefusal.Invalid("the frame header gives a width of 0", at);
        else if (height == 0)
            // T.81 allows it when a DNL segment brings the height later; no browser takes that.
            refusal = ImageRefusal.Invalid("the frame header gives a height of 0", at);
        else
            refusal = default;
        if (refusal != default)
            return false;

        for (var i = 0; i < components.Length; i += BytesPerComponent)
        {
            if (components[i + 1] >> 4 is < 1 or > 4 || (components[i + 1] & 15) is < 1 or > 4 || components[i + 2] > 3)
            {
                refusal = ImageRefusal.Invalid("the frame header describes a component that JPEG does not allow", at);
                return false;
            }
        }
        frame = new(width, height, components);
        return true;
    }

    /// <summary>The bits of the components with an id: more than one where a careless encoder gave several the same.</summary>
    public int Find(byte id, out int quantizationTables)
    {
        var found = 0;
        quantizationTables = 0;
        for (var i = 0; i < _components.Length; i += BytesPerComponent)
        {
            if (_components[i] != id)
                continue;
            found |= 1 << (i / BytesPerComponent);
            quantizationTables |= 1 << _components[i + 2];
        }
        return found;
    }
}
