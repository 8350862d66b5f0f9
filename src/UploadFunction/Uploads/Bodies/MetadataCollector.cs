namespace UploadFunction.Uploads.Bodies;

/// <summary>Collects metadata and the names of ignored fields, by the same rules for every kind of body.</summary>
internal sealed class MetadataCollector(UploadOptions options)
{
    // The response repeats these names; no client may make it larger than Lambda allows.
    private const int MaxIgnored = 100;
    private const int MaxIgnoredLength = 100;
    private const int MaxValueLength = 8 * ObjectMetadata.MaxBytes;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ignored = new(StringComparer.Ordinal);

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>The first 100 names, each cut after 100 characters.</summary>
    public List<string> IgnoredFields { get; } = [];

    /// <summary>Whether metadata of this name, in upper or lower case, is stored.</summary>
    public bool Takes(string name) => options.MetadataNames.Contains(name.ToLowerInvariant());

    public void Ignore(string field)
    {
        if (_ignored.Count < MaxIgnored && _ignored.Add(field))
            IgnoredFields.Add(field.Length <= MaxIgnoredLength ? field : $"{field.AsSpan(0, MaxIgnoredLength)}…");
    }

    /// <param name="value"><see langword="null"/> if its encoding is broken; an empty one counts as absent.</param>
    public Problem? Add(string name, string? value)
    {
        var lower = name.ToLowerInvariant();
        if (value is null)
            return UploadProblems.InvalidMetadata($"The metadata '{lower}' is not valid UTF-8, or its percent-encoding is broken.", lower);
        if (!_seen.Add(lower))
        {
            return UploadProblems.InvalidMetadata(
                $"The metadata '{lower}' was sent more than once. Percent-encode commas in headers.", lower);
        }
        // Far above what can be stored: only there to say so before megabytes are encoded and counted.
        if (value.Length > MaxValueLength)
        {
            return UploadProblems.InvalidMetadata(
                $"The metadata '{lower}' has {value.Length:N0} characters; "
                + $"all metadata must fit into S3's {ObjectMetadata.MaxBytes:N0} bytes.",
                lower);
        }
        if (value.Length > 0)
            Metadata.Add(lower, value);
        return null;
    }
}
