namespace UploadFunction.Site;

/// <summary>A file of the form as the bucket will have it.</summary>
/// <param name="Path">Below <c>site/</c>, with slashes.</param>
internal sealed record SiteFile(string Path, string ContentType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A page is of one deployment, whose addresses it holds; what it loads is the same in each of a version.</summary>
    public bool IsPage => ContentType == "text/html";

    public bool IsScript => ContentType == "text/javascript";
}
