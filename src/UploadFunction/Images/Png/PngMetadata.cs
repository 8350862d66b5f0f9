namespace UploadFunction.Images.Png;

/// <summary>The chunks that say nothing about how the picture is shown: texts, times, Exif, manifests, private ones.</summary>
internal struct PngMetadata
{
    private bool _sawExif;
    private bool _sawTime;
    private bool _sawManifest;

    /// <summary>
    /// Whether the next such chunk keeps the rules of its type as far as they are known, and is not a second one where a file has one.
    /// The first counts even if it is broken: browsers look no further for an orientation.
    /// </summary>
    public bool IsWellFormed(PngChunk chunk)
    {
        var data = chunk.Data;
        return chunk.HasDefinedType && chunk.Type switch
        {
            PngChunkType.Text => PngKeyword.Begins(data),
            PngChunkType.Ztxt => PngKeyword.Skip(data) is [0, ..], // deflate, the only method
            PngChunkType.Itxt => PngKeyword.Skip(data) is [<= 1, 0, .. var text] && HasLanguageAndTranslation(text),
            PngChunkType.Time => IsFirst(ref _sawTime) && data.Length == 7,
            PngChunkType.Exif => IsFirst(ref _sawExif) && ExifOrientation.IsTiff(data),
            PngChunkType.Cabx => IsFirst(ref _sawManifest),
            _ => true,
        };
    }

    private static bool IsFirst(ref bool saw) => !saw && (saw = true);

    private static bool HasLanguageAndTranslation(ReadOnlySpan<byte> text) =>
        text.IndexOf((byte)0) is >= 0 and var language && text[(language + 1)..].Contains((byte)0);
}
