namespace UploadFunction.Images.Webp;

/// <summary>What a whole file holds, and what its header says of it.</summary>
internal struct WebpContents
{
    private const WebpFlags Metadata = WebpFlags.Exif | WebpFlags.Xmp;

    /// <summary>Whether there is a VP8X chunk; without one the first chunk is all that counts.</summary>
    public bool IsExtended { get; set; }

    /// <summary>The flags of the VP8X chunk.</summary>
    public WebpFlags Flags { get; set; }

    /// <summary>The flags that the chunks call for.</summary>
    public WebpFlags Present { get; set; }

    /// <summary>Whether a frame of an animation leaves some of the canvas free.</summary>
    public bool ShowsBackground { get; set; }

    /// <summary>Where the ICC profile starts that counts: the first, and only if the header says that there is one.</summary>
    public int? ProfileStart { get; set; }

    public bool HasManifest { get; set; }

    public readonly bool IsAnimated => (Flags & WebpFlags.Animation) != 0;

    /// <summary>Notes a chunk that is no part of a picture.</summary>
    public void Add(WebpChunk chunk)
    {
        switch (chunk.Type)
        {
            case WebpChunkType.Iccp when (Flags & WebpFlags.Profile) != 0:
                ProfileStart ??= chunk.Start;
                Present |= WebpFlags.Profile;
                break;
            case WebpChunkType.Exif:
                Present |= WebpFlags.Exif;
                break;
            case WebpChunkType.Xmp:
                Present |= WebpFlags.Xmp;
                break;
            case WebpChunkType.C2pa:
                HasManifest = true;
                break;
        }
    }

    /// <summary>The flags of what is stored.</summary>
    /// <remarks>
    /// Alpha without transparent pixels is cleared where it changes nothing. Where frames leave some of an animation's canvas free, some
    /// readers (libwebp's own among them) take it to mean that the canvas is transparent there.
    /// </remarks>
    public readonly WebpFlags FlagsToStore(bool keepsMetadata)
    {
        var flags = Flags & WebpFlags.Animation | Present;
        if (ShowsBackground)
            flags |= Flags & WebpFlags.Alpha;
        return keepsMetadata ? flags : flags & ~Metadata;
    }

    /// <summary>The header's flags without those of metadata that was there, and is not stored.</summary>
    public readonly WebpFlags FlagsWithoutMetadata(bool keepsMetadata) => keepsMetadata ? Flags : Flags & ~(Present & Metadata);
}

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
