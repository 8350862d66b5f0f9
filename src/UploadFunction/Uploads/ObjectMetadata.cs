using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using UploadFunction.Images;
using UploadFunction.Storage;

namespace UploadFunction.Uploads;

/// <summary>
/// The user metadata of a published image: the only record there is of it. Values are percent-encoded UTF-8, because HTTP headers are
/// ASCII. All of it is public: whoever can read the image can read this.
/// </summary>
internal static class ObjectMetadata
{
    /// <summary>S3's limit on user metadata: the UTF-8 bytes of all names (without <c>x-amz-meta-</c>) and values.</summary>
    public const int MaxBytes = 2048;

    public const string FileName = "file-name";
    public const string Width = "width";
    public const string Height = "height";
    public const string Sha256 = "sha256";
    public const string SourceSha256 = "source-sha256";
    public const string UploadedAt = "uploaded-at";
    public const string DeleteTokenSha256 = "delete-token-sha256";
    public const string UploadedBy = "uploaded-by";

    private const string UploadedAtFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Names that are ours; an author's metadata may not use them.</summary>
    public static IReadOnlySet<string> ReservedNames { get; } =
        new HashSet<string>(StringComparer.Ordinal) { FileName, Width, Height, Sha256, SourceSha256, UploadedAt, DeleteTokenSha256, UploadedBy };

    /// <summary>What <see cref="Create"/> adds to <see cref="CreateIncoming"/>, at its longest.</summary>
    private static readonly int Added = new[]
    {
        (Width, int.MaxValue.ToString(CultureInfo.InvariantCulture).Length),
        (Height, int.MaxValue.ToString(CultureInfo.InvariantCulture).Length),
        (Sha256, 2 * SHA256.HashSizeInBytes),
        (SourceSha256, 2 * SHA256.HashSizeInBytes),
        (UploadedAt, DateTime.MaxValue.ToString(UploadedAtFormat, CultureInfo.InvariantCulture).Length),
    }.Sum(entry => entry.Item1.Length + entry.Item2);

    /// <summary>Builds the metadata of one image; a long file name gives way to the author's metadata.</summary>
    public static Outcome<Dictionary<string, string>> Create(
        ImageFormat format, ImageInfo image, Submission submission, string sha256, string sourceSha256, DateTimeOffset uploadedAt)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Width] = image.Width.ToString(CultureInfo.InvariantCulture),
            [Height] = image.Height.ToString(CultureInfo.InvariantCulture),
            [Sha256] = sha256,
            [SourceSha256] = sourceSha256,
            [UploadedAt] = uploadedAt.UtcDateTime.ToString(UploadedAtFormat, CultureInfo.InvariantCulture),
        };
        return Complete(entries, 0, submission.DeleteTokenHash, submission.UploaderHash, submission.FileName, format, submission.Metadata);
    }

    /// <summary>Builds what a ticket fixes on the object in <c>incoming/</c>; publishing it cannot fail for want of room.</summary>
    /// <param name="uploaderHash">As <see cref="Uploader.HashOf"/>.</param>
    /// <param name="fileName">As claimed.</param>
    /// <param name="announced">Names an image that has no name.</param>
    public static Outcome<Dictionary<string, string>> CreateIncoming(
        UploadKey key, string? uploaderHash, string? fileName, ImageFormat announced, IReadOnlyDictionary<string, string> authors) =>
        Complete([], Added, key.DeleteTokenHash, uploaderHash, fileName, announced, authors);

    private static Outcome<Dictionary<string, string>> Complete(
        Dictionary<string, string> entries,
        int reserved,
        string deleteTokenHash,
        string? uploaderHash,
        string? fileName,
        ImageFormat format,
        IReadOnlyDictionary<string, string> authors)
    {
        var extension = format.Extension;
        entries.Add(DeleteTokenSha256, deleteTokenHash);
        if (uploaderHash is not null)
            entries.Add(UploadedBy, uploaderHash);
        foreach (var (name, value) in authors)
            entries.Add(name, Uri.EscapeDataString(value));

        var left = MaxBytes - reserved - entries.Sum(entry => entry.Key.Length + entry.Value.Length) - FileName.Length;
        if (FileNames.Fit(FileNames.Clean(fileName, extension), extension, left) is not { } fitting)
        {
            return UploadProblems.InvalidMetadata(
                $"The metadata is {FileNames.MinEncodedLength - left:N0} bytes too long. Percent-encoded, all of it must fit S3's {MaxBytes:N0} bytes beside our own.",
                [.. authors.Keys]);
        }
        entries.Add(FileName, Uri.EscapeDataString(fitting));
        return entries;
    }

    /// <summary>Whether a value could be one of the hashes.</summary>
    public static bool IsHash(string value) => value.Length == 2 * SHA256.HashSizeInBytes && !value.AsSpan().ContainsAnyExcept(LowerHex);

    /// <summary>Reads back what <see cref="Create"/> wrote.</summary>
    /// <exception cref="StorageException">The object was not written by us.</exception>
    public static Upload ToUpload(string id, string url, string contentType, long size, IReadOnlyDictionary<string, string> entries)
    {
        var key = Publisher.KeyOf(id);
        try
        {
            return new Upload(
                id,
                url,
                key,
                Uri.UnescapeDataString(entries[FileName]),
                contentType,
                size,
                int.Parse(entries[Width], CultureInfo.InvariantCulture),
                int.Parse(entries[Height], CultureInfo.InvariantCulture),
                entries[Sha256],
                new SortedDictionary<string, string>(
                    entries.Where(entry => !ReservedNames.Contains(entry.Key)).ToDictionary(entry => entry.Key, entry => Uri.UnescapeDataString(entry.Value)),
                    StringComparer.Ordinal),
                DateTimeOffset.ParseExact(entries[UploadedAt], UploadedAtFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or OverflowException)
        {
            throw new StorageException($"The object {key} lacks the metadata that this program writes; something else put it there.", e);
        }
    }
}
