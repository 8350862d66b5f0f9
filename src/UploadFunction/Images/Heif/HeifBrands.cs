namespace UploadFunction.Images.Heif;

/// <summary>The ftyp box that such a file starts with: a major brand and the brands it is compatible with.</summary>
internal readonly record struct HeifBrands(bool IsHeif, bool NamesAvif, bool ShowsSequence)
{
    private const uint Avif = 'a' << 24 | 'v' << 16 | 'i' << 8 | 'f';
    private const uint Avis = 'a' << 24 | 'v' << 16 | 'i' << 8 | 's';
    private const uint Heic = 'h' << 24 | 'e' << 16 | 'i' << 8 | 'c';
    private const uint Heix = 'h' << 24 | 'e' << 16 | 'i' << 8 | 'x';
    private const uint Heim = 'h' << 24 | 'e' << 16 | 'i' << 8 | 'm';
    private const uint Heis = 'h' << 24 | 'e' << 16 | 'i' << 8 | 's';
    private const uint Hevc = 'h' << 24 | 'e' << 16 | 'v' << 8 | 'c';
    private const uint Hevx = 'h' << 24 | 'e' << 16 | 'v' << 8 | 'x';
    private const uint Hevm = 'h' << 24 | 'e' << 16 | 'v' << 8 | 'm';
    private const uint Hevs = 'h' << 24 | 'e' << 16 | 'v' << 8 | 's';
    private const uint Mif1 = 'm' << 24 | 'i' << 16 | 'f' << 8 | '1';
    private const uint Mif3 = 'm' << 24 | 'i' << 16 | 'f' << 8 | '3'; // of the short form: its picture's brand is the minor version
    private const uint Msf1 = 'm' << 24 | 's' << 16 | 'f' << 8 | '1';

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
            isHeif |= IsFamily(brand);
            namesAvif |= IsAvif(brand);
        }
        return new(isHeif, namesAvif, major is Avis or Hevc or Hevx or Msf1);
    }

    private static bool IsAvif(uint brand) => brand is Avif or Avis;

    private static bool IsFamily(uint brand) =>
        brand is Avif or Avis or Heic or Heix or Heim or Heis or Hevc or Hevx or Hevm or Hevs or Mif1 or Mif3 or Msf1;
}
