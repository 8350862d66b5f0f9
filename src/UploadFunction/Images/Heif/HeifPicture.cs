namespace UploadFunction.Images.Heif;

/// <summary>The picture that a file shows, still or moving.</summary>
/// <param name="Codec">One of <see cref="HeifCodec"/>.</param>
internal readonly record struct HeifPicture(uint Codec, ImageInfo Info)
{
    public bool IsPresent => Codec != 0;
}
