namespace UploadFunction.Images.Heif;

/// <summary>Which items are pictures, and which are metadata. What is neither of them has no reason to be stored.</summary>
/// <param name="memory">Cleared memory of <see cref="Words"/>.</param>
internal readonly ref struct HeifItemKinds(Span<ulong> memory)
{
    public const int Words = 5 * BitSet.Words;

    private readonly BitSet _known = new(memory[..BitSet.Words]);
    private readonly BitSet _pictures = new(memory.Slice(BitSet.Words, BitSet.Words));
    private readonly BitSet _exif = new(memory.Slice(2 * BitSet.Words, BitSet.Words));
    private readonly BitSet _xmp = new(memory.Slice(3 * BitSet.Words, BitSet.Words));

    /// <summary>Those of the pictures that are whole JPEG files.</summary>
    public BitSet Jpegs { get; } = new(memory.Slice(4 * BitSet.Words, BitSet.Words));

    /// <summary>What becomes of an item's data.</summary>
    public HeifFate FateOf(uint item) =>
        _pictures.Contains(item) ? HeifFate.Kept
        : _exif.Contains(item) ? HeifFate.EmptyExif
        : _xmp.Contains(item) ? HeifFate.EmptyXmp
        : HeifFate.Zeros;

    public ImageRejection? Read(HeifItems items)
    {
        var infos = new HeifItemInfos(items.Infos, items.File);
        while (infos.Next(out var info))
        {
            // Were it a picture in one entry and Exif in the other, its bytes would both have to stay and to go.
            if (!_known.Add(info.Number))
                return infos.Entry.Invalid("two entries describe one item, or its number is above 65535");
            if (info.IsPicture)
                _pictures.Add(info.Number);
            if (info.IsJpeg)
                Jpegs.Add(info.Number);
            if (info.Type == HeifItemInfo.Exif)
                _exif.Add(info.Number);
            if (info.IsXmp)
                _xmp.Add(info.Number);
        }
        return infos.Fault;
    }
}
