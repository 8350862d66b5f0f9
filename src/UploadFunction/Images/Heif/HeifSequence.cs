namespace UploadFunction.Images.Heif;

/// <summary>The moving picture of a moov box: the first track of a picture codec that is not the alpha or depth of another track.</summary>
internal static class HeifSequence
{
    /// <param name="data">Gets the places of all samples of pictures.</param>
    public static ImageRejection? Read(IsoBox movie, ReadOnlySpan<byte> file, HeifData? data, out HeifPicture picture)
    {
        picture = default;
        var content = movie.Open(file);
        while (content.Remaining > 0)
        {
            if (IsoBox.Read(ref content, out var box) is { } rejection)
                return rejection;
            if (box.Type != IsoBoxType.Trak)
                continue;
            if (IsoTrack.Read(box, file, data, out var track) is { } trackRejection)
                return trackRejection;
            if (picture.IsPresent || track.IsAuxiliary || !HeifCodec.IsKnown(track.Codec))
                continue;

            var (width, height) = track.Properties.DisplaySize(track.Codec);
            if (width == 0 || height == 0)
                return box.Invalid("a picture track without width or height");
            picture = new(track.Codec, new(width, height, track.Samples, track.CodedPixels));
        }
        return picture.IsPresent ? null : movie.Invalid("the moov box holds no picture track");
    }
}
