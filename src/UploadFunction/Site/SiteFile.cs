namespace UploadFunction.Site;

/// <summary>A file of the form as it is written to the bucket.</summary>
/// <param name="Path">Its path below <c>site/</c>, with slashes.</param>
internal sealed record SiteFile(string Path, string ContentType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A page contains URLs of its deployment. Other files are the same in every deployment of a version.</summary>
    public bool IsPage => ContentType == "text/html";

    public bool IsScript => ContentType == "text/javascript";

    /// <summary>Pages stay as they are: a client without gzip can still read them and post their form.</summary>
    public bool IsCompressed => IsScript || ContentType is "text/css" or "application/json";
}
