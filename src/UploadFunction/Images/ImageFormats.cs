namespace UploadFunction.Images;

/// <summary>The names the formats go by on the web and on disk.</summary>
internal static class ImageFormats
{
    /// <summary>The registered media type, such as <c>image/jpeg</c>.</summary>
    public static string MimeType(this ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.Png => "image/png",
        ImageFormat.Gif => "image/gif",
        ImageFormat.Webp => "image/webp",
        ImageFormat.Avif => "image/avif",
        ImageFormat.Heic => "image/heic",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>What people call the format.</summary>
    public static string Name(this ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "JPEG",
        ImageFormat.Png => "PNG",
        ImageFormat.Gif => "GIF",
        ImageFormat.Webp => "WebP",
        ImageFormat.Avif => "AVIF",
        ImageFormat.Heic => "HEIC",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>The usual file name extension without its dot, such as <c>jpg</c>.</summary>
    public static string Extension(this ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "jpg",
        ImageFormat.Png => "png",
        ImageFormat.Gif => "gif",
        ImageFormat.Webp => "webp",
        ImageFormat.Avif => "avif",
        ImageFormat.Heic => "heic",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>Finds the format of a media type, in any case and without parameters; <see langword="false"/> for all others.</summary>
    public static bool TryParseMimeType(ReadOnlySpan<char> mimeType, out ImageFormat format)
    {
        foreach (var candidate in Enum.GetValues<ImageFormat>())
        {
            if (mimeType.Equals(candidate.MimeType(), StringComparison.OrdinalIgnoreCase))
            {
                format = candidate;
                return true;
            }
        }
        format = default;
        return false;
    }
}
