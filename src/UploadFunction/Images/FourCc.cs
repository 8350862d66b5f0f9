namespace UploadFunction.Images;

/// <summary>The four-character codes that PNG, RIFF and ISO files name their parts with, read as big-endian numbers.</summary>
internal static class FourCc
{
    // PNG
    public const uint IHDR = 'I' << 24 | 'H' << 16 | 'D' << 8 | 'R';
    public const uint PLTE = 'P' << 24 | 'L' << 16 | 'T' << 8 | 'E';
    public const uint IDAT = 'I' << 24 | 'D' << 16 | 'A' << 8 | 'T';
    public const uint IEND = 'I' << 24 | 'E' << 16 | 'N' << 8 | 'D';
    public const uint acTL = 'a' << 24 | 'c' << 16 | 'T' << 8 | 'L';
    public const uint fcTL = 'f' << 24 | 'c' << 16 | 'T' << 8 | 'L';
    public const uint fdAT = 'f' << 24 | 'd' << 16 | 'A' << 8 | 'T';
    public const uint eXIf = 'e' << 24 | 'X' << 16 | 'I' << 8 | 'f';
    public const uint CgBI = 'C' << 24 | 'g' << 16 | 'B' << 8 | 'I';

    // RIFF (WebP)
    public const uint VP8 = 'V' << 24 | 'P' << 16 | '8' << 8 | ' ';
    public const uint VP8L = 'V' << 24 | 'P' << 16 | '8' << 8 | 'L';
    public const uint VP8X = 'V' << 24 | 'P' << 16 | '8' << 8 | 'X';
    public const uint ALPH = 'A' << 24 | 'L' << 16 | 'P' << 8 | 'H';
    public const uint ANIM = 'A' << 24 | 'N' << 16 | 'I' << 8 | 'M';
    public const uint ANMF = 'A' << 24 | 'N' << 16 | 'M' << 8 | 'F';

    // ISO base media (AVIF, HEIC)
    public const uint ftyp = 'f' << 24 | 't' << 16 | 'y' << 8 | 'p';
    public const uint meta = 'm' << 24 | 'e' << 16 | 't' << 8 | 'a';
    public const uint moov = 'm' << 24 | 'o' << 16 | 'o' << 8 | 'v';
    public const uint hdlr = 'h' << 24 | 'd' << 16 | 'l' << 8 | 'r';
    public const uint pict = 'p' << 24 | 'i' << 16 | 'c' << 8 | 't';
    public const uint pitm = 'p' << 24 | 'i' << 16 | 't' << 8 | 'm';
    public const uint iinf = 'i' << 24 | 'i' << 16 | 'n' << 8 | 'f';
    public const uint infe = 'i' << 24 | 'n' << 16 | 'f' << 8 | 'e';
    public const uint iloc = 'i' << 24 | 'l' << 16 | 'o' << 8 | 'c';
    public const uint iref = 'i' << 24 | 'r' << 16 | 'e' << 8 | 'f';
    public const uint iprp = 'i' << 24 | 'p' << 16 | 'r' << 8 | 'p';
    public const uint ipco = 'i' << 24 | 'p' << 16 | 'c' << 8 | 'o';
    public const uint ipma = 'i' << 24 | 'p' << 16 | 'm' << 8 | 'a';
    public const uint idat = 'i' << 24 | 'd' << 16 | 'a' << 8 | 't';
    public const uint dimg = 'd' << 24 | 'i' << 16 | 'm' << 8 | 'g';
    public const uint ispe = 'i' << 24 | 's' << 16 | 'p' << 8 | 'e';
    public const uint irot = 'i' << 24 | 'r' << 16 | 'o' << 8 | 't';
    public const uint imir = 'i' << 24 | 'm' << 16 | 'i' << 8 | 'r';
    public const uint clap = 'c' << 24 | 'l' << 16 | 'a' << 8 | 'p';
    public const uint grid = 'g' << 24 | 'r' << 16 | 'i' << 8 | 'd';
    public const uint av01 = 'a' << 24 | 'v' << 16 | '0' << 8 | '1';
    public const uint av1C = 'a' << 24 | 'v' << 16 | '1' << 8 | 'C';
    public const uint hvc1 = 'h' << 24 | 'v' << 16 | 'c' << 8 | '1';
    public const uint hev1 = 'h' << 24 | 'e' << 16 | 'v' << 8 | '1';
    public const uint hvcC = 'h' << 24 | 'v' << 16 | 'c' << 8 | 'C';
    public const uint avif = 'a' << 24 | 'v' << 16 | 'i' << 8 | 'f';
    public const uint avis = 'a' << 24 | 'v' << 16 | 'i' << 8 | 's';
    public const uint trak = 't' << 24 | 'r' << 16 | 'a' << 8 | 'k';
    public const uint tkhd = 't' << 24 | 'k' << 16 | 'h' << 8 | 'd';
    public const uint mdia = 'm' << 24 | 'd' << 16 | 'i' << 8 | 'a';
    public const uint minf = 'm' << 24 | 'i' << 16 | 'n' << 8 | 'f';
    public const uint stbl = 's' << 24 | 't' << 16 | 'b' << 8 | 'l';
    public const uint stsd = 's' << 24 | 't' << 16 | 's' << 8 | 'd';
    public const uint stsz = 's' << 24 | 't' << 16 | 's' << 8 | 'z';
    public const uint stsc = 's' << 24 | 't' << 16 | 's' << 8 | 'c';
    public const uint stco = 's' << 24 | 't' << 16 | 'c' << 8 | 'o';
    public const uint co64 = 'c' << 24 | 'o' << 16 | '6' << 8 | '4';
    public const uint heic = 'h' << 24 | 'e' << 16 | 'i' << 8 | 'c';
    public const uint heix = 'h' << 24 | 'e' << 16 | 'i' << 8 | 'x';
    public const uint hevc = 'h' << 24 | 'e' << 16 | 'v' << 8 | 'c';
    public const uint hevx = 'h' << 24 | 'e' << 16 | 'v' << 8 | 'x';
    public const uint mif1 = 'm' << 24 | 'i' << 16 | 'f' << 8 | '1';
    public const uint msf1 = 'm' << 24 | 's' << 16 | 'f' << 8 | '1';
    public const uint tref = 't' << 24 | 'r' << 16 | 'e' << 8 | 'f';
    public const uint auxl = 'a' << 24 | 'u' << 16 | 'x' << 8 | 'l';
    public const uint heim = 'h' << 24 | 'e' << 16 | 'i' << 8 | 'm';
    public const uint heis = 'h' << 24 | 'e' << 16 | 'i' << 8 | 's';
    public const uint hevm = 'h' << 24 | 'e' << 16 | 'v' << 8 | 'm';
    public const uint hevs = 'h' << 24 | 'e' << 16 | 'v' << 8 | 's';

    /// <summary>Whether all four characters are ASCII letters.</summary>
    public static bool IsLetters(uint code)
        => char.IsAsciiLetter((char)(code >> 24)) && char.IsAsciiLetter((char)(code >> 16 & 0xFF))
        && char.IsAsciiLetter((char)(code >> 8 & 0xFF)) && char.IsAsciiLetter((char)(code & 0xFF));

    /// <summary>Whether all four characters are printable ASCII.</summary>
    public static bool IsPrintable(uint code)
        => (code >> 24) is >= 0x20 and < 0x7F && (code >> 16 & 0xFF) is >= 0x20 and < 0x7F
        && (code >> 8 & 0xFF) is >= 0x20 and < 0x7F && (code & 0xFF) is >= 0x20 and < 0x7F;
}
