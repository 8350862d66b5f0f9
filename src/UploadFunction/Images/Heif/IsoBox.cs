namespace UploadFunction.Images.Heif;

/// <summary>A box of an ISO base media file (ISO/IEC 14496-12, 4.2): its type, and what is inside.</summary>
/// <param name="Start">Where the box itself starts.</param>
internal readonly record struct IsoBox(uint Type, int Start, FileRange Content)
{
    public bool IsPresent => Type != 0;

    public int End => Content.End;

    /// <summary>Whether this is space that nobody uses (8.1.2).</summary>
    public bool IsFree => Type is IsoBoxType.Free or IsoBoxType.Skip;

    /// <summary>Reads the next box of a part.</summary>
    /// <param name="part">The file, or the inside of another box.</param>
    /// <param name="isTopLevel">Whether a length of 0 is allowed, which means to the end of the file.</param>
    public static ImageRejection? Read(ref SpanReader part, out IsoBox box, bool isTopLevel = false)
    {
        box = default;
        var start = part.Position;
        ulong length = part.ReadUInt32();
        var type = part.ReadUInt32();
        if (length == 1)
            length = part.ReadUInt64();
        else if (length == 0 && isTopLevel)
            length = (ulong)(part.End - start);
        var header = (ulong)(part.Position - start);

        if (!part.Overran && !IsPrintable(type))
            return ImageRejection.Invalid(isTopLevel ? "bytes that are no box" : "a box's type is not four characters", start);
        if (!part.Overran && length < header)
            return ImageRejection.Invalid("a box gives a length too short for its own header", start);
        var content = part.ReadRange(length > int.MaxValue ? int.MaxValue : (long)(length - header));
        if (part.Overran)
            return ImageRejection.Invalid(isTopLevel ? ImageRejection.CutOffReason : "a box is longer than the box it lies in", start);
        box = new(type, start, content);
        return null;
    }

    /// <summary>Remembers a box of which there is one.</summary>
    /// <returns>Whether there was one already.</returns>
    public static bool Keep(ref IsoBox place, IsoBox box)
    {
        var isSecond = place.IsPresent;
        place = box;
        return isSecond;
    }

    public SpanReader Open(ReadOnlySpan<byte> file) => new(file, Content);

    /// <summary>Opens a full box, which starts with a version and flags.</summary>
    public SpanReader Open(ReadOnlySpan<byte> file, out int version, out int flags)
    {
        var content = Open(file);
        var word = content.ReadUInt32();
        (version, flags) = ((int)(word >> 24), (int)(word & 0xFFFFFF));
        return content;
    }

    public ImageRejection Invalid(string reason) => ImageRejection.Invalid(reason, Start);

    public ImageRejection TooShort() => Invalid("a box is too short for what it should hold");

    private static bool IsPrintable(uint type) =>
        (type >> 24) is >= 0x20 and < 0x7F && (type >> 16 & 0xFF) is >= 0x20 and < 0x7F
        && (type >> 8 & 0xFF) is >= 0x20 and < 0x7F && (type & 0xFF) is >= 0x20 and < 0x7F;
}
