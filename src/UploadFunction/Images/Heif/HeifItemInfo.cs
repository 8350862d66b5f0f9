namespace UploadFunction.Images.Heif;

/// <summary>What an infe box says of one item (ISO/IEC 14496-12, 8.11.6).</summary>
/// <param name="Type">0 in the versions of the box that know no types: such an item is no picture.</param>
/// <param name="Name">Where its name lies, without the zero byte at its end.</param>
/// <param name="Rest">
/// What follows the name. The content type and encoding, or URI, tell what an item is that is not stored; those of an XMP packet stay.
/// </param>
/// <param name="IsXmp">Whether it is an XMP packet that is not compressed.</param>
internal readonly record struct HeifItemInfo(uint Number, uint Type, FileRange Name, FileRange Rest, bool IsXmp)
{
    public const uint Exif = 'E' << 24 | 'x' << 16 | 'i' << 8 | 'f';

    /// <summary>
    /// Whether the item is a picture, or a part of one, and has data: what its standard, or one of its codecs, defines as such.
    /// </summary>
    public bool IsPicture => IsoBoxType.IsOneOf(Type, "av01 hvc1 hev1 grid tmap lhv1 avc1 vvc1 j2k1 iovl sato unci mski"u8) || IsJpeg;

    public bool IsJpeg => IsoBoxType.IsOneOf(Type, "jpeg"u8);

    public static ImageRejection? Read(IsoBox box, ReadOnlySpan<byte> file, out HeifItemInfo info)
    {
        var content = box.Open(file, out var version, out _);
        var number = version <= 2 ? content.ReadUInt16() : content.ReadUInt32();
        content.Skip(2);
        var type = version >= 2 ? content.ReadUInt32() : 0;
        var name = ReadText(ref content);
        var isXmp = IsoBoxType.IsOneOf(type, "mime"u8) && SkipXmp(ref content, file);
        info = new(number, type, name, content.ReadRange(content.Remaining), isXmp);
        return content.Overran ? box.TooShort() : null;
    }

    /// <summary>Passes over the content type and the encoding, if they are those of an XMP packet.</summary>
    private static bool SkipXmp(ref SpanReader content, ReadOnlySpan<byte> file)
    {
        var ahead = content;
        var contentType = ReadText(ref ahead);
        var encoding = ReadText(ref ahead);
        if (!file[contentType.Start..contentType.End].SequenceEqual("application/rdf+xml"u8) || encoding.Length > 0)
            return false;
        content = ahead;
        return true;
    }

    /// <summary>A text up to its zero byte, or to the end of the box.</summary>
    private static FileRange ReadText(ref SpanReader content)
    {
        var start = content.Position;
        var range = new FileRange(start, content.SkipTo(0) ? content.Position : content.End);
        content.Skip(Math.Min(1, content.Remaining));
        return content.Overran ? default : range;
    }
}
