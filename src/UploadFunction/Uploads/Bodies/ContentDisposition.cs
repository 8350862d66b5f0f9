using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>A Content-Disposition, of a part or of a whole body.</summary>
/// <param name="Type">Lower case, such as <c>form-data</c>.</param>
/// <param name="Name">Of the field; empty if there is none.</param>
/// <param name="FileName">As claimed; <see langword="null"/> if the header names no file.</param>
internal readonly record struct ContentDisposition(string Type, string Name, string? FileName)
{
    /// <param name="part">The encoding that the part itself names.</param>
    public static ContentDisposition Read(ReadOnlySpan<byte> header, TextDecoding decoding, Charset? part = null)
    {
        var parameters = new HeaderParameters(header);
        var extended = parameters.Find("filename*"u8);
        return new ContentDisposition(
            parameters.Value,
            Decode(parameters.Find("name"u8), decoding, part) ?? "",
            DecodeExtended(extended) ?? Decode(parameters.Find("filename"u8), decoding, part) ?? (extended is null ? null : ""));
    }

    /// <summary>
    /// The value of RFC 8187, such as <c>UTF-8''%F0%9F%90%88.jpg</c>. It is clear where the other one is not, so it comes first.
    /// </summary>
    private static string? DecodeExtended(ReadOnlySpan<byte> value)
    {
        var charset = value.IndexOf((byte)'\'');
        var language = charset < 0 ? -1 : value[(charset + 1)..].IndexOf((byte)'\'');
        return language >= 0 && PercentEncoding.Decode(value[(charset + language + 2)..]) is { } bytes
            ? Charset.Find(Encoding.Latin1.GetString(value[..charset]))?.Decode(bytes)
            : null;
    }

    private static string? Decode(byte[]? value, TextDecoding decoding, Charset? part) =>
        value is null ? null : EncodedWords.Decode(WithoutFormEscapes(value), decoding, part);

    /// <summary>
    /// Browsers escape these three bytes and no others, not even the percent sign (HTML, "multipart/form-data encoding algorithm").
    /// </summary>
    private static ReadOnlySpan<byte> WithoutFormEscapes(byte[] value)
    {
        var length = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '%' && i + 2 < value.Length && PercentEncoding.TryParseHex(value.AsSpan(i + 1, 2), out var escaped)
                && escaped is (byte)'"' or (byte)'\r' or (byte)'\n')
            {
                value[length++] = escaped;
                i += 2;
            }
            else
            {
                value[length++] = value[i];
            }
        }
        return value.AsSpan(0, length);
    }
}
