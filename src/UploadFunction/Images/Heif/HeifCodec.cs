namespace UploadFunction.Images.Heif;

/// <summary>How a picture is coded, as the type of its item or of its sample entry says; big-endian numbers.</summary>
internal static class HeifCodec
{
    public const uint Av01 = 'a' << 24 | 'v' << 16 | '0' << 8 | '1';
    public const uint Hvc1 = 'h' << 24 | 'v' << 16 | 'c' << 8 | '1';
    public const uint Hev1 = 'h' << 24 | 'e' << 16 | 'v' << 8 | '1';

    public static bool IsKnown(uint type) => type is Av01 or Hvc1 or Hev1;
}
