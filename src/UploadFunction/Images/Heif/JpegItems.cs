using UploadFunction.Images.Jpeg;

namespace UploadFunction.Images.Heif;

/// <summary>
/// Items that are whole JPEG files (ISO/IEC 23008-12, H.2): thumbnails, gain maps and depth maps of some cameras. They can bring an
/// Exif block of their own, so only what a decoder needs is kept; the insides of the other segments become zeros.
/// </summary>
internal ref struct JpegItems(ReadOnlySpan<byte> file)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private int _left = file.Length;

    /// <summary>Collects what is kept of an item: all that comes before what cannot be read.</summary>
    public ImageRejection? Collect(FileRange item, HeifData data)
    {
        // Otherwise, many items of the same bytes would take much time.
        if (item.Length > _left)
            return ImageRejection.Invalid("several JPEG items share their data", item.Start);
        _left -= item.Length;

        var reader = new SpanReader(_file, item);
        var kept = item.Start;
        while (reader.ReadByte() == 0xFF && !reader.Overran)
        {
            var marker = reader.ReadByte();
            var length = marker is 0xD8 or JpegMarker.Eoi or (>= JpegMarker.Rst0 and <= JpegMarker.Rst7) ? 0 : reader.ReadUInt16();
            var start = reader.Position;
            reader.Skip(Math.Max(0, length - 2));
            if (reader.Overran)
                break;
            var isNeeded = !JpegMarker.IsMetadata(marker) || IsColour(_file[start..reader.Position]);
            data.Keep(new(kept, isNeeded ? reader.Position : start));
            kept = reader.Position;
            if (marker == JpegMarker.Eoi)
                break;
            if (marker == JpegMarker.Sos)
                SkipEntropyCodedData(ref reader);
            data.Keep(new(kept, reader.Position));
            kept = reader.Position;
        }
        return null;
    }

    /// <summary>JFIF, ICC and Adobe's segment decide the colours.</summary>
    private static bool IsColour(ReadOnlySpan<byte> segment) =>
        segment.StartsWith("JFIF\0"u8) || segment.StartsWith("ICC_PROFILE\0"u8) || segment.StartsWith("Adobe"u8);

    /// <summary>Moves to the next marker that is no restart.</summary>
    private static void SkipEntropyCodedData(ref SpanReader reader)
    {
        while (reader.SkipTo(0xFF) && reader.Peek(1) is 0 or (>= JpegMarker.Rst0 and <= JpegMarker.Rst7))
            reader.Skip(2);
    }
}
