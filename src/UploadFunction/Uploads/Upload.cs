namespace UploadFunction.Uploads;

/// <summary>A stored image as the API describes it. All of it comes from the object's own headers and metadata.</summary>
/// <param name="Id">26 symbols of Crockford's base32.</param>
/// <param name="Url">Absolute; anybody can read the image there.</param>
/// <param name="Key">Object key in the bucket.</param>
/// <param name="ContentType">MIME type of the bytes, not of what the client claimed.</param>
/// <param name="Size">Bytes stored.</param>
/// <param name="Width">Pixels, as a browser displays the image.</param>
/// <param name="Height">Pixels, as a browser displays the image.</param>
/// <param name="Sha256">Lower-case hex of the stored bytes.</param>
/// <param name="Changed">
/// What was changed before the image was stored, never its pixels: <c>metadata</c>, <c>repaired</c>, <c>trailing-data</c>; empty if it is
/// stored as it was sent.
/// </param>
/// <param name="Metadata">The allowed metadata that came with the image.</param>
/// <param name="UploadedAt">UTC.</param>
/// <param name="DeleteToken">Only in the response to the uploader: a bearer secret that deletes the image.</param>
/// <param name="IgnoredFields">Only in the response to the uploader: names of fields that were ignored.</param>
internal sealed record Upload(
    string Id,
    string Url,
    string Key,
    string FileName,
    string ContentType,
    long Size,
    int Width,
    int Height,
    string Sha256,
    IReadOnlyList<string> Changed,
    IReadOnlyDictionary<string, string> Metadata,
    DateTimeOffset UploadedAt,
    string? DeleteToken = null,
    IReadOnlyList<string>? IgnoredFields = null);
