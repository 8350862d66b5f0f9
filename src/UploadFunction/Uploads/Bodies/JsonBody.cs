using System.Text.Json;

namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// <c>application/json</c>: <c>{"file": base64 or data URL, "fileName"?, "metadata"?: {name: text}, "idempotencyKey"?}</c>. Read with a
/// <see cref="Utf8JsonReader"/>, because a string of the image would cost three times its bytes.
/// </summary>
internal static class JsonBody
{
    /// <summary>Reads the value of a member that is neither <c>metadata</c> nor a text where one is asked for.</summary>
    /// <returns>What is wrong with it.</returns>
    internal delegate Problem? MemberReader(string name, ref Utf8JsonReader reader);

    private delegate Problem? ValueReader(ref Utf8JsonReader reader);

    /// <param name="rent">Provides memory that lives as long as the request.</param>
    public static Outcome<UploadRequest> Read(ArraySegment<byte> body, UploadOptions options, Func<int, byte[]> rent)
    {
        var collector = new MetadataCollector(options);
        var texts = new Dictionary<string, string?> { ["fileName"] = null, ["idempotencyKey"] = null };
        ArraySegment<byte>? text = null;
        var hasUrl = false;

        if (ReadObject(body, "{\"file\": \"…base64…\"}", texts, collector, ReadMember) is { } problem)
            return problem;
        if (text is null && hasUrl)
            return UploadProblems.NoRemoteFiles();
        if (text is not { } found)
            return UploadProblems.NoFile("The JSON body has no member 'file' with the image as base64 or a data URL.");
        if (Base64Text.Decode(found).Failed(out var malformed, out var image))
            return malformed;
        return new UploadRequest(
            image, texts["fileName"], collector.Metadata, texts["idempotencyKey"], Redirect: null, collector.IgnoredFields);

        Problem? ReadMember(string name, ref Utf8JsonReader reader)
        {
            switch (name)
            {
                case "file" when reader.TokenType == JsonTokenType.StartArray || text is not null:
                    return UploadProblems.TooManyFiles();
                case "file" when reader.TokenType == JsonTokenType.String:
                    text = Unescape(ref reader, rent);
                    return null;
                case "file" when reader.TokenType == JsonTokenType.Null:
                    return null;
                case "file" or "fileName" or "idempotencyKey":
                    return UploadProblems.MalformedJson($"'{name}' must be a string");
                default:
                    hasUrl |= name == "url" && reader.TokenType != JsonTokenType.Null;
                    collector.Ignore(name);
                    reader.Skip();
                    return null;
            }
        }
    }

    /// <summary>Reads the object that a body must be: its metadata into the collector, the rest member by member.</summary>
    /// <param name="example">An example of such an object, for the problem.</param>
    /// <param name="texts">Has the names of the members that are strings or null, and gets their values.</param>
    /// <returns>What is wrong with it.</returns>
    public static Problem? ReadObject(
        ArraySegment<byte> body, string example, Dictionary<string, string?> texts, MetadataCollector collector, MemberReader readMember)
    {
        return Read(body, (ref reader) =>
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                return UploadProblems.MalformedJson($"it must be an object such as {example}");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (texts.ContainsKey(name) && reader.TokenType is JsonTokenType.String or JsonTokenType.Null)
                    texts[name] = reader.GetString();
                else if ((name == "metadata" ? ReadMetadata(ref reader, collector) : readMember(name, ref reader)) is { } problem)
                    return problem;
            }
            return null;
        });
    }

    /// <summary>Reads what the member <c>metadata</c> of a JSON body holds, and is the part of that name in a form.</summary>
    /// <returns>What is wrong with it.</returns>
    public static Problem? ReadMetadata(ReadOnlySpan<byte> json, MetadataCollector collector) =>
        Read(json, (ref reader) => ReadMetadata(ref reader, collector));

    /// <param name="readValue">Reads the one value there must be, from its first token to its last.</param>
    private static Problem? Read(ReadOnlySpan<byte> json, ValueReader readValue)
    {
        try
        {
            var reader = new Utf8JsonReader(json.StartsWith("\uFEFF"u8) ? json[3..] : json);
            reader.Read();
            if (readValue(ref reader) is { } problem)
                return problem;
            return reader.Read() ? UploadProblems.MalformedJson("something follows the object") : null;
        }
        catch (JsonException exception)
        {
            return UploadProblems.MalformedJson(
                $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} is not what JSON allows there");
        }
        catch (InvalidOperationException)
        {
            // The reader accepts a string with an unpaired surrogate or bytes that are not UTF-8; decoding it fails.
            return UploadProblems.MalformedJson("a string is not valid UTF-8");
        }
    }

    private static Problem? ReadMetadata(ref Utf8JsonReader reader, MetadataCollector collector)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.StartObject)
            return UploadProblems.InvalidMetadata("'metadata' must be an object of names and strings.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (!collector.Takes(name))
            {
                collector.Ignore($"metadata.{name}");
                reader.Skip();
            }
            else if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
            {
                return UploadProblems.InvalidMetadata($"The metadata '{name}' must be a string.", name.ToLowerInvariant());
            }
            else if (collector.Add(name, reader.GetString() ?? "") is { } problem)
            {
                return problem;
            }
        }
        return null;
    }

    /// <summary>A writable copy of the unescaped string, in which it is then decoded.</summary>
    private static ArraySegment<byte> Unescape(ref Utf8JsonReader reader, Func<int, byte[]> rent)
    {
        var buffer = rent(reader.ValueSpan.Length);
        return new ArraySegment<byte>(buffer, 0, reader.CopyString(buffer));
    }
}
