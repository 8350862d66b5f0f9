using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// A Content-Type as clients write it: a boundary with <c>=</c>, <c>/</c>, <c>:</c>, <c>?</c> or spaces often lacks the quotes that
/// RFC 2045 asks for.
/// </summary>
/// <param name="MediaType">Lower case, such as <c>image/jpeg</c>.</param>
/// <param name="Boundary">Empty if there is none.</param>
/// <param name="Charset">Of the text in a part of a form; <see langword="null"/> if none is named that is known.</param>
internal sealed record ContentType(string MediaType, byte[] Boundary, Charset? Charset)
{
    /// <returns><see langword="null"/> if it names no type.</returns>
    public static ContentType? Parse(string? header) => Parse(Encoding.UTF8.GetBytes(header ?? ""));

    /// <returns><see langword="null"/> if it names no type.</returns>
    public static ContentType? Parse(ReadOnlySpan<byte> header)
    {
        var parameters = new HeaderParameters(header);
        var mediaType = parameters.Value;
        if (mediaType.IndexOf('/') is not > 0 || mediaType.EndsWith('/') || mediaType.AsSpan().ContainsAny(" \t,\""))
            return null;
        var charset = parameters.Find("charset"u8);
        return new ContentType(
            mediaType, parameters.Find("boundary"u8) ?? [], charset is null ? null : Charset.Find(Encoding.Latin1.GetString(charset)));
    }
}
