namespace UploadFunction.Uploads;

/// <summary>Names of the user metadata that this program writes itself.</summary>
internal static class MetadataKeys
{
    public const string FileName = "file-name";
    public const string Width = "width";
    public const string Height = "height";
    public const string Sha256 = "sha256";
    public const string SourceSha256 = "source-sha256";
    public const string Changed = "changed";
    public const string UploadedAt = "uploaded-at";
    public const string DeleteTokenSha256 = "delete-token-sha256";
    public const string UploadedBy = "uploaded-by";

    /// <summary>An author's metadata may not use these.</summary>
    public static IReadOnlySet<string> Reserved { get; } =
        new HashSet<string> { FileName, Width, Height, Sha256, SourceSha256, Changed, UploadedAt, DeleteTokenSha256, UploadedBy };
}
