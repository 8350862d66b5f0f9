namespace UploadFunction.Images.Webp;

/// <summary>The types of chunks that are told apart, as big-endian numbers.</summary>
internal static class WebpChunkType
{
    public const uint Vp8 = 'V' << 24 | 'P' << 16 | '8' << 8 | ' ';
    public const uint Vp8L = 'V' << 24 | 'P' << 16 | '8' << 8 | 'L';
    public const uint Vp8X = 'V' << 24 | 'P' << 16 | '8' << 8 | 'X';
    public const uint Alph = 'A' << 24 | 'L' << 16 | 'P' << 8 | 'H';
    public const uint Anim = 'A' << 24 | 'N' << 16 | 'I' << 8 | 'M';
    public const uint Anmf = 'A' << 24 | 'N' << 16 | 'M' << 8 | 'F';
    public const uint Iccp = 'I' << 24 | 'C' << 16 | 'C' << 8 | 'P';
    public const uint Exif = 'E' << 24 | 'X' << 16 | 'I' << 8 | 'F';
    public const uint Xmp = 'X' << 24 | 'M' << 16 | 'P' << 8 | ' ';

    /// <summary>A C2PA manifest: a signed statement about the rest of the file.</summary>
    public const uint C2pa = 'C' << 24 | '2' << 16 | 'P' << 8 | 'A';
}
