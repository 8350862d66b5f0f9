using System.Buffers;
using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LambdaServer.Http;

/// <summary>Writes a response as the JSON that a gateway understands.</summary>
internal static class HttpResponseWriter
{
    private const int TextPiece = 16 * 1024;

    // Relaxed: the default escapes every quote as six bytes, and a gateway is not an HTML page.
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // RFC 9110, section 5.
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> NotInValues =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Append('\u007F').Select(code => (char)code).Except(['\t'])]);

    public static void Write(ReusableBuffer json, Response response, PayloadFormat format, bool isHead)
    {
        json.Clear();
        using var writer = new Utf8JsonWriter(json, Options);
        writer.WriteStartObject();
        writer.WriteNumber("statusCode"u8, response.StatusCode);

        var hasBody = !isHead && response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified);
        if (format is PayloadFormat.V2)
            WriteHeadersV2(writer, response.Headers, hasBody);
        else
            WriteHeadersV1(writer, response.Headers, hasBody);

        var body = hasBody ? response.Body.Written.Span : default;
        var isText = body.IsEmpty || (IsText(response.Headers) && Utf8.IsValid(body));
        writer.WriteBoolean("isBase64Encoded"u8, !isText);
        if (isText)
            WriteText(writer, body);
        else
            writer.WriteBase64String("body"u8, body);
        writer.WriteEndObject();
    }

    private static void WriteHeadersV2(Utf8JsonWriter writer, IHeaderDictionary headers, bool hasBody)
    {
        writer.WriteStartObject("headers"u8);
        foreach (var (name, values) in Sent(headers, hasBody))
        {
            if (!name.Equals(HeaderNames.SetCookie, StringComparison.OrdinalIgnoreCase))
                writer.WriteString(name, values.ToString());
        }
        writer.WriteEndObject();

        // The one header that must not be joined by commas has its own place.
        if (headers.SetCookie.Count > 0 && headers.SetCookie.All(IsValue))
        {
            writer.WritePropertyName("cookies"u8);
            WriteArray(writer, headers.SetCookie);
        }
    }

    private static void WriteHeadersV1(Utf8JsonWriter writer, IHeaderDictionary headers, bool hasBody)
    {
        writer.WriteStartObject("multiValueHeaders"u8);
        foreach (var (name, values) in Sent(headers, hasBody))
        {
            writer.WritePropertyName(name);
            WriteArray(writer, values);
        }
        writer.WriteEndObject();
    }

    /// <summary>
    /// Leaves out the headers of a connection, which is the gateway's, the length of a body, which it counts itself, and what HTTP does
    /// not allow in a header: a gateway might take it for two of them.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, StringValues>> Sent(IHeaderDictionary headers, bool hasBody) =>
        headers.Where(header => header.Value.Count > 0
            && IsName(header.Key)
            && header.Value.All(IsValue)
            && !header.Key.Equals(HeaderNames.TransferEncoding, StringComparison.OrdinalIgnoreCase)
            && !header.Key.Equals(HeaderNames.Connection, StringComparison.OrdinalIgnoreCase)
            && !(hasBody && header.Key.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase)));

    private static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    private static bool IsValue(string? value) => !value.AsSpan().ContainsAny(NotInValues);

    private static void WriteArray(Utf8JsonWriter writer, StringValues values)
    {
        writer.WriteStartArray();
        foreach (var value in values)
            writer.WriteStringValue(value ?? "");
        writer.WriteEndArray();
    }

    /// <summary>In pieces, because the writer takes six times the size of what it escapes at once.</summary>
    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        writer.WritePropertyName("body"u8);
        while (text.Length > TextPiece)
        {
            writer.WriteStringValueSegment(text[..TextPiece], isFinalSegment: false);
            text = text[TextPiece..];
        }
        writer.WriteStringValueSegment(text, isFinalSegment: true);
    }

    /// <summary>Whether a gateway may treat the body as text. Anything else travels as base64.</summary>
    private static bool IsText(IHeaderDictionary headers)
    {
        if (!StringValues.IsNullOrEmpty(headers.ContentEncoding)
            || !MediaTypeHeaderValue.TryParse(headers.ContentType.ToString(), out var type))
        {
            return false;
        }

        return type.Type.Equals("text", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("xml", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Value is { } name
                && (name.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
                    || name.Equals(MediaTypeNames.Application.Xml, StringComparison.OrdinalIgnoreCase)
                    || name.Equals("application/javascript", StringComparison.OrdinalIgnoreCase));
    }
}
