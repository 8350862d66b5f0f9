namespace UploadFunction.Uploads.Bodies;

/// <summary>What a request asks for, whatever the kind of its body.</summary>
/// <param name="Image">Part of the request's own buffer; not to be kept beyond the request.</param>
/// <param name="FileName">As the client claims it, unchecked.</param>
/// <param name="Metadata">Allowed names only, lower-cased; no empty values.</param>
/// <param name="IdempotencyKey">From the body; a header takes precedence.</param>
/// <param name="Redirect">The form's <c>_redirect</c>, unchecked.</param>
internal sealed record UploadRequest(
    ReadOnlyMemory<byte> Image,
    string? FileName,
    IReadOnlyDictionary<string, string> Metadata,
    string? IdempotencyKey,
    string? Redirect,
    IReadOnlyList<string> IgnoredFields);
