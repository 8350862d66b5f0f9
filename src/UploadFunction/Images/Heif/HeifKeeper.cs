namespace UploadFunction.Images.Heif;

/// <summary>Yields what is stored of a file whose metadata stays: all of it, but for what is broken.</summary>
internal static class HeifKeeper
{
    /// <summary>The kind of a uuid box that is a C2PA manifest (C2PA technical specification, A.5).</summary>
    private static ReadOnlySpan<byte> Manifest =>
        [0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81];

    public static ImageRejection? Keep(HeifFileBoxes boxes, ReadOnlySpan<byte> file, ImageParts parts)
    {
        parts.Omit(new(boxes.End, file.Length), ImageChanges.TrailingData);
        file = file[..boxes.End];
        var isChanged = parts.Changes != ImageChanges.None || boxes.HasDamagedMovie;
        var data = new HeifData();
        if (isChanged && boxes.Collect(file, data, out _) is { } rejection)
            return rejection;
        var output = new HeifOverwriter(file, data.Segments, parts);
        var content = new SpanReader(file, start: 0);
        while (isChanged && content.Remaining > 0 && IsoBox.Read(ref content, out var box, isTopLevel: true) is null)
        {
            // Whatever its name, a box with data of a picture stays.
            if (output.HasData(new(box.Start, box.End)))
                continue;
            if (box.Type == IsoBoxType.Moov && boxes.HasDamagedMovie)
                output.Free(box, ImageChanges.Repaired);
            // It is a signature of the file as it was.
            else if (box.Type == IsoBoxType.Uuid && file[box.Content.Start..box.End].StartsWith(Manifest))
                output.Free(box);
        }
        return output.Finish(file.Length);
    }
}
