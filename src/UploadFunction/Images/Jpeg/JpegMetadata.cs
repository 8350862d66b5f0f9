namespace UploadFunction.Images.Jpeg;

/// <summary>Decides what is stored of the APPn and COM segments.</summary>
/// <remarks>
/// Kept is what decides how the picture looks: JFIF and Adobe's APP14, which tell decoders the colours, cut to what libjpeg reads of
/// them; ICC profiles; and the orientation, in an Exif that says nothing else. All of it counts before the first scan only.
/// </remarks>
/// <param name="parts">Gets what is stored.</param>
/// <param name="elsewhere">How the rest of the file changes. Known, and asked for, only where metadata is kept.</param>
internal struct JpegMetadata(ImageParts parts, ImageChanges elsewhere)
{
    private const int JfifLength = 14;
    private const int AdobeLength = 12;
    private const int IccHeaderLength = 14;
    private const int ExifHeaderLength = 6;

    private int? _orientation;

    public readonly int Orientation => _orientation ?? ExifOrientation.Upright;

    public void Read(JpegSegment segment, bool isBeforeScans)
    {
        var data = segment.Data;
        if (segment.HasImpossibleLength)
            parts.Omit(segment.Range, ImageChanges.Repaired);
        else if (!isBeforeScans && !parts.KeepsMetadata)
            parts.Omit(segment.Range, ImageChanges.Metadata);
        else if (segment.Marker == JpegMarker.App0 && data.StartsWith("JFIF\0"u8))
            ReadJfif(segment, data);
        else if (segment.Marker == JpegMarker.App2 && data.StartsWith("ICC_PROFILE\0"u8))
            ReadIccProfile(segment);
        else if (segment.Marker == JpegMarker.App14 && data.StartsWith("Adobe"u8))
            ReadAdobe(segment, data);
        else if (segment.Marker == JpegMarker.App1 && isBeforeScans && IsFirstExif(data))
            ReadExif(segment, data);
        else
            ReadOther(segment);
    }

    /// <summary>
    /// The first Exif counts, and only before the first scan: browsers settle the size with the header. Of the six bytes before its TIFF
    /// block they compare five.
    /// </summary>
    private readonly bool IsFirstExif(ReadOnlySpan<byte> data) =>
        _orientation is null && data.Length > ExifHeaderLength && data.StartsWith("Exif\0"u8);

    private void ReadExif(JpegSegment segment, ReadOnlySpan<byte> data)
    {
        var tiff = data[ExifHeaderLength..];
        _orientation = ExifOrientation.Read(tiff);
        if (parts.KeepsMetadata || _orientation == ExifOrientation.Upright)
        {
            ReadOther(segment);
            return;
        }
        Span<byte> smallest = stackalloc byte[ExifHeaderLength + ExifOrientation.BlockLength];
        "Exif\0\0"u8.CopyTo(smallest);
        ExifOrientation.Write(Orientation, littleEndian: tiff[0] == 'I', smallest[ExifHeaderLength..]);
        Store(segment, smallest, ImageChanges.Metadata);
    }

    /// <summary>
    /// A thumbnail of 3 bytes a pixel follows the two bytes of its size. libjpeg does not take a shorter segment for JFIF, and does not
    /// mind if thumbnail and size disagree.
    /// </summary>
    private readonly void ReadJfif(JpegSegment segment, ReadOnlySpan<byte> data)
    {
        if (data.Length < JfifLength)
        {
            parts.Omit(segment.Range, ImageChanges.Repaired);
            return;
        }
        var (width, height) = (data[12], data[13]);
        var fits = data.Length - JfifLength == 3 * width * height && (width == 0) == (height == 0);
        if (fits && parts.KeepsMetadata)
        {
            parts.Keep(segment.Range);
            return;
        }
        Span<byte> bare = stackalloc byte[JfifLength];
        data[..JfifLength].CopyTo(bare);
        bare[12..].Clear();
        Store(segment, bare, fits ? ImageChanges.Metadata : ImageChanges.Repaired);
    }

    /// <summary>libjpeg does not read a shorter segment. Made longer, it would change the colours.</summary>
    private readonly void ReadAdobe(JpegSegment segment, ReadOnlySpan<byte> data)
    {
        if (data.Length < AdobeLength)
            parts.Omit(segment.Range, ImageChanges.Repaired);
        else
            Store(segment, parts.KeepsMetadata ? data : data[..AdobeLength], ImageChanges.Metadata);
    }

    /// <summary>Behind its name stand the number of the segment and the count of segments (ICC.1, annex B.4).</summary>
    private readonly void ReadIccProfile(JpegSegment segment)
    {
        if (segment.Length < IccHeaderLength)
            parts.Omit(segment.Range, ImageChanges.Repaired);
        else
            parts.Keep(segment.Range);
    }

    private readonly void ReadOther(JpegSegment segment)
    {
        if (parts.KeepsMetadata && !PointsAtWhatChanged(segment))
            parts.Keep(segment.Range);
        else
            parts.Omit(segment.Range, ImageChanges.Metadata);
    }

    /// <summary>Stores a segment with other content, or as it is if the content is no other.</summary>
    private readonly void Store(JpegSegment segment, ReadOnlySpan<byte> data, ImageChanges why)
    {
        if (data.SequenceEqual(segment.Data))
        {
            parts.Keep(segment.Range);
            return;
        }
        parts.Omit(segment.Range, why);
        parts.Insert([0xFF, segment.Marker, 0, (byte)(data.Length + 2)], why);
        parts.Insert(data, why);
    }

    /// <summary>
    /// MPF (CIPA DC-007) and Google's container XMP give the places of what is behind the image, and are wrong without it. JUMBF
    /// (ISO/IEC 19566-5) holds the manifests of C2PA, whose signature is broken by any change.
    /// </summary>
    private readonly bool PointsAtWhatChanged(JpegSegment segment) => segment.Marker switch
    {
        JpegMarker.App1 => LosesItsTrailer && NamesTheTrailer(segment.Data),
        JpegMarker.App2 => LosesItsTrailer && segment.Data.StartsWith("MPF\0"u8),
        JpegMarker.App11 => elsewhere != ImageChanges.None && segment.Data.StartsWith("JP"u8),
        _ => false,
    };

    private readonly bool LosesItsTrailer => elsewhere.HasFlag(ImageChanges.TrailingData);

    /// <summary>XMP of either kind, the main packet or an extension of it.</summary>
    private static bool NamesTheTrailer(ReadOnlySpan<byte> data) =>
        data.StartsWith("http://ns.adobe.com/x"u8)
        && (data.IndexOf("http://ns.google.com/photos/1.0/container/"u8) >= 0 || data.IndexOf("MicroVideoOffset"u8) >= 0);
}
