using System.Buffers.Binary;

namespace UploadFunction.Images.Heif;

/// <summary>The types of boxes that are read, as big-endian numbers (ISO/IEC 14496-12, ISO/IEC 23008-12).</summary>
internal static class IsoBoxType
{
    // Anywhere
    public const uint Free = 'f' << 24 | 'r' << 16 | 'e' << 8 | 'e';
    public const uint Skip = 's' << 24 | 'k' << 16 | 'i' << 8 | 'p';
    public const uint Uuid = 'u' << 24 | 'u' << 16 | 'i' << 8 | 'd';

    // Of the file
    public const uint Ftyp = 'f' << 24 | 't' << 16 | 'y' << 8 | 'p';
    public const uint Meta = 'm' << 24 | 'e' << 16 | 't' << 8 | 'a';
    public const uint Moov = 'm' << 24 | 'o' << 16 | 'o' << 8 | 'v';
    public const uint Mdat = 'm' << 24 | 'd' << 16 | 'a' << 8 | 't';
    public const uint Mini = 'm' << 24 | 'i' << 16 | 'n' << 8 | 'i';

    // In meta
    public const uint Hdlr = 'h' << 24 | 'd' << 16 | 'l' << 8 | 'r';
    public const uint Pitm = 'p' << 24 | 'i' << 16 | 't' << 8 | 'm';
    public const uint Iinf = 'i' << 24 | 'i' << 16 | 'n' << 8 | 'f';
    public const uint Infe = 'i' << 24 | 'n' << 16 | 'f' << 8 | 'e';
    public const uint Iloc = 'i' << 24 | 'l' << 16 | 'o' << 8 | 'c';
    public const uint Iref = 'i' << 24 | 'r' << 16 | 'e' << 8 | 'f';
    public const uint Dimg = 'd' << 24 | 'i' << 16 | 'm' << 8 | 'g';
    public const uint Iprp = 'i' << 24 | 'p' << 16 | 'r' << 8 | 'p';
    public const uint Ipco = 'i' << 24 | 'p' << 16 | 'c' << 8 | 'o';
    public const uint Ipma = 'i' << 24 | 'p' << 16 | 'm' << 8 | 'a';
    public const uint Idat = 'i' << 24 | 'd' << 16 | 'a' << 8 | 't';
    public const uint Dinf = 'd' << 24 | 'i' << 16 | 'n' << 8 | 'f';
    public const uint Dref = 'd' << 24 | 'r' << 16 | 'e' << 8 | 'f';
    public const uint Url = 'u' << 24 | 'r' << 16 | 'l' << 8 | ' ';
    public const uint Urn = 'u' << 24 | 'r' << 16 | 'n' << 8 | ' ';

    // In ipco, or in a sample entry
    public const uint Ispe = 'i' << 24 | 's' << 16 | 'p' << 8 | 'e';
    public const uint Irot = 'i' << 24 | 'r' << 16 | 'o' << 8 | 't';
    public const uint Imir = 'i' << 24 | 'm' << 16 | 'i' << 8 | 'r';
    public const uint Clap = 'c' << 24 | 'l' << 16 | 'a' << 8 | 'p';
    public const uint AuxC = 'a' << 24 | 'u' << 16 | 'x' << 8 | 'C';
    public const uint A1op = 'a' << 24 | '1' << 16 | 'o' << 8 | 'p';
    public const uint Lsel = 'l' << 24 | 's' << 16 | 'e' << 8 | 'l';
    public const uint Av1C = 'a' << 24 | 'v' << 16 | '1' << 8 | 'C';
    public const uint HvcC = 'h' << 24 | 'v' << 16 | 'c' << 8 | 'C';

    // In moov
    public const uint Mvhd = 'm' << 24 | 'v' << 16 | 'h' << 8 | 'd';
    public const uint Trak = 't' << 24 | 'r' << 16 | 'a' << 8 | 'k';
    public const uint Tref = 't' << 24 | 'r' << 16 | 'e' << 8 | 'f';
    public const uint Auxl = 'a' << 24 | 'u' << 16 | 'x' << 8 | 'l';
    public const uint Tkhd = 't' << 24 | 'k' << 16 | 'h' << 8 | 'd';
    public const uint Mdia = 'm' << 24 | 'd' << 16 | 'i' << 8 | 'a';
    public const uint Mdhd = 'm' << 24 | 'd' << 16 | 'h' << 8 | 'd';
    public const uint Minf = 'm' << 24 | 'i' << 16 | 'n' << 8 | 'f';
    public const uint Stbl = 's' << 24 | 't' << 16 | 'b' << 8 | 'l';
    public const uint Stsd = 's' << 24 | 't' << 16 | 's' << 8 | 'd';
    public const uint Stsz = 's' << 24 | 't' << 16 | 's' << 8 | 'z';
    public const uint Stsc = 's' << 24 | 't' << 16 | 's' << 8 | 'c';
    public const uint Stco = 's' << 24 | 't' << 16 | 'c' << 8 | 'o';
    public const uint Co64 = 'c' << 24 | 'o' << 16 | '6' << 8 | '4';

    /// <summary>Whether a type, or another such code, is in a list such as <c>"meta moov"</c>.</summary>
    public static bool IsOneOf(uint type, ReadOnlySpan<byte> names)
    {
        for (; names.Length >= 4; names = names[Math.Min(names.Length, 5)..])
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(names) == type)
                return true;
        }
        return false;
    }
}
