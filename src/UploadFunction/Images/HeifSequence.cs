namespace UploadFunction.Images;

/// <summary>The moving picture of a moov box: the first track of a picture codec that is no other track's alpha or depth.</summary>
internal static class HeifSequence
{
    public static ImageRefusal? Read(IsoBox movie, ReadOnlySpan<byte> file, out ImageInfo info)
    {
        info = default;
        var content = movie.Open(file);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } refusal)
                return refusal;
            if (box.Type != FourCc.trak)
                continue;
            if (IsoTrack.Read(box, file, out var track) is { } trackRefusal)
                return trackRefusal;
            if (info.Frames > 0 || track.IsAuxiliary || track.Codec is not (FourCc.av01 or FourCc.hvc1 or FourCc.hev1))
                continue;

            var format = track.Codec == FourCc.av01 ? ImageFormat.Avif : ImageFormat.Heic;
            var (width, height) = track.Properties.DisplaySize(format);
            if (width == 0 || height == 0)
                return ImageRefusal.Invalid("a picture track without width or height", box.Start);
            info = new(format, width, height, track.Samples, track.CodedPixels);
        }
        return info.Frames > 0 ? null : ImageRefusal.Invalid("the moov box holds no picture track", movie.Start);
    }
}
