namespace UploadFunction.Images.Webp;

/// <summary>What the VP8X chunk says is in the file (RFC 9649, 2.7.1).</summary>
[Flags]
internal enum WebpFlags : byte
{
    None = 0,
    Animation = 0x02,
    Xmp = 0x04,
    Exif = 0x08,
    Alpha = 0x10,
    Profile = 0x20,
    All = Animation | Xmp | Exif | Alpha | Profile,
}
