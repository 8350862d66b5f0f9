namespace UploadFunction.Images.Heif;

/// <summary>The ftyp box that such a file starts with: a major brand and the brands it is compatible with.</summary>
internal readonly record struct HeifBrands(bool IsHeif, bool NamesAvif, bool ShowsSequence)
{
    public static HeifBrands Read(ReadOnlySpan<byte> file)
    {
        var reader = new SpanReader(file, start: 0);
        if (IsoBox.Read(ref reader, out var box) is not null || box.Type != IsoBoxType.Ftyp)
            return default;

        var content = box.Open(file);
        var major = content.ReadUInt32();
        content.Skip(4);
        var (isHeif, namesAvif) = (IsFamily(major), IsAvif(major));
        while (content.Remaining >= 4)
        {
            var brand = content.ReadUInt32();
            isHeif = isHeif || IsFamily(brand);
            namesAvif = namesAvif || IsAvif(brand);
        }
        return new(isHeif, namesAvif, IsoBoxType.IsOneOf(major, "avis hevc hevx msf1"u8));
    }

    private static bool IsAvif(uint brand) => IsoBoxType.IsOneOf(brand, "avif avis"u8);

    /// <summary>Includes mif3 of the short form, where the minor version is the picture's brand.</summary>
    private static bool IsFamily(uint brand) =>
        IsoBoxType.IsOneOf(brand, "avif avis heic heix heim heis hevc hevx hevm hevs mif1 mif3 msf1"u8);
}
