using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using ObjectStorage;
using UploadFunction.Images;

namespace UploadFunction.Uploads;

/// <summary>
/// The user metadata of a published image, the only record of it. Values are percent-encoded UTF-8, because HTTP headers are ASCII. All
/// of it is public: whoever can read the image can read this.
/// </summary>
internal static class ObjectMetadata
{
    /// <summary>S3's limit on user metadata: the UTF-8 bytes of all names (without <c>x-amz-meta-</c>) and values.</summary>
    public const int MaxBytes = 2048;

    private const string UploadedAtFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Names of the changes, as they are stored and told.</summary>
    private static readonly (ImageChanges Change, string Name)[] ChangeNames =
    [
        (ImageChanges.Metadata, "metadata"), (ImageChanges.Repaired, "repaired"), (ImageChanges.TrailingData, "trailing-data"),
    ];

    /// <summary>What <see cref="Create"/> adds to <see cref="CreateIncoming"/>, at its longest.</summary>
    private static readonly int Added = new[]
    {
        (MetadataKeys.Width, int.MaxValue.ToString(CultureInfo.InvariantCulture).Length),
        (MetadataKeys.Height, int.MaxValue.ToString(CultureInfo.InvariantCulture).Length),
        (MetadataKeys.Sha256, 2 * SHA256.HashSizeInBytes),
        (MetadataKeys.SourceSha256, 2 * SHA256.HashSizeInBytes),
        (MetadataKeys.Changed, string.Join(',', ChangeNames.Select(change => change.Name)).Length),
        (MetadataKeys.UploadedAt, DateTime.MaxValue.ToString(UploadedAtFormat, CultureInfo.InvariantCulture).Length),
    }.Sum(entry => entry.Item1.Length + entry.Item2);

    /// <summary>Builds the metadata of one image; a long file name gives way to the author's metadata.</summary>
    public static Outcome<Dictionary<string, string>> Create(
        CheckedImage image, Submission submission, string sha256, string sourceSha256, DateTimeOffset uploadedAt)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [MetadataKeys.Width] = image.Info.Width.ToString(CultureInfo.InvariantCulture),
            [MetadataKeys.Height] = image.Info.Height.ToString(CultureInfo.InvariantCulture),
            [MetadataKeys.Sha256] = sha256,
            [MetadataKeys.SourceSha256] = sourceSha256,
            [MetadataKeys.UploadedAt] = uploadedAt.UtcDateTime.ToString(UploadedAtFormat, CultureInfo.InvariantCulture),
        };
        var changed = ChangeNames.Where(change => image.Parts.Changes.HasFlag(change.Change)).Select(change => change.Name).ToList();
        if (changed.Count > 0)
            entries.Add(MetadataKeys.Changed, string.Join(',', changed));
        return Complete(
            entries,
            0,
            submission.DeleteTokenHash,
            submission.UploaderHash,
            FileNames.WithEndingOf(image.Format, FileNames.Clean(submission.FileName, image.Format.Extension)),
            image.Format,
            submission.Metadata);
    }

    /// <summary>
    /// Builds the metadata that a ticket fixes for the object in <c>incoming/</c>, so that there is room for what publishing adds.
    /// </summary>
    /// <param name="uploaderHash">As <see cref="Uploader.HashOf"/>.</param>
    /// <param name="fileName">As claimed.</param>
    /// <param name="announced">Names an image that has no name.</param>
    public static Outcome<Dictionary<string, string>> CreateIncoming(
        UploadKey key, string? uploaderHash, string? fileName, ImageFormat announced, IReadOnlyDictionary<string, string> authors) =>
        // The ending waits for the bytes.
        Complete(
            [], Added, key.DeleteTokenHash, uploaderHash, FileNames.Clean(fileName, announced.Extension), announced, authors);

    private static Outcome<Dictionary<string, string>> Complete(
        Dictionary<string, string> entries,
        int reserved,
        string deleteTokenHash,
        string? uploaderHash,
        string fileName,
        ImageFormat format,
        IReadOnlyDictionary<string, string> authors)
    {
        entries.Add(MetadataKeys.DeleteTokenSha256, deleteTokenHash);
        if (uploaderHash is not null)
            entries.Add(MetadataKeys.UploadedBy, uploaderHash);
        foreach (var (name, value) in authors)
            entries.Add(name, Uri.EscapeDataString(value));

        var left = MaxBytes - reserved - entries.Sum(entry => entry.Key.Length + entry.Value.Length) - MetadataKeys.FileName.Length;
        if (FileNames.Fit(fileName, format.Extension, left) is not { } fitting)
        {
            return UploadProblems.InvalidMetadata(
                $"The metadata is {FileNames.MinEncodedLength - left:N0} bytes too long. Percent-encoded, and with what this service adds, "
                + $"it must fit into S3's {MaxBytes:N0} bytes.",
                [.. authors.Keys]);
        }
        entries.Add(MetadataKeys.FileName, Uri.EscapeDataString(fitting));
        return entries;
    }

    /// <summary>Whether a value has the form of a hash.</summary>
    public static bool IsHash(string value) => value.Length == 2 * SHA256.HashSizeInBytes && !value.AsSpan().ContainsAnyExcept(LowerHex);

    /// <summary>Reads back what <see cref="Create"/> wrote.</summary>
    /// <exception cref="StorageException">Something else wrote the object.</exception>
    public static Upload ToUpload(string id, string url, Published published)
    {
        var entries = published.Metadata;
        var key = ImageKeys.Published(id);
        try
        {
            return new Upload(
                id,
                url,
                key,
                Uri.UnescapeDataString(entries[MetadataKeys.FileName]),
                published.ContentType,
                published.Size,
                int.Parse(entries[MetadataKeys.Width], CultureInfo.InvariantCulture),
                int.Parse(entries[MetadataKeys.Height], CultureInfo.InvariantCulture),
                entries[MetadataKeys.Sha256],
                entries.TryGetValue(MetadataKeys.Changed, out var changed) ? changed.Split(',') : [],
                new SortedDictionary<string, string>(
                    entries.Where(entry => !MetadataKeys.Reserved.Contains(entry.Key))
                        .ToDictionary(entry => entry.Key, entry => Uri.UnescapeDataString(entry.Value)),
                    StringComparer.Ordinal),
                DateTimeOffset.ParseExact(
                    entries[MetadataKeys.UploadedAt], UploadedAtFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
        }
        catch (Exception exception) when (exception is KeyNotFoundException or FormatException or OverflowException)
        {
            throw new StorageException(
                $"The object {key} lacks the metadata that this program writes; something else put it there.", exception);
        }
    }
}
