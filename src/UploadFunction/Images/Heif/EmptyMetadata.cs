namespace UploadFunction.Images.Heif;

/// <summary>
/// What an Exif or XMP item becomes: well-formed, so that no reader complains, and without a word. Taking the item out would move what
/// lies behind it.
/// </summary>
/// <param name="head">What it begins with.</param>
/// <param name="filling">What it goes on with to its end.</param>
/// <param name="shortestItem">Bytes that this takes at least; a shorter item becomes zeros.</param>
internal readonly ref struct EmptyMetadata(ReadOnlySpan<byte> head, byte filling, int shortestItem)
{
    public ReadOnlySpan<byte> Head { get; } = head;

    public byte Filling { get; } = filling;

    public int ShortestItem { get; } = shortestItem;

    /// <summary>
    /// Exif begins with where its TIFF block starts (ISO/IEC 23008-12, A.2.1), here at once, and the block with a header; then come
    /// zeros: a directory of no entries, and no further one. XMP is XML, which spaces may follow.
    /// </summary>
    public static EmptyMetadata Of(HeifFate fate) => fate == HeifFate.EmptyExif
        ? new("\0\0\0\0MM\0*\0\0\0\b"u8, 0, shortestItem: 4 + 8 + 2 + 4)
        : new(Xmp, (byte)' ', Xmp.Length);

    private static ReadOnlySpan<byte> Xmp => """<x:xmpmeta xmlns:x="adobe:ns:meta/"/>"""u8;
}
