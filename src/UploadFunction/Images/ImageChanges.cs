namespace UploadFunction.Images;

/// <summary>How a stored image differs from the file that was received. Never in its pixels.</summary>
[Flags]
internal enum ImageChanges
{
    None = 0,

    /// <summary>Metadata was removed: what cameras and programs write about the person, the place and the device.</summary>
    Metadata = 1,

    /// <summary>The file broke a rule of its format that no browser minds, and now keeps it.</summary>
    Repaired = 2,

    /// <summary>Bytes behind the end of the image were removed.</summary>
    TrailingData = 4,
}
