using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>What a part of a form says about itself, and its content, which is a slice of the body.</summary>
/// <param name="Field">Name of the form's field; empty if the part has none.</param>
/// <param name="FileName">As claimed; <see langword="null"/> if the part names no file.</param>
/// <param name="Type">If it has one.</param>
internal sealed record FormPart(string Field, string? FileName, ContentType? Type, ArraySegment<byte> Content)
{
    private bool HasBareLines { get; init; }

    private bool IsBase64 { get; init; }

    public bool IsJson => Type?.MediaType == "application/json";

    public bool IsFile =>
        FileName is not null || Type is { } type && (type.MediaType.StartsWith("image/", StringComparison.Ordinal)
            || type.MediaType == "application/octet-stream");

    /// <returns><see langword="null"/> if it is no part of a form.</returns>
    public static FormPart? Read(MultipartPart part, TextDecoding decoding)
    {
        var headers = new PartHeaders(part.Headers);
        var type = ContentType.Parse(headers.Find("Content-Type"u8));
        var disposition = ContentDisposition.Read(headers.Find("Content-Disposition"u8), decoding, type?.Charset);
        return disposition.Type == "form-data"
            ? new FormPart(disposition.Name, disposition.FileName, type, part.Content)
            {
                HasBareLines = part.HasBareLines,
                IsBase64 = Ascii.EqualsIgnoreCase(headers.Find("Content-Transfer-Encoding"u8), "base64"u8),
            }
            : null;
    }

    /// <summary>The bytes of a file. RFC 7578 has done away with base64 here, but libraries that were made for mail have not.</summary>
    public Outcome<ArraySegment<byte>> File() => IsBase64 ? Base64Text.Decode(Content.ToArray()) : Content;

    public string Text(TextDecoding decoding)
    {
        // A client that mixes its line ends may have written this one before the boundary.
        var text = HasBareLines && Content.AsSpan().EndsWith("\r"u8) ? Content[..^1] : Content;
        return decoding.Decode(text, Type?.Charset);
    }
}
