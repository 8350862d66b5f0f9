namespace UploadFunction.Images;

/// <summary>Tells an image's format and size from its bytes and checks that the file is whole, without decoding it.</summary>
internal static class ImageInspector
{
    /// <summary>Checks the bytes of one file.</summary>
    /// <returns><see langword="true"/> with <paramref name="info"/>, or <see langword="false"/> with <paramref name="refusal"/>.</returns>
    public static bool TryInspect(ReadOnlySpan<byte> file, out ImageInfo info, out ImageRefusal refusal)
        => throw new NotImplementedException();
}
