namespace UploadFunction.Images.Png;

/// <summary>The types of chunks that are told apart, as big-endian numbers.</summary>
internal static class PngChunkType
{
    public const uint Ihdr = 'I' << 24 | 'H' << 16 | 'D' << 8 | 'R';
    public const uint Plte = 'P' << 24 | 'L' << 16 | 'T' << 8 | 'E';
    public const uint Idat = 'I' << 24 | 'D' << 16 | 'A' << 8 | 'T';
    public const uint Iend = 'I' << 24 | 'E' << 16 | 'N' << 8 | 'D';
    public const uint Actl = 'a' << 24 | 'c' << 16 | 'T' << 8 | 'L';
    public const uint Fctl = 'f' << 24 | 'c' << 16 | 'T' << 8 | 'L';
    public const uint Fdat = 'f' << 24 | 'd' << 16 | 'A' << 8 | 'T';
    public const uint Exif = 'e' << 24 | 'X' << 16 | 'I' << 8 | 'f';

    /// <summary>Marks Apple's variant for iOS, which nothing else can read.</summary>
    public const uint Cgbi = 'C' << 24 | 'g' << 16 | 'B' << 8 | 'I';
}
