namespace UploadFunction.Images;

/// <summary>The ftyp box that such a file starts with: a major brand and the brands it is compatible with.</summary>
internal readonly record struct HeifBrands(bool IsHeif, bool NamesAvif, bool ShowsSequence)
{
    public static HeifBrands Read(ReadOnlySpan<byte> file)
    {
        var reader = new SpanReader(file, start: 0);
        if (IsoBox.Read(ref reader, out var box) is not null || box.Type != FourCc.ftyp)
            return default;

        var content = box.Open(file);
        var major = content.ReadUInt32();
        content.Skip(4);
        var (isHeif, namesAvif) = (IsFamily(major), IsAvif(major));
        while (content.Remaining >= 4)
        {
            var brand = content.ReadUInt32();
            isHeif |= IsFamily(brand);
            namesAvif |= IsAvif(brand);
        }
        return new(isHeif, namesAvif, major is FourCc.avis or FourCc.hevc or FourCc.hevx or FourCc.msf1);
    }

    private static bool IsAvif(uint brand) => brand is FourCc.avif or FourCc.avis;

    private static bool IsFamily(uint brand) => IsAvif(brand)
        || brand is FourCc.heic or FourCc.heix or FourCc.heim or FourCc.heis or FourCc.mif1 or FourCc.msf1
        || brand is FourCc.hevc or FourCc.hevx or FourCc.hevm or FourCc.hevs;
}
